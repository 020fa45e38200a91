"""Rows with a marked symbol: what is asked for, what is left when the mark is not seen, and what replaces a symbol."""

import numpy as np
import pytest
from lstmbook.tasks import marked as task

RNG = np.random.default_rng


@pytest.mark.parametrize("lag", [0, 1, 3])
def test_the_answer_is_the_symbol_before_the_mark(lag):
    inputs, answers, places = task.batch(RNG(0), 200, lag)
    assert inputs.shape == (200, 8, 13) and inputs.dtype == np.float32
    symbols = inputs[..., :12].argmax(axis=-1)
    rows = np.arange(200)
    assert np.array_equal(inputs[..., 12].argmax(axis=1), places + lag)
    assert (inputs[..., 12].sum(axis=1) == 1).all() and (inputs[..., :12].sum(axis=-1) == 1).all()
    assert np.array_equal(symbols[rows, places], answers)
    assert np.array_equal(np.unique(places), np.arange(8 - lag))


def test_the_symbols_of_a_row_differ():
    inputs, _, _ = task.batch(RNG(1), 100)
    assert (inputs[..., :12].sum(axis=1).max(axis=1) == 1).all()


def test_replaced_changes_one_symbol_into_each_absent_one_and_keeps_the_mark():
    inputs, _, _ = task.batch(RNG(2), 5)
    found = task.replaced(inputs)
    assert found.shape == (5, 8, 4, 8, 13)
    there = inputs[..., :12].any(axis=1)
    for row in range(5):
        for place in range(8):
            others = np.delete(np.arange(8), place)
            same = np.broadcast_to(inputs[row, others], (4, 7, 13))
            assert np.array_equal(found[row, place][:, others], same)
            assert (found[row, place, :, place, 12] == inputs[row, place, 12]).all()
            new = found[row, place, :, place, :12].argmax(axis=-1)
            assert sorted(new) == list(np.flatnonzero(~there[row]))


@pytest.mark.parametrize(
    ("sequences", "lag", "message"),
    [(0, 0, "sequences must be at least 1, got 0"), (1, 8, "lag must be from 0 to 7, got 8"), (1, -1, "got -1")],
)
def test_what_does_not_fit_is_refused(sequences, lag, message):
    with pytest.raises(ValueError, match=message):
        task.batch(RNG(0), sequences, lag)
