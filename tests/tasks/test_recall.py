"""Recall: how many steps are marked, which symbol is asked for, and what guessing costs."""

import numpy as np
import pytest
from lstmbook.tasks import recall


@pytest.mark.parametrize(("steps", "marks"), [(1, 1), (5, 5), (20, 3)])
def test_the_target_is_the_symbol_marked_last(steps, marks):
    inputs, targets = recall.batch(np.random.default_rng(0), 200, steps, marks)
    assert inputs.shape == (200, steps, recall.FEATURES) and targets.shape == (200,)
    symbols, marked = inputs[..., : recall.SYMBOLS], inputs[..., recall.SYMBOLS]
    assert np.all(symbols.sum(-1) == 1) and np.all(marked.sum(1) == marks)
    for shown, mark, target in zip(symbols, marked, targets, strict=True):
        assert shown[np.flatnonzero(mark)[-1]].argmax() == target


def test_every_step_and_symbol_occurs():
    inputs, targets = recall.batch(np.random.default_rng(0), 500, 6)
    assert np.all(inputs[..., recall.SYMBOLS].sum(axis=0) > 150)
    assert np.all(np.bincount(targets) > 80) and recall.GUESSING == pytest.approx(np.log(4))


def test_the_generator_decides():
    one, again, other = (recall.batch(np.random.default_rng(seed), 4, 5)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("sequences", "steps", "marks", "word"),
    [(0, 5, 1, "sequences"), (3, 0, 1, "steps"), (3, 5, 0, "marks"), (3, 5, 6, "marks")],
)
def test_impossible_sizes_are_refused(sequences, steps, marks, word):
    with pytest.raises(ValueError, match=word):
        recall.batch(np.random.default_rng(0), sequences, steps, marks)
