"""Temporal order: what is asked is what is shown, and nothing else tells it."""

import numpy as np
import pytest
from lstmbook.tasks import order


@pytest.mark.parametrize("steps", [2, 3, 9])
def test_the_answer_is_the_order_of_the_two_that_matter(steps):
    inputs, targets = order.batch(np.random.default_rng(0), 300, steps)
    assert inputs.shape == (300, steps, 6) and inputs.dtype == np.float32 and targets.dtype == np.int32
    assert np.array_equal(inputs.sum(axis=-1), np.ones((300, steps)))
    marked = inputs[..., 4:]
    assert np.array_equal(marked.sum(axis=-1)[:, : steps // 2].sum(axis=1), np.ones(300))
    first, second = (part.sum(axis=1).argmax(axis=-1) for part in np.split(marked, [steps // 2], axis=1))
    assert np.array_equal(targets, 2 * first + second)
    assert np.all(np.abs(np.bincount(targets, minlength=4) / 300 - 0.25) < 0.1)


def test_places_and_distractors_vary():
    inputs, _ = order.batch(np.random.default_rng(0), 2000, 6)
    assert np.all(inputs[..., 4:].sum(axis=(0, 2)) > 500) and np.all(inputs[..., :4].sum(axis=(0, 1)) > 1500)


def test_guessing_is_four_equal_chances():
    assert order.GUESSING == pytest.approx(-np.log(1 / 4))


@pytest.mark.parametrize(("sequences", "steps", "message"), [(0, 5, "sequences"), (3, 1, "at least 2 steps")])
def test_what_does_not_fit_is_refused(sequences, steps, message):
    with pytest.raises(ValueError, match=message):
        order.batch(np.random.default_rng(0), sequences, steps)
