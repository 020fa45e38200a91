"""The labels are what they say, with a delay and without, and no rule that reads one way beats the ceiling."""

import numpy as np
import pytest
from lstmbook.tasks import both_sides as task


def labels_by_hand(inputs, delay):
    steps, x = inputs.shape[1], inputs[..., 0]

    def at(place):
        return x[:, place] if 0 <= place < steps else np.zeros(len(x))

    return np.stack([at(t - delay - 2) + at(t - delay + 2) > 0 for t in range(steps)], axis=1)


@pytest.mark.parametrize("delay", [0, 1, 2, 4])
def test_labels_are_signs_of_sums_of_both_sides(delay):
    inputs, labels = task.batch(np.random.default_rng(0), 7, 9, delay)
    assert inputs.shape == (7, 9, 1) and inputs.dtype == np.float32 and labels.dtype == np.int32
    assert np.array_equal(labels, labels_by_hand(inputs, delay))


@pytest.mark.parametrize(("delay", "first", "last"), [(0, 2, 7), (1, 3, 8), (2, 4, 9), (4, 6, 9)])
def test_inner_steps_have_both_inputs(delay, first, last):
    """Of nine steps: the inputs two before and two after the step whose label is asked for exist, at no other step."""
    assert task.inner(9, delay) == slice(first, last)
    both = [0 <= t - delay - 2 and t - delay + 2 < 9 for t in range(9)]
    assert [first <= t < last for t in range(9)] == both


def test_the_sign_of_the_earlier_input_is_as_good_as_the_ceiling_says():
    inputs, labels = task.batch(np.random.default_rng(1), 20_000, 9)
    known = inputs[:, :5, 0] > 0  # two steps before steps 2 to 6
    right = known == labels[:, task.inner(9)]
    assert abs(right.mean() - task.CEILING) < 0.005
    with_delay, later = task.batch(np.random.default_rng(1), 1000, 9, delay=2)
    whole = with_delay[:, :5, 0] + with_delay[:, 4:, 0] > 0
    assert np.array_equal(whole, later[:, task.inner(9, 2)])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((0, 9), "sequences must be"), ((1, 4), "steps must be at least 5"), ((1, 9, 5), "the delay must be from 0 to 4")],
)
def test_what_does_not_fit_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        task.batch(np.random.default_rng(0), *arguments)
    with pytest.raises(ValueError, match="the delay must be from 0"):
        task.inner(9, -1)
