"""Pairs of keys and values, and questions about two of the keys."""

import numpy as np
import pytest
from lstmbook.tasks import two_keys as task


def drawn(rows=200, **how):
    return task.batch(np.random.default_rng(0), rows, **how)


@pytest.mark.parametrize("asked", [1, 2])
def test_the_answers_are_the_values_of_the_keys_in_their_order(asked):
    inputs, question, answers = drawn(asked=asked)
    assert inputs.shape == (200, 6, 14) and question.shape == (200, 12) and answers.shape == (200, asked)
    for row, named, wanted in zip(inputs, question.reshape(-1, 2, 6), answers, strict=True):
        for place in range(asked):
            (step,) = np.flatnonzero(row[:, :6].argmax(axis=1) == named[place].argmax())
            assert row[step, 6:12].argmax() == wanted[place]
    assert not inputs[..., 12:].any() and not question.reshape(-1, 2, 6)[:, asked:].any()
    assert (inputs[..., :6].sum(axis=1) == 1).all()  # each key once


def test_marked_rows_have_the_same_answers_and_no_question():
    inputs, question, answers = drawn()
    marked, nothing, same = drawn(marked=True)
    np.testing.assert_array_equal(answers, same)
    np.testing.assert_array_equal(inputs[..., :12], marked[..., :12])
    assert not nothing.any() and (marked[..., 12:].sum(axis=1) == 1).all()
    for place in range(2):
        at = marked[:, :, 12 + place].argmax(axis=1)
        keys = marked[np.arange(200), at, :6].argmax(axis=1)
        np.testing.assert_array_equal(keys, question.reshape(-1, 2, 6)[:, place].argmax(axis=1))


def test_readers_of_an_order_get_what_is_said_of_them():
    """One says the same in both orders, the other is right in one of them and in one answer of the other."""
    _, _, answers = drawn(20_000)
    first = answers[:, :1]
    same = np.concatenate([answers == first, answers[:, ::-1] == first], axis=1)  # names the first value twice
    assert same.mean() == pytest.approx(task.ORDER_LOST, abs=0.01)
    one_order = np.concatenate([answers == answers, answers[:, ::-1] == first], axis=1)
    assert one_order.mean() == pytest.approx(task.ONE_ORDER, abs=0.01)


@pytest.mark.parametrize("marked", [False, True])
def test_places_are_where_the_answers_stand(marked):
    inputs, question, answers = drawn(marked=marked)
    found = task.places(inputs, question)
    shown = np.take_along_axis(inputs[..., 6:12].argmax(axis=-1), found, axis=1)
    assert (found[:, 0] != found[:, 1]).all() and found.max() == 5
    np.testing.assert_array_equal(shown, answers)


@pytest.mark.parametrize(("rows", "asked"), [(0, 1), (1, 3), (1, 0)])
def test_what_does_not_fit_is_refused(rows, asked):
    with pytest.raises(ValueError, match="rows must be at least 1 and asked 1 or 2, got"):
        task.batch(np.random.default_rng(0), rows, asked)
