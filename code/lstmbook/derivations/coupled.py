"""The LSTM with coupled gates: that it is an LSTM, what its one gate is told, and that its cell stays bounded."""

import sympy as sp

from lstmbook.derivations.step_backward import StepBackward
from lstmbook.equations.coupled import COUPLED_LSTM
from lstmbook.equations.coupled_backward import COUPLED_LSTM_BACKWARD, GATES
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.notation import recurrent
from lstmbook.notation.core import index, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed
from lstmbook.proof.induction import SLACK

STEP = StepBackward(COUPLED_LSTM, COUPLED_LSTM_BACKWARD, GATES)

j, k, l, m = (index(name) for name in "jklm")
f, i, g, o, c, h = (COUPLED_LSTM.quantities[name].entry(j) for name in "figoch")
c_prev = recurrent.c.prev.entry(j)
start = recurrent.c.entry(j, step=sp.Integer(0))
r, s = sp.symbols("r s", nonnegative=True)


def _next(name):
    """The entry of step t + 1."""
    return COUPLED_LSTM.quantities[name].entry(j, step=t + 1)


def negative_block():
    """Every weight of an LSTM's forget gate is minus that of its input gate."""
    weights = {name: LSTM.quantities[name].entry for name in ("W_f", "U_f", "b_f", "W_i", "U_i", "b_i")}
    places = {"W": (k, j), "U": (l, j), "b": (j,)}
    return [Definition(weights[f"{one}_f"](*at), -weights[f"{one}_i"](*at), at) for one, at in places.items()]


def is_an_lstm():
    """With its forget block the negative of its input block, an LSTM's forget gate is 1 - i."""
    derivation = Derivation(
        LSTM.quantities["f"].entry(j),
        claim="An LSTM whose forget block is the negative of its input block has coupled gates",
        given=[*negative_block(), LSTM.definition("f", j), LSTM.definition("i", j)],
    )
    derivation.step(1 - LSTM.entry("i", j), because="the weights put in, and $\\sigma(-a) = 1 - \\sigma(a)$")
    derivation.step(COUPLED_LSTM.entry("f", j), because="the equation of the input gate, read backwards")
    return derivation.conclude(COUPLED_LSTM.entry("f", j))


def told_to_the_gate():
    """d c_{t,j} / d i_{t,j} is g - c_{t-1,j}: to open the gate is to write the one and to give up the other."""
    given = [COUPLED_LSTM.definition("c", j), COUPLED_LSTM.definition("f", j), Fixed(g, (j,)), Fixed(c_prev, (j,))]
    derivation = Derivation(sp.Derivative(c, i), claim="What the cell owes to its one gate", given=given)
    derivation.step(
        sp.Derivative(f, i) * c_prev + g, because="the product rule; the candidate and the old cell are held fixed"
    )
    derivation.step(g - c_prev, because="with the input gate the forget gate moves, the other way")
    return derivation.conclude(g - c_prev)


def ceiling():
    """c_{t,j} <= 1 + r for every t, if c_{0,j} = 1 + r - s with r, s >= 0: the greater of the start and one."""
    derivation = Derivation(
        c,
        claim="The cell never rises above $1 + r$, if it starts no higher",
        given=[*_gates(t + 1), Definition(start, 1 + r - s)],
    )
    derivation.at_most_by_induction(
        on=t,
        recurrence=COUPLED_LSTM.definition("c", j),
        bound=1 + r,
        certificate=(1 - _next("i")) * SLACK + _next("i") * (r + 1 - _next("g")),
        because="a mean of what the old cell and what the candidate leave over, and neither is negative",
    )
    return derivation.conclude(1 + r)


def floor():
    """c_{t,j} >= -1 - r for every t, if c_{0,j} = -1 - r + s with r, s >= 0."""
    derivation = Derivation(
        c,
        claim="The cell never falls below $-1 - r$, if it starts no lower",
        given=[*_gates(t + 1), Definition(start, -1 - r + s)],
    )
    derivation.at_least_by_induction(
        on=t,
        recurrence=COUPLED_LSTM.definition("c", j),
        bound=-1 - r,
        certificate=(1 - _next("i")) * SLACK + _next("i") * (r + 1 + _next("g")),
        because="the same mean, with the candidate above minus one",
    )
    return derivation.conclude(-1 - r)


def never_attained():
    """c_{t,j} < 1 + r, if c_{t-1,j} = 1 + r - u with u >= 0: after a step the ceiling is no longer reached."""
    derivation = Derivation(
        c,
        claim="One step later the cell is strictly below its ceiling",
        given=[*_gates(t), COUPLED_LSTM.definition("c", j), Definition(c_prev, 1 + r - SLACK)],
    )
    derivation.less_than(
        1 + r,
        certificate=(1 - i) * SLACK + i * (r + 1 - g),
        because="the input gate is never quite shut and the candidate never quite one, so that the second part of the "
        "mean is positive",
    )
    return derivation.conclude(1 + r)


def held():
    """With both gates and the candidate the same at every step, c_{t,j} = g + f^t (c_{0,j} - g)."""
    share, aim = sp.Symbol("f", nonnegative=True), sp.Symbol("g", real=True)
    ends = [Definition(_next("f"), share, (j,)), Definition(_next("i"), 1 - share, (j,))]
    formula = aim + share**t * (start - aim)
    derivation = Derivation(
        c,
        claim="A gate that stands still closes the same share of the gap",
        given=[*ends, Definition(_next("g"), aim, (j,))],
    )
    derivation.by_induction(on=t, recurrence=COUPLED_LSTM.definition("c", j), formula=formula)
    return derivation.conclude(formula)


def shares_add_up():
    """A cell that starts at one and is offered one at every step is one: the shares of the weighted past add to one."""
    ones = [Definition(start, sp.Integer(1)), Definition(_next("g"), sp.Integer(1), (j,))]
    given = [*ones, Definition(_next("f"), 1 - _next("i"), (j,))]
    derivation = Derivation(c, claim="The shares of a coupled cell add up to one", given=given)
    derivation.by_induction(on=t, recurrence=COUPLED_LSTM.definition("c", j), formula=sp.Integer(1))
    return derivation.conclude(sp.Integer(1))


def _gates(step):
    """The equations of what the cell is made of, which the proofs need to know its signs."""
    return [COUPLED_LSTM.definition(name, j, step=step) for name in "ifg"]
