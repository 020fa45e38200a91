"""The strings a^n b^n, letter by letter."""

import numpy as np
import pytest
from lstmbook.tasks import counting


def spelled(rows, letters):
    return ["".join(letter for letter, on in zip(letters, row, strict=True) if on) for row in rows]


def test_a_string_and_what_may_follow():
    inputs, follows = counting.string(3)
    assert spelled(inputs, counting.READ) == list("Saaabbb")
    assert spelled(follows, counting.FOLLOWS) == ["a", "ab", "ab", "ab", "b", "b", "T"]


def test_the_shortest_string():
    inputs, follows = counting.string(1)
    assert spelled(inputs, counting.READ) == list("Sab")
    assert spelled(follows, counting.FOLLOWS) == ["a", "ab", "T"]


@pytest.mark.parametrize("n", range(1, 6))
def test_every_symbol_was_allowed_by_the_one_before(n):
    inputs, follows = (spelled(*pair) for pair in zip(counting.string(n), ("Sab", "abT"), strict=True))
    assert all(symbol in allowed for symbol, allowed in zip([*inputs[1:], "T"], follows, strict=True))


def test_a_batch_holds_every_string_and_zeros():
    inputs, targets, weights = counting.batch(4)
    assert inputs.shape == targets.shape == (4, 9, 3) and weights.shape == (4, 9)
    for n in range(1, 5):
        x, y = counting.string(n)
        assert np.array_equal(inputs[n - 1, : 2 * n + 1], x) and np.array_equal(targets[n - 1, : 2 * n + 1], y)
        assert weights[n - 1].tolist() == [1] * (2 * n + 1) + [0] * (8 - 2 * n)
        assert not inputs[n - 1, 2 * n + 1 :].any() and not targets[n - 1, 2 * n + 1 :].any()


@pytest.mark.parametrize("size", [0, -1, 2.0, True, "3"])
def test_impossible_sizes_are_refused(size):
    with pytest.raises(ValueError, match="n must be a positive integer"):
        counting.string(size)
    with pytest.raises(ValueError, match="longest must be a positive integer"):
        counting.batch(size)
