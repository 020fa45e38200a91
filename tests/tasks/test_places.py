"""Memories, queries and answers of the task of places."""

import numpy as np
import pytest
from lstmbook.tasks import places


def test_the_answer_stands_at_the_places_asked_for_in_their_order():
    queries, contents, answers = places.batch(np.random.default_rng(0), 50, 3)
    assert queries.shape == (50, 24) and contents.shape == (50, 8) and answers.shape == (50, 3)
    asked = queries.reshape(50, 3, 8)
    assert np.array_equal(asked.sum(axis=-1), np.ones((50, 3))) and asked.sum(axis=1).max() == 1
    np.testing.assert_array_equal((asked * contents[:, None]).sum(axis=-1), answers)


def test_the_same_generator_gives_the_same_and_contents_are_standard():
    one, other = (places.batch(np.random.default_rng(1), 5000, 2) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    contents, answers = one[1:]
    assert np.abs(np.cov(contents.T) - np.eye(8)).max() < 0.1
    assert abs(np.mean(answers**2) - places.GUESSING) < 0.05


def test_all_queries_are_all_choices_in_every_order():
    found = places.all_queries(2)
    assert found.shape == (56, 2) and len({tuple(one) for one in found}) == 56
    assert (found[:, 0] != found[:, 1]).all()
    assert np.array_equal(places.addressed(np.array([[2, 0]])), [[*np.eye(8)[2], *np.eye(8)[0]]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: places.batch(rng, 0, 2), "queries must be at least 1, got 0"),
        (lambda rng: places.batch(rng, 1, 0), "asked must be from 1 to 8, the number of places, got 0"),
        (lambda rng: places.batch(rng, 1, 9), "got 9"),
        (lambda rng: places.all_queries(9), "got 9"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))
