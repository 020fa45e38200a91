"""What the softmax does not see, what it becomes at its ends, what it maximises, and its Jacobian."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import gap
from lstmbook.notation.core import index, n
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Distribution, Range

s, p, u, w = (sp.IndexedBase(name) for name in "spuw")
j, m, l = index("j"), index("m"), index("l")
c, tau = sp.Symbol("c", real=True), sp.Symbol(r"\tau", positive=True)

PROBABILITY = Definition(p[j], sp.exp(s[j]) / sp.Sum(sp.exp(s[l]), (l, 1, n)), over=(j,))
COOLED = Definition(p[j], sp.exp(s[j] / tau) / sp.Sum(sp.exp(s[l] / tau), (l, 1, n)), over=(j,))
ANY = Distribution(p, n)  # of a Jacobian nothing matters but that its entries are made of probabilities
CURVATURE = sp.Sum(u[j] * p[j] * (sp.KroneckerDelta(j, m) - p[m]) * u[m], (j, 1, n), (m, 1, n))


def shifted():
    """A number added to all scores changes no weight."""
    start = sp.exp(s[j] + c) / sp.Sum(sp.exp(s[l] + c), (l, 1, n))
    derivation = Derivation(start, claim="What the softmax does not see", given=[PROBABILITY])
    derivation.step(
        sp.exp(s[j]) / sp.Sum(sp.exp(s[l]), (l, 1, n)),
        because="$e^{s_l + c}$ is $e^c e^{s_l}$, and $e^c$ cancels, since it stands in every term",
    )
    derivation.step(p[j], because="the definition of $p_j$")
    return derivation.conclude(p[j])


def two_ways():
    """Of two weights the first is the logistic function of the difference of the scores."""
    start = sp.exp(s[1]) / sp.Sum(sp.exp(s[l]), (l, 1, 2))
    result = 1 / (1 + sp.exp(-(s[1] - s[2])))
    derivation = Derivation(start, claim="The softmax of two scores")
    derivation.step(result, because="above and below are divided by $e^{s_1}$; it is $\\sigma(s_1 - s_2)$")
    return derivation.conclude(result)


def cooled():
    """p_j = p_m exp((s_j - s_m) / tau) <= exp((s_j - s_m) / tau)."""
    derivation = Derivation(p[j], claim="Two weights at a temperature", given=[COOLED, Range(m, 1, n)])
    ratio = sp.exp((s[j] - s[m]) / tau)
    derivation.step(p[m] * ratio, because="both are divided by the same sum")
    others = sp.Sum((1 - sp.KroneckerDelta(l, m)) ** 2 * sp.exp(s[l] / tau), (l, 1, n))
    derivation.at_most(
        ratio,
        certificate=ratio * others / sp.Sum(sp.exp(s[l] / tau), (l, 1, n)),
        because="$p_m$ is at most one: what is missing is the share of all others",
    )
    return derivation.conclude(ratio)


def compromise():
    """Expected score plus tau times the entropy of any distribution w is at most tau ln sum exp(s / tau)."""
    start = sp.Sum(w[j] * s[j], (j, 1, n)) - tau * sp.Sum(w[j] * sp.log(w[j]), (j, 1, n))
    derivation = Derivation(start, claim="No distribution does better", given=[Distribution(w, n), COOLED])
    bound = tau * sp.log(sp.Sum(sp.exp(s[l] / tau), (l, 1, n)))
    derivation.at_most(
        bound,
        certificate=tau * sp.Sum(w[j] * gap(p[j] / w[j]), (j, 1, n)),
        because="the right side less the left is $\\tau$ times the mean of $x - 1 - \\ln x$ with $x = p_j / w_j$, "
        "since the mean of $x$ is one",
    )
    return derivation.conclude(bound)


def reached():
    """The softmax reaches the bound of ``compromise``."""
    start = sp.Sum(p[j] * s[j], (j, 1, n)) - tau * sp.Sum(p[j] * sp.log(p[j]), (j, 1, n))
    derivation = Derivation(start, claim="The softmax does as well as that", given=[COOLED])
    bound = tau * sp.log(sp.Sum(sp.exp(s[l] / tau), (l, 1, n)))
    derivation.step(
        bound, because="$\\tau \\ln p_j$ is $s_j$ less the bound, for every $j$, and the mean of a constant is itself"
    )
    return derivation.conclude(bound)


def jacobian():
    """d p_j / d s_m = p_j (delta_jm - p_m), for any number n of scores."""
    total = sp.Sum(sp.exp(s[l]), (l, 1, n))
    derivation = Derivation(
        sp.Derivative(p[j], s[m]), claim="The Jacobian of the softmax", given=[PROBABILITY, Range(m, 1, n)]
    )
    derivation.step(
        sp.KroneckerDelta(j, m) * sp.exp(s[j]) / total - sp.exp(s[j]) * sp.exp(s[m]) / total**2,
        because="the quotient rule; of the sum in the denominator only the term $l = m$ depends on $s_m$",
    )
    result = p[j] * (sp.KroneckerDelta(j, m) - p[m])
    derivation.step(result, because="the definition of $p_j$ and of $p_m$")
    return derivation.conclude(result)


def never_negative():
    """u^T (diag(p) - p p^T) u is the variance of u under p, and so not negative."""
    derivation = Derivation(CURVATURE, claim="The Jacobian is positive semidefinite", given=[ANY])
    derivation.step(
        sp.Sum(p[j] * u[j] ** 2, (j, 1, n)) - sp.Sum(p[j] * u[j], (j, 1, n)) ** 2,
        because="multiplied out: the mean of the squares less the square of the mean",
    )
    pairs = sp.Sum(p[j] * p[m] * (u[j] - u[m]) ** 2, (j, 1, n), (m, 1, n)) / 2
    derivation.step(pairs, because="the weights add up to one")
    derivation.at_least(0, certificate=pairs, because="a sum of squares with positive weights is not negative")
    return derivation.conclude(0)


def at_most_half():
    """u^T (diag(p) - p p^T) u is at most half of u^T u."""
    derivation = Derivation(CURVATURE, claim="The Jacobian never stretches by more than a half", given=[ANY])
    apart = (1 - sp.KroneckerDelta(j, m)) ** 2
    derivation.at_most(
        sp.Sum(2 * p[j] * (1 - p[j]) * u[j] ** 2, (j, 1, n)),
        certificate=sp.Sum(apart * p[j] * p[m] * (u[j] + u[m]) ** 2, (j, 1, n), (m, 1, n)) / 2,
        because="what is missing is the sum of $p_j p_m (u_j + u_m)^2$ over all pairs of two keys, each once",
    )
    derivation.at_most(
        sp.Sum(u[j] ** 2, (j, 1, n)) / 2,
        certificate=sp.Sum(2 * (p[j] - sp.Rational(1, 2)) ** 2 * u[j] ** 2, (j, 1, n)),
        because="$2 p (1 - p)$ is at most one half: what is missing is $2 (p - 1/2)^2$",
    )
    return derivation.conclude(sp.Sum(u[j] ** 2, (j, 1, n)) / 2)
