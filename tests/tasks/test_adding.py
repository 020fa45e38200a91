"""The adding problem: what is marked, what is asked for, and what guessing costs."""

import numpy as np
import pytest
from lstmbook.tasks import adding


@pytest.mark.parametrize("steps", [2, 3, 20])
def test_one_mark_in_each_half_and_their_sum(steps):
    inputs, targets = adding.batch(np.random.default_rng(0), 300, steps)
    assert inputs.shape == (300, steps, adding.FEATURES) and targets.shape == (300, adding.OUTPUTS)
    values, marks = inputs[..., 0], inputs[..., 1]
    assert set(np.unique(marks)) <= {0, 1}
    assert np.all(marks[:, : steps // 2].sum(1) == 1) and np.all(marks[:, steps // 2 :].sum(1) == 1)
    assert np.allclose(targets[:, 0], [row[mark == 1].sum() for row, mark in zip(values, marks, strict=True)])
    assert values.min() >= 0 and values.max() < 1


def test_every_step_can_be_marked():
    marks = adding.batch(np.random.default_rng(0), 500, 6)[0][..., 1]
    assert np.all(marks.sum(axis=0) > 100)


def test_guessing_one_costs_a_sixth():
    _, targets = adding.batch(np.random.default_rng(0), 100_000, 2)
    assert np.mean((targets - 1) ** 2) == pytest.approx(adding.GUESSING, abs=2e-3)


def test_the_generator_decides():
    one, again, other = (adding.batch(np.random.default_rng(seed), 4, 5)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


@pytest.mark.parametrize(("sequences", "steps", "word"), [(0, 5, "sequences"), (3, 1, "2 steps")])
def test_impossible_sizes_are_refused(sequences, steps, word):
    with pytest.raises(ValueError, match=word):
        adding.batch(np.random.default_rng(0), sequences, steps)
