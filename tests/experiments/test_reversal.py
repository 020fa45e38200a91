"""What is measured of networks that say a row backwards, on untrained ones and on answers made to be right."""

import numpy as np
import pytest
from lstmbook.experiments import reversal
from lstmbook.experiments.encoder_decoder import read
from lstmbook.experiments.reversal import AFTER, BEFORE, ROADS, WITHOUT
from lstmbook.tasks import reversal as task

LENGTH = 4


@pytest.fixture(scope="module")
def runs():
    return reversal.train([WITHOUT, BEFORE, AFTER], range(2), units=6, steps=0, shortest=2, longest=LENGTH)


def test_networks_that_know_nothing_recover_nothing(runs):
    for right, bits in reversal.recovered(runs, [2, LENGTH], sequences=50).values():
        assert right.shape == bits.shape == (2, 2)
        assert right.max() < 0.4 and -1 < bits.min() and bits.max() < 0.5


def test_who_says_what_is_right_recovers_the_row(runs, monkeypatch):
    def told(network, run, source, mask, heard):
        return {"said": 1e3 * np.eye(8)[source.argmax(-1)[:, ::-1]]}

    monkeypatch.setattr(reversal, "read", told)
    ((right, bits),) = reversal.recovered({AFTER: runs[AFTER]}, [LENGTH], sequences=20).values()
    assert np.all(right == 1) and np.allclose(bits, 3 * LENGTH)


def test_weights_on_the_line_and_beside_it():
    exact = np.eye(5)[None, ::-1]
    assert reversal.on_antidiagonal(exact) == 1 and reversal.on_antidiagonal(exact, 1) == 0
    later = np.roll(exact, 1, axis=-1)  # each step looks one row later; the first has none
    assert np.isclose(reversal.on_antidiagonal(later, 1), 4 / 5) and reversal.on_antidiagonal(later) == 0


def test_maps_are_means_of_weights(runs):
    found = reversal.maps(AFTER, runs[AFTER], LENGTH, sequences=5)
    assert found.shape == (2, LENGTH, LENGTH) and np.allclose(found.sum(axis=-1), 1)


@pytest.mark.parametrize("network", [WITHOUT, BEFORE, AFTER], ids=lambda one: str(one.attention))
def test_the_gradient_is_that_of_finite_differences(runs, network):
    """By the equations, moving one symbol's input: of a single row, so that the median is its own."""
    run, small = runs[network][0], 1e-6
    found = reversal.reach(network, [run], LENGTH, sequences=1)[0]
    source, mask, heard, targets = task.batch(np.random.default_rng(10_001), 1, LENGTH)
    for step in range(LENGTH):
        slopes = []
        for feature in range(task.FEATURES):
            moved = [source.astype(float) for _ in range(2)]
            moved[0][0, LENGTH - 1 - step, feature] += small
            moved[1][0, LENGTH - 1 - step, feature] -= small
            up, down = (read(network, run, one, mask, heard)["said"][0, step, targets[0, step]] for one in moved)
            slopes.append((up - down) / (2 * small))
        assert np.linalg.norm(slopes) == pytest.approx(found[step], rel=1e-6)


def test_roads(runs):
    both, memory, state = (reversal.reach(AFTER, runs[AFTER], LENGTH, road=road) for road in ROADS)
    assert np.all(both <= memory + state + 0.2 * both) and memory.min() > 0 and state.min() > 0
    assert np.all(reversal.reach(WITHOUT, runs[WITHOUT], LENGTH, road=ROADS[1]) == 0)
    with pytest.raises(ValueError, match="road must be one of"):
        reversal.reach(AFTER, runs[AFTER], LENGTH, road="elsewhere")


def test_the_first_step_owes_all_to_its_own_reading(runs):
    """There is no earlier one, so the derivation's formula is the whole gradient at the memory."""
    direct, step = reversal.explained(runs[AFTER], LENGTH)
    assert direct.shape == step.shape == (2, LENGTH)
    np.testing.assert_allclose(step[:, 0], 1, rtol=0, atol=1e-10)
    assert np.abs(direct[:, 0] - 1).max() > 1e-9
