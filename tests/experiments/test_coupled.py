"""Counting with coupled gates: by hand exactly, and a training that starts as it says."""

import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.experiments import counting, coupled


@pytest.mark.parametrize("shut", [0.05, 0.125, 0.5])
def test_the_counter_by_hand_halves_and_doubles(shut):
    run = coupled.as_lstm(coupled.by_hand(shut=shut))
    assert counting.right_up_to(run, 60).all()
    cell = counting.trace(run, 20)["c"][:, 0]
    np.testing.assert_allclose(cell[:21], 0.01 * 0.5 ** np.arange(21), rtol=1e-12)
    assert cell[21] == pytest.approx((1 - shut) * cell[20], rel=1e-9)
    np.testing.assert_allclose(cell[22:] / cell[21:-1], 2, rtol=2e-3)


def test_a_counter_whose_gates_are_not_coupled_does_not_halve():
    run = coupled.as_lstm(coupled.by_hand())
    free = run.weights | {name: -array for name, array in run.weights.items() if name.endswith("_f")}
    assert not counting.right_up_to(counting.replace(run, weights=free), 20).all()


@pytest.mark.parametrize("settings", [{"first": 0}, {"first": 0.5}, {"shut": 0}, {"shut": 0.7}])
def test_impossible_counters_are_refused(settings):
    with pytest.raises(ValueError, match="first must be in"):
        coupled.by_hand(**settings)


@pytest.fixture(scope="module")
def trained():
    return {steps: coupled.train([0, 1], longest=3, units=2, steps=steps) for steps in (0, 20)}


def test_freed_networks_start_as_coupled_ones_and_part(trained):
    for steps, apart in ((0, False), (20, True)):
        for one, other in zip(trained[steps]["coupled"], trained[steps]["freed"], strict=True):
            gap = np.abs(counting.trace(one, 5)["h"] - counting.trace(other, 5)["h"]).max()
            assert gap > 1e-3 if apart else gap < 1e-4  # starts are in single precision


def test_coupled_networks_stay_coupled_and_the_others_do_not(trained):
    for run in trained[20]["coupled"]:
        layouts.coupled_lstm_from_lstm(run.weights)
    for run in trained[20]["freed"]:
        with pytest.raises(ValueError, match="couples the gates"):
            layouts.coupled_lstm_from_lstm(run.weights)


def test_training_lowers_the_loss(trained):
    runs = [run for group in trained[20].values() for run in group]
    assert len(runs) == 6 and all(run.losses[-1] < run.losses[0] for run in runs)


def test_the_survey_of_the_counter_by_hand():
    found = coupled.survey([coupled.as_lstm(coupled.by_hand())], 8, 45)
    assert found.learnt.tolist() == [True] and found.reach.tolist() == [45]
    assert found.largest[0] == pytest.approx(1) and found.step[0] == pytest.approx(0.01 * 2.0**-8)
    blank = coupled.survey(coupled.train([0], longest=3, units=2, steps=0)["LSTM"], 8, 45)
    assert blank.learnt.tolist() == [False] and blank.reach.tolist() == [0]
    with pytest.raises(ValueError, match="longest"):
        coupled.survey([], 9, 8)
