"""Reversal asks for the symbols of a row backwards, with the padding left out."""

import numpy as np
import pytest
from lstmbook.tasks import reversal as task


def drawn(**settings):
    return task.batch(np.random.default_rng(0), 50, 7, **settings)


@pytest.mark.parametrize("shortest", [None, 1, 4])
def test_each_row_is_asked_for_backwards(shortest):
    source, mask, heard, targets = drawn(shortest=shortest)
    assert source.shape == (50, 7, task.FEATURES) and heard.shape == (50, 7, task.HEARD) and targets.shape == (50, 7)
    assert set(mask.sum(axis=1)) == set(range(shortest or 7, 8))
    for row, real, said in zip(source, mask, targets, strict=True):
        assert not real[real.sum() :].any() and not row[~real].any() and np.all(row[real].sum(axis=1) == 1)
        assert np.array_equal(row[real].argmax(axis=1)[::-1], said[real])


def test_as_it_was_read():
    source, mask, _, targets = drawn(shortest=3, turned=False)
    assert np.array_equal(source.argmax(axis=-1)[mask], targets[mask])


def test_the_decoder_hears_the_start_and_then_what_was_right_before():
    _, mask, heard, targets = drawn(shortest=2)
    heard = heard.argmax(axis=-1)
    assert np.all(heard[:, 0] == task.START)
    assert np.array_equal(heard[:, 1:][mask[:, 1:]], targets[:, :-1][mask[:, 1:]])


@pytest.mark.parametrize("wrong", [(0, 3, None), (2, 0, None), (2, 3, 4), (2, 3, 0)])
def test_sizes_that_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError, match="needs a sequence, and lengths from one on"):
        task.batch(np.random.default_rng(0), *wrong)
