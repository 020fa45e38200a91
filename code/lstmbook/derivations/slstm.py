"""The stabiliser of the sLSTM changes nothing, whatever it is: c and the normaliser are divided by one exponential.

Plain are the cell and the normaliser from whose gates nothing is taken out. The gates of every step are any numbers.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.slstm import SLSTM
from lstmbook.notation.core import index, t
from lstmbook.notation.recurrent import c, g, h, o
from lstmbook.notation.slstm import log_f, log_i, m, norm
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Range

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


def plain_sum():
    """The plain normaliser, which starts from zero, as a sum of products of gates."""
    passed = sp.Product(sp.exp(_at(log_f, s)), (s, r + 1, t))
    formula = sp.Sum(passed * sp.exp(_at(log_i, r)), (r, 1, t))
    given = [Definition(plain_norm[0, j], sp.Integer(0), (j,))]
    derivation = Derivation(plain_norm[t, j], claim="The plain normaliser is a sum of positive numbers", given=given)
    recurrence = plain(plain_norm, lambda step: sp.Integer(1))
    return derivation.by_induction(on=t, recurrence=recurrence, formula=formula).conclude(formula)


def hidden():
    """h_t without a stabiliser. The plain normaliser, from zero, is a sum of positive numbers, so never zero."""
    given = [
        SLSTM.definition("h", j),
        Definition(_at(c), scaled_cell().last, (j,)),
        Definition(_at(norm), scaled_normaliser().last, (j,)),
        Definition(plain_norm[t, j], plain_sum().last, (j,)),
        Range(t, 1),
    ]
    derivation = Derivation(_at(h), claim="The stabiliser falls out of the hidden state", given=given)
    result = _at(o) * plain_c[t, j] / plain_norm[t, j]
    derivation.step(result, because="$e^{-\\mu_{t,j}}$ stands above and below")
    return derivation.conclude(result)


def scaled_normaliser():
    """n_t = exp(-m_t) times the plain normaliser, if it is so at the start."""
    return _scaled(norm, plain_norm, lambda step: sp.Integer(1), "normaliser")
