"""What padding takes from an attention that does not know it for padding."""

import sympy as sp

from lstmbook.notation.attention import T_k
from lstmbook.notation.core import index
from lstmbook.proof.derivation import Derivation

s = sp.IndexedBase("s")
l = index("l")
P, s_0 = sp.Symbol("P", nonnegative=True), sp.Symbol("s_0", real=True)


def share():
    """P rows of one score s_0 beside T_k others get P / (P + sum exp(s_l - s_0)) of the weights."""
    kept = sp.Sum(sp.exp(s[l]), (l, 1, T_k))
    against = sp.Sum(sp.exp(s[l] - s_0), (l, 1, T_k))
    start = P * sp.exp(s_0) / (P * sp.exp(s_0) + kept)
    derivation = Derivation(start, claim="What $P$ rows of padding take")
    derivation.step(P / (P + against), because="above and below are divided by $e^{s_0}$")
    derivation.step(
        1 - against / (P + against), because="what the padding does not take is left for the rows of the memory"
    )
    return derivation.conclude(1 - against / (P + against))
