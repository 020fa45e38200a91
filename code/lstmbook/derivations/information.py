"""What information is, for discrete variables and for Gaussian ones: bounds, what processing loses, and closed forms.

All in nats. A chain X -> Y -> Z has the distribution p of X, M of Y given X and N of Z given Y; P is that of Z given X,
and r that of Z. No probability is zero; for those that are, the terms 0 ln 0 are left out.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import gap
from lstmbook.notation.core import index, size
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Between, Distribution

i, j, k = (index(name) for name in "ijk")
X, Y, Z = (size(name, f"values of {name}", letter) for name, letter in zip("XYZ", "ijk", strict=True))
p, q, r, M, N, P = (sp.IndexedBase(name) for name in ("p", "q", "r", "M", "N", "P"))

CHANNEL = [Distribution(p, X), Distribution(M, Y, given=1)]
CHAIN = [*CHANNEL, Distribution(N, Z, given=1)]
OUT = Definition(q[j], sp.Sum(p[i] * M[i, j], (i, 1, X)), over=(j,))
ACROSS = Definition(P[i, k], sp.Sum(M[i, j] * N[j, k], (j, 1, Y)), over=(i, k))
AT_THE_END = Definition(r[k], sp.Sum(p[i] * P[i, k], (i, 1, X)), over=(k,))

# Variances, of what is heard and of the noise that it is heard with, and the share of the sum that is heard.
S, V = sp.symbols("S V", positive=True)
m, rho = sp.symbols(r"m \rho", real=True)


def entropy():
    """-sum_i p_i ln p_i <= ln X: nothing is less certain than that all values are equally likely."""
    derivation = Derivation(
        -sp.Sum(p[i] * sp.log(p[i]), (i, 1, X)), claim="The most that can be unknown", given=[Distribution(p, X)]
    )
    derivation.at_most(
        sp.log(X),
        certificate=sp.Sum(p[i] * gap(1 / (X * p[i])), (i, 1, X)),
        because="the right side less the left is the mean of $u - 1 - \\ln u$ with $u = 1 / (X p_i)$, since the mean "
        "of $u$ is one",
    )
    return derivation.conclude(sp.log(X))


def information():
    """sum_ij p_i M_ij ln(M_ij / q_j) >= 0: on average nothing is less certain for having been told something."""
    derivation = Derivation(
        sp.Sum(p[i] * M[i, j] * sp.log(M[i, j] / q[j]), (i, 1, X), (j, 1, Y)),
        claim="Information is never negative",
        given=[*CHANNEL, OUT],
    )
    derivation.at_least(
        0,
        certificate=sp.Sum(p[i] * M[i, j] * gap(q[j] / M[i, j]), (i, 1, X), (j, 1, Y)),
        because="it is the mean of $u - 1 - \\ln u$ with $u = q_j / M_{i,j}$, since the mean of $u$ is one",
    )
    return derivation.conclude(0)


def difference():
    """The information is the entropy of what is heard less what is left of it, on average, once the value is known."""
    derivation = Derivation(information().start, claim="Information as a difference", given=[*CHANNEL, OUT])
    heard = -sp.Sum(q[j] * sp.log(q[j]), (j, 1, Y))
    left = -sp.Sum(p[i] * sp.Sum(M[i, j] * sp.log(M[i, j]), (j, 1, Y)), (i, 1, X))
    derivation.step(heard - left, because="the logarithm of a quotient is a difference, and $q_j$ is a sum over $i$")
    return derivation.conclude(heard - left)


def processing():
    """In a chain X -> Y -> Z, Z says no more of X than it says of Y."""
    derivation = Derivation(
        sp.Sum(p[i] * P[i, k] * sp.log(P[i, k] / r[k]), (i, 1, X), (k, 1, Z)),
        claim="Processing adds nothing",
        given=[*CHAIN, ACROSS, AT_THE_END],
    )
    result = sp.Sum(p[i] * M[i, j] * N[j, k] * sp.log(N[j, k] / r[k]), (i, 1, X), (j, 1, Y), (k, 1, Z))
    derivation.at_most(
        result,
        certificate=sp.Sum(p[i] * M[i, j] * N[j, k] * gap(P[i, k] / N[j, k]), (i, 1, X), (j, 1, Y), (k, 1, Z)),
        because="the right side less the left is the mean of $u - 1 - \\ln u$ with $u = P_{i,k} / N_{j,k}$, since the "
        "mean of $u$ is one",
    )
    return derivation.conclude(result)


def channel():
    """The entropy of signal and noise less that of the noise alone is ln(1 + S/V) / 2."""
    start = sp.log(2 * sp.pi * sp.E * (S + V)) / 2 - sp.log(2 * sp.pi * sp.E * V) / 2
    derivation = Derivation(start, claim="What is heard through noise")
    result = sp.log(1 + S / V) / 2
    derivation.step(result, because="the difference of two logarithms is that of the quotient")
    return derivation.conclude(result)


def share():
    """If a share m of the variance is signal, the information is -ln(1 - m) / 2."""
    between = Between(m, 0, 1)
    derivation = Derivation(sp.log(1 + m / (1 - m)) / 2, claim="Information by the share of variance", given=[between])
    result = -sp.log(1 - m) / 2
    derivation.step(result, because="$1 + m/(1 - m)$ is $1/(1 - m)$")
    return derivation.conclude(result)


def relevant():
    """The slope of what a compressed X says of Y by what it says of X, both Gaussian with correlation rho, is at most
    rho^2. ``I`` is what it says of X, so that it keeps the share 1 - exp(-2 I) of the variance of X.
    """
    told = sp.Symbol("I", positive=True)
    kept = 1 - rho**2 + rho**2 * sp.exp(-2 * told)
    derivation = Derivation(
        sp.Derivative(-sp.log(kept) / 2, told), claim="What the next nat is worth", given=[Between(rho, -1, 1)]
    )
    slope = rho**2 * sp.exp(-2 * told) / kept
    derivation.step(slope, because="the slope of $\\ln$ is one over its argument, and the chain rule")
    derivation.at_most(
        rho**2,
        certificate=rho**2 * (1 - rho**2) * (1 - sp.exp(-2 * told)) / kept,
        because="what is missing has the factors $1 - \\rho^2$ and $1 - e^{-2I}$, which are not negative",
    )
    return derivation.conclude(rho**2)
