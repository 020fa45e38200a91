"""Scans counted and compared: what they join, by which way numbers are lost, and a readout that alternates."""

import numpy as np
import pytest
from lstmbook.derivations import linear_recurrence as linear
from lstmbook.experiments import scans


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8, 13, 64])
def test_a_scan_joins_neighbours_and_waits_for_both(steps):
    made = {(place, place): 0 for place in range(1, steps + 1)}
    for number, pairs in enumerate(scans.rounds(steps), 1):
        for first, middle, last in pairs:
            assert made[first, middle] < number and made[middle + 1, last] < number
        made |= {(first, last): number for first, _, last in pairs}
    assert all((1, last) in made for last in range(1, steps + 1))


@pytest.mark.parametrize("k", range(1, 8))
def test_the_counts_are_those_that_are_derived(k):
    found, values = scans.rounds(2**k), {linear.k: k}
    assert len(found) == linear.scan_rounds().last.subs(values)
    assert sum(map(len, found)) == linear.scan_work().last.subs(values)


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        scans.rounds(0)


@pytest.mark.parametrize("way", [scans.by_products, scans.by_logarithms, scans.by_scan])
def test_all_ways_agree_in_double_precision_over_few_steps(way):
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0.2, 0.9, (20, 3)), rng.uniform(0.1, 2, (20, 3))
    state = np.zeros(3)
    for step, found in enumerate(way(a, b)):
        state = a[step] * state + b[step]
        np.testing.assert_allclose(found, state, rtol=1e-10)


def test_over_many_steps_the_products_are_lost_and_the_scan_is_not():
    found = scans.errors(1000)
    assert not np.isfinite(found["division"])
    assert found["scan"] < 2e-6 < found["logarithms"] < 1e-2


@pytest.mark.parametrize("rates", [[0.5], [0.2, 0.7], [0.1, 0.3, 0.5, 0.7, 0.9]])
def test_a_readout_alternates_as_often_as_there_are_units_and_no_more(rates):
    weights, bias = scans.alternating(rates)
    scores = np.asarray(rates) ** np.arange(300)[:, None] @ weights + bias
    count = len(rates)
    np.testing.assert_allclose(scores[: count + 1], -((-1.0) ** np.arange(count + 1)), rtol=0, atol=1e-8)
    assert np.flatnonzero(np.diff(np.sign(scores))).tolist() == list(range(count))


@pytest.mark.parametrize("rates", [[0.5, 0.5], [0.0, 0.5], [1.0], [[0.5]]])
def test_rates_that_cannot_be_solved_for_are_refused(rates):
    with pytest.raises(ValueError, match="rates must be distinct numbers between 0 and 1"):
        scans.alternating(rates)
