"""Layer normalisation: what it does not see, and its Jacobian. One row of n features, without scale and shift."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation.core import index, n, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Range

x, m, v, r, N = (sp.IndexedBase(name) for name in ("x", r"\mu", "v", r"\rho", "N"))
j, l, q = index("j"), index("l"), index("q")
epsilon = sp.Symbol(r"\epsilon", positive=True)
MEAN = Definition(m[t], sp.Sum(x[t, l], (l, 1, n)) / n, over=(t,))
VARIANCE = Definition(v[t], sp.Sum((x[t, l] - m[t]) ** 2, (l, 1, n)) / n, over=(t,))
SCALE = Definition(r[t], 1 / sp.sqrt(v[t] + epsilon), over=(t,))
NORM = Definition(N[t, j], (x[t, j] - m[t]) * r[t], over=(t, j))
GIVEN = [MEAN, VARIANCE, SCALE, NORM, Range(q, 1, n)]


def of_mean():
    derivation = Derivation(sp.Derivative(m[t], x[t, q]), claim="The mean", given=[MEAN, Range(q, 1, n)])
    derivation.step(1 / n, because="each feature is one of $n$")
    return derivation.conclude(1 / n)


def of_variance():
    derivation = Derivation(sp.Derivative(v[t], x[t, q]), claim="The variance", given=[MEAN, VARIANCE, Range(q, 1, n)])
    derivation.step(
        sp.Sum(2 * (x[t, l] - m[t]) * (sp.KroneckerDelta(l, q) - 1 / n), (l, 1, n)) / n,
        because="the chain rule: the feature stands in one term itself, and in all through the mean",
    )
    derivation.step(2 * (x[t, q] - m[t]) / n, because="what lies above the mean and what lies below it cancel")
    return derivation.conclude(2 * (x[t, q] - m[t]) / n)


def of_scale():
    derivation = Derivation(sp.Derivative(r[t], x[t, q]), claim="The factor", given=GIVEN)
    derivation.step(-(x[t, q] - m[t]) * r[t] ** 3 / n, because="the chain rule, through the variance")
    return derivation.conclude(-(x[t, q] - m[t]) * r[t] ** 3 / n)


EXPLICIT = (sp.KroneckerDelta(j, q) - 1 / n) * r[t] - (x[t, j] - m[t]) * (x[t, q] - m[t]) * r[t] ** 3 / n
JACOBIAN = r[t] * (sp.KroneckerDelta(j, q) - 1 / n - N[t, j] * N[t, q] / n)


def jacobian():
    derivation = Derivation(sp.Derivative(N[t, j], x[t, q]), claim="The Jacobian of layer normalisation", given=GIVEN)
    derivation.step(EXPLICIT, because="the product rule, with $1/n$ from the mean and what was shown of the factor")
    return derivation.conclude(EXPLICIT)


def in_its_own_terms():
    """The Jacobian once more, whatever the factor is: only the definition of N is used."""
    derivation = Derivation(EXPLICIT, claim="The Jacobian in terms of what is shown", given=[NORM, Range(q, 1, n)])
    derivation.step(JACOBIAN, because="the definition of $N_j$ and of $N_q$")
    return derivation.conclude(JACOBIAN)


def shift_unseen():
    """A number added to all features changes nothing: every row of the Jacobian adds up to zero."""
    derivation = Derivation(
        sp.Sum(JACOBIAN, (q, 1, n)), claim="A shift of all features", given=[MEAN, NORM, Range(j, 1, n)]
    )
    derivation.step(sp.Integer(0), because="one less $n$ times $1/n$, and the $N_q$ add up to zero")
    return derivation.conclude(sp.Integer(0))


STRETCHED = r[t] * N[t, j] * epsilon / (v[t] + epsilon)


def stretch():
    """What a step along what is shown changes: the share of epsilon in what stands under the root is left of it."""
    derivation = Derivation(
        sp.Sum(JACOBIAN * N[t, q], (q, 1, n)),
        claim="A stretch around the mean",
        given=[MEAN, VARIANCE, SCALE, NORM, Range(j, 1, n)],
    )
    derivation.step(
        r[t] * (N[t, j] - N[t, j] * v[t] * r[t] ** 2),
        because=r"the $N_q$ add up to zero, and their squares to $n v \rho^2$",
    )
    derivation.step(STRETCHED, because=r"$\rho^2$ is one over $v + \epsilon$")
    return derivation.conclude(STRETCHED)
