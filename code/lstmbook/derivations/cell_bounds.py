"""What bounds the two states: a cell that nothing touches is constant, the size of a cell grows by at most one a
step, and the hidden state never leaves the open interval from minus one to one."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.notation import recurrent
from lstmbook.notation.core import index, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed
from lstmbook.proof.induction import SLACK

j = index("j")

f, i, g, o, c, h = (LSTM.quantities[name].entry(j) for name in "figoch")
c_prev = recurrent.c.prev.entry(j)
start = recurrent.c.entry(j, step=sp.Integer(0))
_CELL = LSTM.definition("c", j)
_COUPLED = Definition(c, _CELL.right.subs(i, 1 - f), (j,))


def _next(name):
    """The entry of step t + 1."""
    return LSTM.quantities[name].entry(j, step=t + 1)


def _gates(names):
    """The equations of the gates at step t + 1, which an induction needs to know their signs."""
    return [LSTM.definition(name, j, step=t + 1) for name in names]


def direct_slope():
    """d c_{t,j} / d c_{t-1,j} along the line alone, with the gates held fixed: the forget gate."""
    derivation = Derivation(
        sp.Derivative(c, c_prev),
        claim="Along the line the cell hands on its forget gate",
        given=[_CELL, *(Fixed(one, (j,)) for one in (f, i, g))],
    )
    derivation.step(f, because="the product rule; with the gates held fixed only $c_{t-1}$ varies")
    return derivation.conclude(f)


def carousel():
    """With f = 1 and i = 0 at every step, c_{t,j} = c_{0,j} for every t: the constant error carousel."""
    ends = [Definition(_next("f"), sp.Integer(1), (j,)), Definition(_next("i"), sp.Integer(0), (j,))]
    derivation = Derivation(c, claim="A cell that keeps everything and writes nothing is constant", given=ends)
    derivation.by_induction(on=t, recurrence=_CELL, formula=start)
    return derivation.conclude(start)


def hidden_below_one():
    """h_{t,j}^2 < 1: the hidden state stays strictly between -1 and 1, whatever the cell."""
    derivation = Derivation(
        h**2,
        claim="The hidden state stays between minus one and one",
        given=[LSTM.definition("o", j), LSTM.definition("h", j)],
    )
    derivation.step(o**2 * sp.tanh(c) ** 2, because="the equation of the hidden state, squared")
    derivation.less_than(
        1,
        certificate=1 - o**2 * sp.tanh(c) ** 2,
        because="the output gate lies between zero and one, and $\\tanh$ between minus one and one",
    )
    return derivation.conclude(1)


def cell_at_most():
    """c_{t,j} <= |c_{0,j}| + t for every t: no step raises the bound on the cell by more than one."""
    derivation = Derivation(
        c, claim="After $t$ steps the cell is at most $\\lvert c_{0,j} \\rvert + t$", given=_gates("fig")
    )
    derivation.at_most_by_induction(
        on=t,
        recurrence=_CELL,
        bound=sp.Abs(start) + t,
        certificate=(1 - _next("f")) * (sp.Abs(start) + t) + _next("f") * SLACK + 1 - _next("i") * _next("g"),
        because="$1 - i g$ is positive and the other two are not negative: gates lie between zero and one, $g < 1$",
    )
    return derivation.conclude(sp.Abs(start) + t)


def cell_at_least():
    """c_{t,j} >= -|c_{0,j}| - t for every t: the same bound from below."""
    derivation = Derivation(
        c, claim="After $t$ steps the cell is at least $-\\lvert c_{0,j} \\rvert - t$", given=_gates("fig")
    )
    derivation.at_least_by_induction(
        on=t,
        recurrence=_CELL,
        bound=-sp.Abs(start) - t,
        certificate=(1 - _next("f")) * (sp.Abs(start) + t) + _next("f") * SLACK + 1 + _next("i") * _next("g"),
        because="$1 + i g$ is positive and the other two are not negative: gates lie between zero and one, $g > -1$",
    )
    return derivation.conclude(-sp.Abs(start) - t)


def between():
    """With i = 1 - f the new cell lies between the old cell and the candidate: the two steps from the one to
    the other by way of it do not have opposite signs, so their product is >= 0."""
    derivation = Derivation(
        (c - g) * (c_prev - c),
        claim="With $i = 1 - f$ the new cell lies between the old cell and the candidate",
        given=[_COUPLED, LSTM.definition("f", j)],
    )
    difference = f * (1 - f) * (c_prev - g) ** 2
    derivation.step(
        difference, because="$c_t - g_t = f_t\\,(c_{t-1} - g_t)$ and $c_{t-1} - c_t = (1 - f_t)\\,(c_{t-1} - g_t)$"
    )
    derivation.at_least(0, certificate=difference, because="gates lie between zero and one, and a square is no less")
    return derivation.conclude(0)


def coupled_at_most():
    """With i = 1 - f, c_{t,j} <= |c_{0,j}| + 1 for every t: the cell stops growing."""
    derivation = Derivation(c, claim="With $i = 1 - f$ the cell has a ceiling", given=_gates("fg"))
    derivation.at_most_by_induction(
        on=t,
        recurrence=_COUPLED,
        bound=sp.Abs(start) + 1,
        certificate=_next("f") * SLACK + (1 - _next("f")) * (sp.Abs(start) + (1 - _next("g"))),
        because="no term is negative",
    )
    return derivation.conclude(sp.Abs(start) + 1)


def coupled_at_least():
    """With i = 1 - f, c_{t,j} >= -|c_{0,j}| - 1 for every t."""
    derivation = Derivation(c, claim="With $i = 1 - f$ the cell has a floor", given=_gates("fg"))
    derivation.at_least_by_induction(
        on=t,
        recurrence=_COUPLED,
        bound=-sp.Abs(start) - 1,
        certificate=_next("f") * SLACK + (1 - _next("f")) * (sp.Abs(start) + (1 + _next("g"))),
        because="no term is negative",
    )
    return derivation.conclude(-sp.Abs(start) - 1)
