"""The Jacobian of the softmax."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation.core import index, n
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Range

s, p = sp.IndexedBase("s"), sp.IndexedBase("p")
j, m, l = index("j"), index("m"), index("l")

PROBABILITY = Definition(p[j], sp.exp(s[j]) / sp.Sum(sp.exp(s[l]), (l, 1, n)), over=(j,))


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
