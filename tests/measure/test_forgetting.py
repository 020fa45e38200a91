"""Curves of forgetting against closed forms."""

import numpy as np
import pytest
from lstmbook.measure import forgetting, memory

STEPS = np.arange(12)


def test_a_power_has_one_half_life():
    found = forgetting.half_lives(STEPS, 0.8**STEPS)
    assert found.shape == (11,) and np.allclose(found, memory.half_life(0.8))
    # In the unit of the times, and for uneven ones too.
    hours = np.array([0.0, 1.0, 5.0])
    assert np.allclose(forgetting.half_lives(hours, 7 * 0.5 ** (hours / 3)), 3)


def test_sums_of_powers_slow_down_and_differences_speed_up():
    slower = forgetting.half_lives(STEPS, 0.5**STEPS + 0.9**STEPS)
    faster = forgetting.half_lives(STEPS, 2 * 0.9**STEPS - 0.8**STEPS)
    assert np.all(np.diff(slower) > 0) and np.all(np.diff(faster) < 0)


def test_what_does_not_fade_has_no_half_life():
    assert np.allclose(forgetting.half_lives([0, 1, 2, 3], [2, 2, 3, 1.5]), [np.inf, np.inf, 1])


def test_curves_are_taken_row_by_row():
    both = np.array([0.8**STEPS, 0.5**STEPS])
    assert np.allclose(forgetting.half_lives(STEPS, both)[:, 0], memory.half_life([0.8, 0.5]))
    assert forgetting.time_to_half(STEPS, both).shape == (2,)


@pytest.mark.parametrize(
    ("left", "time"),
    [([1, 0.5, 0.1], 1), ([4, 3, 1], 1.5), ([1, 0.9, 0.8], np.inf), ([1, 0, 0], 0.5), ([1, 0.4, 0.9], 5 / 6)],
)
def test_the_time_to_half_lies_between_measurements(left, time):
    assert forgetting.time_to_half([0, 1, 2], left) == pytest.approx(time)


def test_the_time_to_half_is_counted_from_the_first_value():
    assert forgetting.time_to_half([10, 12, 16], [0.8, 0.6, 0.2]) == pytest.approx(14)


def test_guessing_is_taken_off():
    assert forgetting.above_guessing([0.25, 1.0, 0.625], 0.25).tolist() == [0.0, 1.0, 0.5]
    assert forgetting.above_guessing(0.1, 0.25) == pytest.approx(-0.2)


def test_updates_are_counted_to_the_first_loss_below_the_level():
    losses = [[3, 2, 0.9, 2, 0.5], [0.5, 3, 3, 3, 3], [3, 1, 1, 1, 1]]
    assert forgetting.updates_to(losses, 1).tolist() == [2, 0, np.inf]


def test_a_saving_is_the_work_that_need_not_be_done_again():
    assert np.allclose(forgetting.saving([100, 40, 10], [25, 0, 15]), [0.75, 1, -0.5])
    assert forgetting.saving(10, np.inf) == -np.inf


def test_ends_are_counted_from_the_middle():
    curve = np.full(20, 0.3)
    curve[0], curve[-3:] = 0.7, [0.5, 0.8, 0.8]
    assert np.allclose(forgetting.ends([curve, curve[::-1]]), [[0.4, 0.5], [0.4, 0.7 / 3 - 0.1]])
    curve[[3, 10]] = 9  # neither is the middle
    assert np.allclose(forgetting.ends(curve), [0.4, 0.4])


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: forgetting.half_lives([0, 1], [1, 0]), "something left"),
        (lambda: forgetting.half_lives([1, 1], [1, 1]), "increase"),
        (lambda: forgetting.half_lives([1], [1]), "increase"),
        (lambda: forgetting.half_lives([0, 1], [1, 0.5, 0.2]), "2 times"),
        (lambda: forgetting.time_to_half([0, 1], [0, 1]), "number at each"),
        (lambda: forgetting.time_to_half([0, 1], [1, np.nan]), "number at each"),
        (lambda: forgetting.above_guessing(1.2, 0.25), "between 0 and 1"),
        (lambda: forgetting.above_guessing(0.5, 1), "guessing"),
        (lambda: forgetting.ends(np.ones(9)), "ten places"),
        (lambda: forgetting.updates_to([], 1), "at least one loss"),
        (lambda: forgetting.saving([0, 5], [1, 1]), "work that was done"),
        (lambda: forgetting.saving([np.inf], [1]), "work that was done"),
    ],
)
def test_what_is_no_curve_is_refused(call, word):
    with pytest.raises(ValueError, match=word):
        call()
