"""The horizon of an ensemble and the reach of a gradient, in cases that can be counted."""

import numpy as np
import pytest
from lstmbook.measure.horizon import halfway, horizon, reach

LAGS = [2, 4, 8, 16]


def rows(*medians):
    return [[median - 0.1, median, 1.0] for median in medians]


def test_halfway_is_between_chance_and_one():
    assert halfway(0.25) == 0.625 and halfway(0.5) == 0.75


@pytest.mark.parametrize(
    ("medians", "found"),
    [
        ((1, 1, 1, 1), 16),
        ((1, 0.9, 0.625, 0.2), 8),
        ((1, 0.9, 0.62, 0.2), 4),
        ((0.6, 0.6, 0.6, 0.6), None),
        ((1, 0.3, 1, 1), 2),
        ((0.3, 1, 1, 1), None),
    ],
    ids=["all", "just", "not quite", "none", "a gap", "a gap at the start"],
)
def test_the_longest_lag_up_to_which_the_median_is_halfway(medians, found):
    assert horizon(LAGS, rows(*medians), chance=0.25) == found


def test_it_is_the_median_and_not_the_mean_or_the_best():
    accuracies = [[1, 1, 1, 1, 1], [0.25, 0.25, 0.25, 1, 1], [0.25, 0.25, 1, 1, 1]]
    assert horizon([1, 2, 3], accuracies, 0.25) == 1
    assert horizon([1, 2], accuracies[::2], 0.25) == 2


@pytest.mark.parametrize(
    ("lags", "accuracies", "chance", "word"),
    [
        ([], [], 0.25, "lags"),
        ([4, 2], rows(1, 1), 0.25, "lags"),
        ([2, 2], rows(1, 1), 0.25, "lags"),
        ([-1, 2], rows(1, 1), 0.25, "lags"),
        ([2, 4], rows(1), 0.25, "accuracies"),
        ([2], [1.0], 0.25, "accuracies"),
        ([2], [[]], 0.25, "accuracies"),
        ([2], [[1.2]], 0.25, "accuracies"),
        ([2], [[np.nan]], 0.25, "accuracies"),
        ([2], rows(1), 1.0, "chance"),
        ([2], rows(1), 0.0, "chance"),
    ],
)
def test_what_has_no_horizon_is_refused(lags, accuracies, chance, word):
    with pytest.raises(ValueError, match=word):
        horizon(lags, accuracies, chance)


def test_a_power_reaches_as_far_as_its_logarithm_says():
    for factor in (0.4, 0.7, 0.9):
        assert reach(factor ** np.arange(100)) == int(np.log(0.01) / np.log(factor))
    assert reach(0.5 ** np.arange(10), least=0.25) == 2


def test_reach_ends_at_the_first_gap_and_at_the_last_step():
    assert reach([1, 0.5, 0.001, 0.5]) == 1 and reach([1, 0.02, 0.02]) == 2 and reach([1.0, 0.0]) == 0


@pytest.mark.parametrize(
    ("shares", "least"), [([], 0.01), ([[1.0]], 0.01), ([1, -1], 0.01), ([1, np.nan], 0.01), ([0.5], 0.6), ([1], 0)]
)
def test_what_reaches_nowhere_is_refused(shares, least):
    with pytest.raises(ValueError, match="shares|least"):
        reach(shares, least)
