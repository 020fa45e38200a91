"""Gates and parts of a last cell that are known in advance."""

import numpy as np
import pytest
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import carried
from lstmbook.training.runs import Run

UNITS, BIG = 4, 40.0


def network(**weights):
    """The one run of a network for recall, its answer the hidden state itself; what is not given is zero."""
    arrays = {f"W_{gate}": np.zeros((5, UNITS)) for gate in "ifgo"}
    arrays |= {f"U_{gate}": np.zeros((UNITS, UNITS)) for gate in "ifgo"}
    arrays |= {f"b_{gate}": np.zeros(UNITS) for gate in "ifgo"}
    return [Run(7, arrays | weights, np.eye(UNITS), np.zeros(UNITS))]


def by_hand(forget_bias):
    """A unit for each letter, which a mark writes, and which is kept at other steps by sigma(``forget_bias``)."""
    mark = np.array([0.0, 0, 0, 0, 1])[:, None] * np.ones(UNITS)
    return network(
        b_f=np.full(UNITS, forget_bias),
        W_f=-(BIG + forget_bias) * mark,
        b_i=np.full(UNITS, -BIG),
        W_i=2 * BIG * mark,
        W_g=BIG * np.eye(5)[:, :UNITS],
        b_o=np.full(UNITS, BIG),
    )


def rows(*pairs):
    """Sequences of (letter, marked) as inputs (B, T, 5)."""
    return np.array([[[*np.eye(4)[letter], marked] for letter, marked in row] for row in pairs], float)


ROWS = rows([(0, 0), (1, 1), (2, 0), (3, 0)], [(3, 0), (2, 1), (0, 0), (1, 0)])


def test_gates_are_told_apart_by_the_marks():
    found = carried.gates(by_hand(2.0), ROWS)
    open_gate = 1 / (1 + np.exp(-2.0))
    assert found.quiet["f"].shape == (1, UNITS)
    assert np.allclose(found.quiet["f"], open_gate) and np.allclose(found.marked["f"], 0)
    assert np.allclose(found.quiet["i"], 0) and np.allclose(found.marked["i"], 1)
    assert found.longest == pytest.approx([open_gate])


def test_where_nothing_is_written_later_the_line_is_all():
    found = carried.split(by_hand(2.0), ROWS, np.array([1, 2]))
    assert found.share == pytest.approx([1]) and found.wrong == [0] and found.line_wrong == [0]
    assert found.follows == [0] and found.rest_wrong[0] > 0


def test_the_line_is_the_marked_cell_times_the_gates_since():
    halving = by_hand(0.0)
    trace = Scan(LSTM)(ROWS, halving[0].weights)
    assert np.allclose(trace["c"][:, 3], trace["c"][:, 1] / 4)
    assert carried.split(halving, ROWS, np.array([1, 2])).share == pytest.approx([1])


def test_what_is_written_later_is_the_rest():
    ones = np.ones(UNITS)
    writing = network(b_f=0 * ones, b_i=BIG * ones, b_g=BIG * ones, b_o=BIG * ones)  # c = c / 2 + 1
    found = carried.split(writing, ROWS, np.array([1, 2]))
    cells = [1, 1.5, 1.75, 1.875]
    assert found.share == pytest.approx([cells[1] / 4 / cells[3]])


def test_the_answers_follow_what_knows_the_letter():
    """With the line written as zero, and the letter written later by the letters that follow, the rest knows it."""
    inputs = rows([(0, 1), (1, 0), (1, 0)], [(0, 1), (2, 0), (2, 0)])
    ones = np.ones(UNITS)
    writing = network(b_f=0 * ones, b_i=BIG * ones, W_g=np.eye(5)[:, :UNITS] * [0, 1, 1, 1], b_o=BIG * ones)
    found = carried.split(writing, inputs, np.array([1, 2]))
    assert found.share == [0] and found.wrong == [0] and found.rest_wrong == [0] and found.follows == [1]
    assert found.line_wrong == [1]
