"""A nudge is small, seeded, of the right size for each precision, and asked for by the environment alone."""

import numpy as np
import pytest
from lstmbook.training import starts

WEIGHTS = [np.full((40, 5), 2.0), np.full(300, -3.0, np.float32), np.zeros(4)]


def nudged(monkeypatch, number, seed=0):
    monkeypatch.setenv("LSTMBOOK_NUDGE", number)
    return starts.started(WEIGHTS, seed)


@pytest.mark.parametrize("number", ["", "0"])
def test_without_a_nudge_nothing_moves(monkeypatch, number):
    assert all(np.array_equal(one, other) for one, other in zip(nudged(monkeypatch, number), WEIGHTS, strict=True))


def test_a_nudge_moves_every_weight_by_its_precision(monkeypatch):
    double, single, nothing = nudged(monkeypatch, "1")
    assert double.dtype == np.float64 and single.dtype == np.float32 and not nothing.any()
    assert 0.5e-13 < np.std(double / 2 - 1) < 2e-13 and 0.5e-6 < np.std(single.astype(float) / -3 - 1) < 2e-6
    assert np.abs(single.astype(float) / -3 - 1).max() < 1e-5


def test_nudges_repeat_and_differ_by_number_and_by_seed(monkeypatch):
    one, again, other, seeded = (nudged(monkeypatch, *call)[0] for call in (("1",), ("1",), ("2",), ("1", 7)))
    assert np.array_equal(one, again) and not np.array_equal(one, other) and not np.array_equal(one, seeded)


@pytest.mark.parametrize("number", ["-1", "1.5", "many"])
def test_an_impossible_nudge_is_named(monkeypatch, number):
    with pytest.raises(ValueError, match="LSTMBOOK_NUDGE"):
        nudged(monkeypatch, number)


def test_another_precision_is_refused():
    with pytest.raises(ValueError, match="int64"):
        starts.started([np.zeros(3, int)], 0)


@pytest.mark.parametrize("seeds", [[], [1, 1], [-1], [1.5], [True], ["1"]])
def test_seeds_are_distinct_whole_numbers(seeds):
    assert starts.checked_seeds(np.arange(3)) == [0, 1, 2]
    with pytest.raises(ValueError, match="seeds"):
        starts.checked_seeds(seeds)
