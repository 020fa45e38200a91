"""How far the dot product of a random query and a random key strays from zero.

A mean over all draws is a number, and the mean of a sum is the sum of the means. So the entries of the families here
are means: Q[a, b] of q_a q_b, K[a, b] of k_a k_b, P[a, b] of the product of all four, q_a k_a q_b k_b, and F[a] of
q_a k_a. The variance of the score, the sum of all q_a k_a, is the mean of its square less the square of its mean.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation.attention import d_k
from lstmbook.notation.core import index
from lstmbook.proof.derivation import Derivation

a, b = index("a"), index("b")
P, Q, K, F = (sp.IndexedBase(name) for name in "PQKF")
mean_q, mean_k = sp.symbols(r"\mu \nu", real=True)
var_q, var_k = sp.symbols(r"\sigma_q^2 \sigma_k^2", positive=True)
VARIANCE = sp.Sum(P[a, b], (a, 1, d_k), (b, 1, d_k)) - sp.Sum(F[a], (a, 1, d_k)) ** 2
INDEPENDENT = Definition(P[a, b], Q[a, b] * K[a, b], over=(a, b))
SAME = sp.KroneckerDelta(a, b)


def of_standard_entries():
    """The variance of q . k is d_k where all entries are independent with mean zero and variance one."""
    given = [INDEPENDENT, *(Definition(one[a, b], SAME, over=(a, b)) for one in (Q, K))]
    derivation = Derivation(
        VARIANCE, claim="The variance of a score", given=[*given, Definition(F[a], sp.Integer(0), over=(a,))]
    )
    derivation.step(
        sp.Sum(P[a, b], (a, 1, d_k), (b, 1, d_k)),
        because="the means are zero, and so is that of $q_a k_a$, since $q$ and $k$ are independent",
    )
    derivation.step(
        sp.Sum(Q[a, b] * K[a, b], (a, 1, d_k), (b, 1, d_k)),
        because="$q$ and $k$ are independent: the mean of a product is the product of the means",
    )
    derivation.step(
        sp.Sum(SAME, (a, 1, d_k), (b, 1, d_k)),
        because="for $a = b$ each is a variance, one; for $a \\ne b$ the entries are independent with mean zero",
    )
    derivation.step(d_k, because="one term for each feature is left")
    return derivation.conclude(d_k)


def of_any_entries():
    """The same with means mu and nu and any variances of the entries of q and k."""
    given = [
        INDEPENDENT,
        Definition(Q[a, b], SAME * var_q + mean_q**2, over=(a, b)),
        Definition(K[a, b], SAME * var_k + mean_k**2, over=(a, b)),
        Definition(F[a], mean_q * mean_k, over=(a,)),
    ]
    derivation = Derivation(VARIANCE, claim="The variance of a score of any independent entries", given=given)
    result = d_k * (var_q * var_k + var_q * mean_k**2 + var_k * mean_q**2)
    derivation.step(result, because="multiplied out: of the terms without a delta the square of the mean takes all")
    return derivation.conclude(result)
