"""What the derivations conclude, held against numbers that do not come from SymPy."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import cell_as_sum, lstm_step, softmax
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import d, n, t, value_of
from lstmbook.proof.derivation import FOR_ALL_SIZES

SIZES = {d: 2, n: 3}


@pytest.mark.parametrize(
    "derive",
    [
        softmax.jacobian,
        lstm_step.cell_by_hidden,
        lstm_step.hidden_by_input,
        lstm_step.gate_slope_bound,
        cell_as_sum.weighted_past,
    ],
)
def test_is_proved_for_all_sizes(derive):
    derivation = derive()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.fixture
def step():
    rng = np.random.default_rng(0)
    shapes = {"x": (1, 2), "h_prev": (1, 3), "c_prev": (1, 3)}
    shapes |= {f"{kind}_{gate}": {"W": (2, 3), "U": (3, 3), "b": (3,)}[kind] for gate in "ifgo" for kind in "WUb"}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def number(expression, arrays, **places):
    """The expression with numbers for its entries: arrays hold c_{t-1} as c_prev and the like."""
    expression = expression.subs(
        {sp.Symbol(name, integer=True, positive=True): place for name, place in places.items()}
    )

    return float(expression.subs({entry: value_of(entry, arrays) for entry in expression.atoms(sp.Indexed)}))


def slope(arrays, result, by, row, column, eps=1e-6):
    """Central difference of result[0, column] with respect to by[0, row]."""
    ends = []
    for sign in (1, -1):
        moved = {name: array.copy() for name, array in arrays.items()}
        moved[by][0, row] += sign * eps
        ends.append(LSTM.numpy()(**moved)[result][0, column])
    return (ends[0] - ends[1]) / (2 * eps)


def test_cell_by_hidden_is_the_slope_of_the_numpy_function(step):
    arrays = {**step, **LSTM.numpy()(**step)}
    found = lstm_step.cell_by_hidden().last
    for row in range(3):
        for column in range(3):
            exact = number(found, arrays, m=row + 1, j=column + 1)
            assert exact == pytest.approx(slope(step, "c", "h_prev", row, column), abs=1e-8)


def test_hidden_by_input_is_the_slope_of_the_numpy_function(step):
    arrays = {**step, **LSTM.numpy()(**step)}
    found = lstm_step.hidden_by_input().last
    for row in range(2):
        for column in range(3):
            exact = number(found, arrays, k=row + 1, j=column + 1)
            assert exact == pytest.approx(slope(step, "h", "x", row, column), abs=1e-8)


def test_weighted_past_is_the_cell_of_the_numpy_function(step):
    inputs = np.random.default_rng(1).normal(size=(1, 4, 2))
    start = {"h": step["h_prev"], "c": step["c_prev"]}
    history = Scan(LSTM)(inputs, {name: step[name] for name in LSTM.parameters}, start=start)
    formula = cell_as_sum.weighted_past().last.subs({t: 4, sp.Symbol("j", integer=True, positive=True): 2}).doit()
    values = {
        entry: step["c_prev"][0, 1]
        if str(entry.base) == "c"
        else history[str(entry.base)][0, int(entry.indices[0]) - 1, 1]
        for entry in formula.atoms(sp.Indexed)
    }
    assert float(formula.subs(values)) == pytest.approx(history["c"][0, -1, 1], abs=1e-12)


def test_softmax_jacobian_is_the_slope_of_the_softmax():
    s, eps = np.array([0.3, -1.2, 0.8]), 1e-6
    probability = lambda scores: np.exp(scores) / np.exp(scores).sum()  # noqa: E731
    p = probability(s)
    for place in range(3):
        step = eps * np.eye(3)[place]
        numeric = (probability(s + step) - probability(s - step)) / (2 * eps)
        assert np.allclose(p * (np.eye(3)[place] - p[place]), numeric, atol=1e-9)
