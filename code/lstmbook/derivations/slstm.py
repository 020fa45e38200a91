"""The stabiliser of the sLSTM changes nothing, whatever it is: c and the normaliser are divided by one exponential.

Plain are the cell and the normaliser from whose gates nothing is taken out. The gates of every step are any numbers.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.slstm import SLSTM
from lstmbook.notation.core import index, t
from lstmbook.notation.recurrent import c, g
from lstmbook.notation.slstm import log_f, log_i, m, norm
from lstmbook.proof.derivation import Derivation

j, r, s = index("j"), index("r"), index("s")
plain_c, plain_norm = sp.IndexedBase(r"\tilde{c}"), sp.IndexedBase(r"\tilde{\nu}")


def _at(quantity, step=t):
    return quantity.entry(j, step=step)


def _gates(step):
    """The equations of what is left of the gates, at a step."""
    return [SLSTM.definition(name, j, step=step) for name in ("i", "f")]


def plain(family, written, step=t):
    """The recurrence of the plain cell or normaliser: the gates are the exponentials of their logarithms."""
    kept = sp.exp(_at(log_f, step)) * family[step - 1, j]
    return Definition(family[step, j], kept + sp.exp(_at(log_i, step)) * written(step), (j,))


def _scaled(state, family, written, name):
    given = [plain(family, written, t + 1), *_gates(t + 1)]
    given.append(Definition(_at(state, sp.Integer(0)), sp.exp(-_at(m, sp.Integer(0))) * family[0, j], (j,)))
    derivation = Derivation(_at(state), claim=f"The stabilised {name} is the plain one, scaled", given=given)
    formula = sp.exp(-_at(m)) * family[t, j]
    recurrence = Definition(_at(state), SLSTM.entry("c" if state is c else "n", j), (j,))
    return derivation.by_induction(on=t, recurrence=recurrence, formula=formula).conclude(formula)


def scaled_cell():
    """c_t = exp(-m_t) times the plain cell, if it is so at the start."""
    return _scaled(c, plain_c, lambda step: _at(g, step), "cell")


def scaled_normaliser():
    """n_t = exp(-m_t) times the plain normaliser, if it is so at the start."""
    return _scaled(norm, plain_norm, lambda step: sp.Integer(1), "normaliser")
