"""Delayed recall marks one symbol, as far back as it says."""

import numpy as np
import pytest
from lstmbook.tasks import delayed_recall as task


@pytest.mark.parametrize(("lag", "steps", "at"), [(3, None, 0), (3, 9, 5), (0, 4, 3), (0, None, 0)])
def test_the_target_is_the_marked_symbol(lag, steps, at):
    inputs, targets = task.batch(np.random.default_rng(0), 50, lag, steps)
    assert inputs.shape == (50, steps or lag + 1, task.FEATURES) and inputs.dtype == np.float32
    assert targets.shape == (50,) and targets.dtype == np.int32
    assert np.array_equal(inputs[:, :, task.SYMBOLS], np.tile(np.arange(inputs.shape[1]) == at, (50, 1)))
    assert np.array_equal(inputs[:, at, : task.SYMBOLS], np.eye(task.SYMBOLS)[targets])
    assert np.all(inputs[..., : task.SYMBOLS].sum(axis=-1) == 1)


def test_the_strength_is_that_of_all_other_symbols():
    whole, _ = task.batch(np.random.default_rng(0), 20, 2, 6)
    for strength in (0.0, 0.5):
        weak, _ = task.batch(np.random.default_rng(0), 20, 2, 6, strength)
        assert np.array_equal(weak[:, 3], whole[:, 3])
        others = np.arange(6) != 3
        assert np.array_equal(weak[:, others], strength * whole[:, others])


def test_symbols_are_equally_likely_and_tell_nothing_of_the_target():
    inputs, targets = task.batch(np.random.default_rng(0), 20_000, 1)
    assert np.allclose(np.bincount(targets) / 20_000, task.CHANCE, atol=0.015)
    assert np.mean(inputs[:, 1, :4].argmax(axis=-1) == targets) == pytest.approx(task.CHANCE, abs=0.015)
    assert np.mean(-np.log(np.full(20_000, task.CHANCE))) == pytest.approx(task.GUESSING)
    assert task.GUESSING != pytest.approx(np.log2(task.SYMBOLS))


def test_the_generator_decides():
    one, again, other = (task.batch(np.random.default_rng(seed), 4, 5)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lag": 5, "steps": 5}, "a lag of 5 steps does not fit into a sequence of 5"),
        ({"lag": 8, "steps": 5}, "a lag of 8 steps does not fit into a sequence of 5"),
        ({"lag": -1}, "at least 0"),
        ({"sequences": 0}, "sequences"),
        ({"strength": np.inf}, "strength"),
    ],
)
def test_impossible_settings_are_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        task.batch(**{"rng": np.random.default_rng(0), "sequences": 2, "lag": 2, **changes})
