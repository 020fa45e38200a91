"""What follows for a minGRU: its closed form, and that no input makes two of its states change places."""

import sympy as sp

from lstmbook.derivations.linear_recurrence import closed
from lstmbook.equations.definition import Definition
from lstmbook.equations.min_gru import MIN_GRU
from lstmbook.equations.min_lstm import MIN_LSTM
from lstmbook.notation.core import index, t
from lstmbook.notation.minimal import kept, taken, z
from lstmbook.notation.recurrent import g, h
from lstmbook.proof.derivation import Derivation

j, s = index("j"), index("s")
other, gap_of = sp.IndexedBase("h'"), sp.IndexedBase("D")


def _weighted_past(model, factor, share, claim):
    formula = closed(
        lambda step: factor.entry(j, step=step) if factor is kept else 1 - factor.entry(j, step=step),
        lambda step: share.entry(j, step=step) * g.entry(j, step=step),
        h.entry(j, step=sp.Integer(0)),
    )
    derivation = Derivation(h.entry(j), claim=claim)
    return derivation.by_induction(on=t, recurrence=model.definition("h", j), formula=formula).conclude(formula)


def weighted_past():
    """h_{t,j} of a minGRU without h on the right, but for the start."""
    return _weighted_past(MIN_GRU, z, z, "The parallel form of the minGRU")


def weighted_past_of_min_lstm():
    """h_{t,j} of a minLSTM without h on the right, but for the start."""
    return _weighted_past(MIN_LSTM, kept, taken, "The parallel form of the minLSTM")


def difference():
    """Two states of a minGRU that hear one input: their difference is multiplied by 1 - z at every step."""
    twin = Definition(other[t, j], MIN_GRU.entry("h", j).xreplace({h.prev.entry(j): other[t - 1, j]}), (j,))
    given = [MIN_GRU.definition("h", j), twin]
    derivation = Derivation(h.entry(j) - other[t, j], claim="What is written falls out of a difference", given=given)
    result = (1 - z.entry(j)) * (h.prev.entry(j) - other[t - 1, j])
    derivation.step(result, because="both have the same $z_{t,j}$ and $g_{t,j}$, since these hear the input alone")
    return derivation.conclude(result)


def approach():
    """h_{t,j} - g_j shrinks by 1 - z_j at every step, where the input, and so z and g, stand still."""
    still = {"z": z.letter.base[j], "g": g.letter.base[j]}
    given = [Definition(z.entry(j, step=s), still["z"], (s,)), Definition(g.entry(j, step=s), still["g"], (s,))]
    derivation = Derivation(h.entry(j), claim="With an input that stands still", given=given)
    formula = still["g"] + (1 - still["z"]) ** t * (h.entry(j, step=sp.Integer(0)) - still["g"])
    return derivation.by_induction(on=t, recurrence=MIN_GRU.definition("h", j), formula=formula).conclude(formula)


def keeps_order():
    """D_t, the difference of two states, stays of the sign it had: D_t D_0 >= 0 and zero only where D_0 is."""
    recurrence = Definition(gap_of[t, j], (1 - z.entry(j)) * gap_of[t - 1, j], (j,))
    left = sp.Product(1 - z.entry(j, step=s), (s, 1, t)) * gap_of[0, j]
    derivation = Derivation(gap_of[t, j], claim="The difference of two states after $t$ steps")
    return derivation.by_induction(on=t, recurrence=recurrence, formula=left).conclude(left)
