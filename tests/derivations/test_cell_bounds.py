"""The bounds of both states, held against the NumPy function and against wrong variants."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import cell_bounds
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import t
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.induction import SLACK

BOUNDS = [
    "direct_slope",
    "carousel",
    "hidden_below_one",
    "cell_at_most",
    "cell_at_least",
    "between",
    "coupled_at_most",
    "coupled_at_least",
]


@pytest.mark.parametrize("name", BOUNDS)
def test_is_proved_for_all_sizes(name):
    derivation = getattr(cell_bounds, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.fixture(params=range(3))
def run(request):
    """Cells (steps + 1, units), hidden states and gates of a network with large random weights."""
    rng = np.random.default_rng(request.param)
    d, n, steps = 2, 4, 30
    weights = {
        f"{kind}_{gate}": 3 * rng.normal(size={"W": (d, n), "U": (n, n), "b": (n,)}[kind])
        for gate in "ifgo"
        for kind in "WUb"
    }
    start = {"h": rng.normal(size=(1, n)), "c": 5 * rng.normal(size=(1, n))}
    results = Scan(LSTM)(rng.normal(size=(1, steps, d)), weights, start=start)
    return np.concatenate([start["c"], results["c"][0]]), {name: results[name][0] for name in "ifgoh"}


def test_the_bounds_hold_in_the_numpy_function(run):
    cells, results = run
    steps = np.arange(len(cells))[:, None]
    assert np.all(np.abs(cells) <= np.abs(cells[0]) + steps) and np.all(np.abs(results["h"]) < 1)
    assert np.any(np.abs(cells) > 1)  # or the bound of the hidden state would hold for the cell too


def test_a_coupled_cell_lies_between_and_stays_low(run):
    cells, results = run
    cell = cells[0]
    for f, g in zip(results["f"], results["g"], strict=True):
        new = f * cell + (1 - f) * g
        assert np.all((new - g) * (cell - new) >= -1e-15)
        cell = new
        assert np.all(np.abs(cell) <= np.abs(cells[0]) + 1)


def test_two_free_gates_may_leave_the_interval():
    f, i, g, cell = 1.0, 1.0, 0.5, 2.0
    new = f * cell + i * g
    assert (new - g) * (cell - new) < 0


def test_the_ceiling_of_a_coupled_cell_does_not_hold_for_free_gates():
    start, f, i, g = cell_bounds.start, *(cell_bounds._next(name) for name in "fig")
    derivation = Derivation(cell_bounds.c, claim="wrong", given=cell_bounds._gates("fig"))
    with pytest.raises(NotProved):
        derivation.at_most_by_induction(
            t,
            LSTM.definition("c", cell_bounds.j),
            sp.Abs(start) + 1,
            f * SLACK + (1 - f) * (sp.Abs(start) + 1) - i * g,
            because="not a sum of quantities that are not negative",
        )


def test_a_hidden_state_without_its_tanh_has_no_bound():
    o, c = cell_bounds.o, cell_bounds.c
    with pytest.raises(NotProved):
        Derivation(o**2 * c**2, claim="wrong", given=[LSTM.definition("o", cell_bounds.j)]).less_than(
            1, 1 - o**2 * c**2, because="no tanh"
        )


def test_the_direct_slope_is_not_the_input_gate():
    with pytest.raises(NotProved):
        derivation = cell_bounds.direct_slope()
        Derivation(derivation.start, claim="wrong", given=derivation.given).step(cell_bounds.i, because="wrong gate")
