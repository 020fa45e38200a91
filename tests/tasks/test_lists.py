"""Lists: what is shown is what is asked for, and no place or symbol is special."""

import numpy as np
import pytest
from lstmbook.tasks import lists


@pytest.mark.parametrize("items", [1, 20])
def test_every_item_is_asked_for_at_its_place(items):
    inputs, symbols = lists.batch(np.random.default_rng(0), 50, items)
    assert inputs.shape == (50, items, lists.FEATURES) and inputs.dtype == np.float32
    assert symbols.shape == (50, items) and symbols.dtype == np.int32
    assert np.all(inputs.sum(-1) == 1) and np.array_equal(inputs.argmax(-1), symbols)


def test_every_symbol_occurs_as_often_as_guessing_needs():
    _, symbols = lists.batch(np.random.default_rng(0), 4000, 3)
    shares = np.stack([(symbols == one).mean(axis=0) for one in range(lists.SYMBOLS)])
    assert np.allclose(shares, lists.GUESSING, atol=0.03)


def test_the_generator_decides():
    one, again, other = (lists.batch(np.random.default_rng(seed), 4, 5)[1] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


@pytest.mark.parametrize(("sequences", "items"), [(0, 5), (5, 0)])
def test_impossible_sizes_are_refused(sequences, items):
    with pytest.raises(ValueError, match="at least 1"):
        lists.batch(np.random.default_rng(0), sequences, items)
