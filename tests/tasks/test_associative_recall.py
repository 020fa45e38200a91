"""Associative recall: what is shown, what is asked, and what can be known without the keys."""

import numpy as np
import pytest
from lstmbook.tasks import associative_recall as task


def taken_apart(inputs):
    return inputs[..., : task.KEYS], inputs[..., task.KEYS :]


def test_the_answer_is_the_value_that_came_with_the_key():
    pairs = np.array([1, 3, 5] * 20)
    inputs, answers = task.batch(np.random.default_rng(0), 60, pairs, 5)
    assert inputs.shape == (60, 6, task.FEATURES) and inputs.dtype == np.float32 and answers.dtype == np.int32
    keys, values = taken_apart(inputs)
    assert not values[:, -1].any() and np.all(keys[:, -1].sum(axis=-1) == 1)
    np.testing.assert_array_equal(keys[:, :-1].sum(axis=(1, 2)), pairs)
    np.testing.assert_array_equal(keys.sum(axis=-1)[:, :-1], values.sum(axis=-1)[:, :-1])
    for row in range(60):
        assert not inputs[row, : 5 - pairs[row]].any()
        shown = keys[row, :-1].argmax(axis=-1)[5 - pairs[row] :]
        assert len(set(shown)) == pairs[row]
        place = np.flatnonzero(keys[row, :-1] @ keys[row, -1])
        assert len(place) == 1 and values[row, place[0]].argmax() == answers[row]


def test_apart_a_pair_takes_two_steps():
    inputs, answers = task.batch(np.random.default_rng(0), 8, 3, apart=True)
    keys, values = taken_apart(inputs)
    assert inputs.shape == (8, 7, task.FEATURES)
    assert not keys[:, 1:-1:2].any() and not values[:, ::2].any()
    together, same = task.batch(np.random.default_rng(0), 8, 3)
    np.testing.assert_array_equal(answers, same)
    np.testing.assert_array_equal(inputs[:, :-1:2] + inputs[:, 1::2], together[:, :-1])


def test_every_pair_and_value_is_asked_for_as_often():
    inputs, answers = task.batch(np.random.default_rng(0), 8000, 4)
    keys, _ = taken_apart(inputs)
    places = np.einsum("btk,bk->bt", keys[:, :-1], keys[:, -1]).mean(axis=0)
    assert np.abs(places - 0.25).max() < 0.02
    assert np.abs(np.bincount(answers, minlength=8) / 8000 - task.CHANCE).max() < 0.02


def test_without_the_keys_it_is_the_share_of_the_commonest_value():
    assert task.without_keys(1) == 1
    exact = 1 / 8 + 7 / 8 / 2  # two values are the same, or one of the two is right
    assert task.without_keys(2) == pytest.approx(exact, abs=0.01)
    assert task.CHANCE < task.without_keys(12) < task.without_keys(4)


BAD = {
    "no sequence": ((0, 2), {}, "sequences must be at least 1, got 0"),
    "no pair": ((2, 0, 3), {}, "pairs must be from 1 to 3, got 0 to 0"),
    "more pairs than room": ((2, [1, 4], 3), {}, "pairs must be from 1 to 3, got 1 to 4"),
    "more room than keys": ((2, 3, 13), {}, "longest must be from 1 to 12, got 13"),
}


@pytest.mark.parametrize(("arguments", "options", "message"), BAD.values(), ids=BAD)
def test_what_does_not_fit_is_named(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        task.batch(np.random.default_rng(0), *arguments, **options)
