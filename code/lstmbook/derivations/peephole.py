"""What peepholes change: their reduction to the LSTM, the new terms of its gradients, and what a shut gate hides."""

import sympy as sp

from lstmbook.derivations.step_backward import StepBackward
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import GATES
from lstmbook.equations.nodes import TotalDerivative
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.peephole_backward import PEEPHOLE_BACKWARD
from lstmbook.notation import recurrent
from lstmbook.notation.core import index, n, t
from lstmbook.notation.recurrent import p_of
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

j, k, l, m = (index(name) for name in "jklm")
STEP = StepBackward(PEEPHOLE_LSTM, PEEPHOLE_BACKWARD, GATES)
entry = STEP.entry


def reduction(gate):
    """With its peepholes at zero, a gate is that of the LSTM. KeyError for a gate that has none."""
    given = [Definition(p_of[gate].entry(j), sp.Integer(0), (j,))]
    start, result = PEEPHOLE_LSTM.entry(gate, j), LSTM.entry(gate, j)
    derivation = Derivation(start, claim=f"Gate ${gate}$ without its peepholes", given=given)
    return derivation.step(result, because="the peephole's term is zero").conclude(result)


def _slope(gate):
    value = entry(gate, j)
    return value * (1 - value)


def _held(*names):
    at = {"x": k}
    return [Fixed(entry(name, at.get(name, j)), (at.get(name, j),)) for name in names]


def heard_of_a_cell():
    """d i_{t,j} / d c_{t-1,m} in the LSTM, where h_{t-1} follows its cell: what one gate hears of one cell."""
    given = [LSTM.definition("i", j), LSTM.definition("h", j, step=t - 1), *_held("x"), Range(m, 1, n)]
    given += [Fixed(recurrent.o.entry(j, step=t - 1), (j,))]
    by = entry("c_prev", m)
    claim = "What the input gate of an LSTM hears of an old cell"
    derivation = Derivation(TotalDerivative(entry("i", j), by), claim=claim, given=given)
    derivation.step(
        _slope("i") * sp.Sum(entry("U_i", l, j) * sp.Derivative(entry("h_prev", l), by), (l, 1, n)),
        because="the chain rule: the old cell is not in the gate, only in what was shown",
    )
    result = _slope("i") * entry("U_i", m, j) * recurrent.o.entry(m, step=t - 1) * (1 - sp.tanh(by) ** 2)
    derivation.step(result, because="of the shown only $h_{t-1,m} = o_{t-1,m} \\tanh c_{t-1,m}$ depends on it")
    return derivation.conclude(result)


def cell_by_cell_before():
    """d c_{t,j} / d c_{t-1,j} with h_{t-1} and x_t held: the forget gate, and one term for each of two peepholes."""
    given = [*(PEEPHOLE_LSTM.definition(name, j) for name in "ifgc"), *_held("x", "h_prev"), Range(j, 1, n)]
    by, old = entry("c_prev", j), entry("c_prev", j)
    claim = "The new cell in the old one, the shown $h_{t-1}$ held"
    derivation = Derivation(sp.Derivative(entry("c", j), by), claim=claim, given=given)
    moved = old * sp.Derivative(entry("f", j), by) + entry("g", j) * sp.Derivative(entry("i", j), by)
    derivation.step(
        entry("f", j) + moved, because="the product rule; the candidate $g$ has no peephole and stands still"
    )
    result = entry("f", j) + _slope("i") * p_of["i"].entry(j) * entry("g", j) + _slope("f") * p_of["f"].entry(j) * old
    derivation.step(result, because="each of the two gates by the chain rule, with its slope and its peephole")
    return derivation.conclude(result)


def shown_by_cell():
    """d h_{t,j} / d c_{t,j}: the slope of tanh, and the output gate's own turn."""
    given = [PEEPHOLE_LSTM.definition(name, j) for name in "oh"]
    given += [*_held("x", "h_prev"), Range(j, 1, n)]
    by = entry("c", j)
    derivation = Derivation(TotalDerivative(entry("h", j), by), claim="What is shown, in the new cell", given=given)
    o, shown = entry("o", j), sp.tanh(by)
    derivation.step(
        o * (1 - shown**2) + shown * sp.Derivative(o, by), because="the product rule: the output gate now follows"
    )
    result = o * (1 - shown**2) + _slope("o") * p_of["o"].entry(j) * shown
    derivation.step(result, because="the output gate by the chain rule, with its slope and its peephole")
    return derivation.conclude(result)


def peephole_weights(gate):
    """dJ / dp of one gate is its z_bar times the cell that it sees. KeyError for a gate without peepholes."""
    return STEP.at_weights("p", gate)


def other_gradients():
    """All other gradients of the step, each proved in one line: at h, c and x before it, and at W, U and b."""
    back = [STEP.handed_back(name) for name in "hcx"]
    return back + [STEP.at_weights(kind, gate) for gate in GATES for kind in "WUb"]
