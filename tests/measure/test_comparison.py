"""Which group is better: closed forms, the sides told apart, and what cannot be compared."""

import numpy as np
import pytest
from lstmbook.measure import comparison

LOW, HIGH = np.array([1.0, 2, 3, 4, 5]), np.array([6.0, 7, 8, 9, 10])


def test_better_counts_pairs():
    assert comparison.better(LOW, HIGH) == 1 and comparison.better(HIGH, LOW) == 0
    assert comparison.better(LOW, LOW) == 0.5
    assert comparison.better([1, 4], [2, 3]) == 0.5
    assert comparison.better([1, 2, 9], [3, 3]) == pytest.approx(2 / 3)
    assert comparison.better([1], [1, 1, 0, 5]) == pytest.approx((0.5 + 0.5 + 1) / 4)


def test_groups_apart_are_apart_in_every_resample():
    assert comparison.interval(LOW, HIGH) == (1, 1) and comparison.stability(LOW, HIGH) == 1
    assert comparison.stability(HIGH, LOW) == 0


def test_groups_that_overlap_have_an_interval_around_their_value():
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=20), rng.normal(0.5, size=20)
    low, high = comparison.interval(one, other)
    assert low < comparison.better(one, other) < high and high - low > 0.1
    mirrored = comparison.interval(other, one)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=0.02)
    assert 0 < comparison.stability(one, other) < 1
    assert comparison.stability(one, one) == 0.5


def test_runs_are_paired_by_their_seeds():
    """One group is the other one, moved by less than the seeds differ: every seed says the same."""
    seeds = np.array([1.0, 100, 3, 50, 7, 20])
    assert comparison.stability(seeds - 0.1, seeds) == 1


@pytest.mark.parametrize(
    ("one", "other"), [([], [1]), ([1, np.nan], [1, 2]), ([1, 2], [1, 2, 3]), ([1], [2]), ([[1, 2]], [[1, 2]])]
)
def test_what_cannot_be_compared_is_refused(one, other):
    with pytest.raises(ValueError, match="compared|finite"):
        comparison.stability(one, other)
    with pytest.raises(ValueError, match="compared|finite"):
        comparison.interval(one, other)


def test_the_interval_of_a_mean():
    values = np.random.default_rng(3).normal(size=200)
    low, high = comparison.mean_interval(values)
    half = 1.96 * values.std() / np.sqrt(200)
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.03)
    narrow = comparison.mean_interval(values, 0.5)
    assert low < narrow[0] < narrow[1] < high
    assert comparison.mean_interval([2.0, 2, 2]) == (2, 2)
    with pytest.raises(ValueError, match="at least two"):
        comparison.mean_interval([1.0])
