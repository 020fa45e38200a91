"""The cell as a weighted sum over the past."""

import sympy as sp

from lstmbook.equations.lstm import LSTM
from lstmbook.notation.core import index, t
from lstmbook.proof.derivation import Derivation

j, m, s = index("j"), index("m"), index("s")


def weighted_past():
    """c_{t,j} as c_{0,j} and every write i g, each weighted by the forget gates since."""
    f, i, g, c = (lambda step, name=name: LSTM.quantities[name].entry(j, step=step) for name in "figc")
    kept = sp.Product(f(s), (s, 1, t)) * c(0)
    written = sp.Sum(sp.Product(f(s), (s, m + 1, t)) * i(m) * g(m), (m, 1, t))
    derivation = Derivation(c(t), claim="The cell is a weighted sum over the past")
    derivation.by_induction(on=t, recurrence=LSTM.definition("c", j), formula=kept + written)
    return derivation.conclude(kept + written)
