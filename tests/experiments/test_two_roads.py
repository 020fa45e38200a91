import numpy as np
import pytest
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import half_life, two_roads
from lstmbook.training.runs import Run

X, _ = half_life.one_value(lag=6, sequences=40, seed=0)
WEIGHTS = half_life.untrained(5, 2, seed=0)
NO_LOOP = WEIGHTS | {f"U_{gate}": np.zeros((5, 5)) for gate in "ifgo"}
READOUT, BIAS = np.linspace(-1, 1, 5)[:, None], np.array([0.25])


def test_without_a_loop_the_line_carries_the_whole_change():
    assert two_roads.line_part(NO_LOOP, X) == pytest.approx(1, abs=1e-6)
    assert abs(two_roads.line_part(WEIGHTS, X) - 1) > 0.01


def test_a_line_that_keeps_half_at_each_step_is_measured_against_what_the_loop_adds():
    """One unit whose forget gate stands at one half: the line's part is known, and the rest is found by running."""
    weights = half_life.untrained(1, 2, seed=1)
    weights |= {name: np.zeros_like(weights[name]) for name in ("W_f", "U_f", "b_f")}
    nudged = X.copy()
    nudged[:, 0, 0] += 1e-6
    change = Scan(LSTM)(nudged, weights)["c"] - Scan(LSTM)(X, weights)["c"]
    expected = np.linalg.norm(change[:, 0] / 2**6) / np.linalg.norm(change[:, -1])
    assert two_roads.line_part(weights, X) == pytest.approx(expected, rel=1e-9)


def test_a_deaf_network_is_the_one_without_recurrent_weights():
    found = two_roads.deafened(Run(0, WEIGHTS, READOUT, BIAS), X)
    survival = half_life.survival(NO_LOOP, X)
    assert found.left == survival.everything[-1]
    assert found.left == pytest.approx(survival.gates[-1], rel=1e-4)
    assert found.kept == survival.gates[-1] / half_life.survival(WEIGHTS, X).gates[-1]
    said = Scan(LSTM)(X, NO_LOOP)["h"][:, -1] @ READOUT[:, 0] + BIAS
    assert found.wrong == pytest.approx(np.mean((said - X[:, 0, 0]) ** 2))


def test_a_new_output_is_tried_on_sequences_that_it_was_not_fitted_to():
    found = two_roads.deafened(Run(0, NO_LOOP, READOUT, BIAS), X)
    assert found.kept == pytest.approx(1, rel=1e-4)
    hidden = np.c_[Scan(LSTM)(X, NO_LOOP)["h"][:, -1], np.ones(len(X))]
    fitted = np.linalg.pinv(hidden[::2]) @ X[::2, 0, 0]
    assert found.refitted == pytest.approx(np.mean((hidden[1::2] @ fitted - X[1::2, 0, 0]) ** 2))
    assert found.refitted < found.wrong


def test_the_impossible_is_refused():
    with pytest.raises(ValueError, match="at least two steps"):
        two_roads.line_part(WEIGHTS, X[:, :1])
    with pytest.raises(ValueError, match="not zero"):
        two_roads.line_part(WEIGHTS, X, nudge=0)
    with pytest.raises(ValueError, match="another one to be tried on"):
        two_roads.deafened(Run(0, WEIGHTS, READOUT, BIAS), X[:1])
