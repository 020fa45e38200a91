"""Copying shows symbols, waits and asks for them again."""

import numpy as np
import pytest
from lstmbook.tasks import copy


@pytest.mark.parametrize(("delay", "symbols"), [(1, 1), (7, 3), (1, 4)])
def test_what_is_shown_and_what_is_asked(delay, symbols):
    inputs, targets = copy.batch(np.random.default_rng(0), 6, delay, symbols)
    assert inputs.shape == (6, delay + 2 * symbols, copy.FEATURES) and inputs.dtype == np.float32
    assert targets.shape == (6, delay + 2 * symbols) and targets.dtype == np.int32
    shown = inputs.argmax(axis=-1)
    assert np.all(inputs.sum(axis=-1) == 1)
    assert np.array_equal(shown[:, :symbols], targets[:, -symbols:]) and shown[:, :symbols].max() < copy.SYMBOLS
    assert np.all(targets[:, :-symbols] == copy.BLANK)
    rest = np.full(delay + symbols, copy.BLANK)
    rest[delay - 1] = copy.MARK
    assert np.all(shown[:, symbols:] == rest)


def test_the_mark_comes_the_delay_after_the_last_symbol():
    inputs, _ = copy.batch(np.random.default_rng(0), 1, 5, 3)
    (at,) = np.flatnonzero(inputs[0].argmax(axis=-1) == copy.MARK)
    assert at == 2 + 5


def test_guessing_is_the_loss_of_the_best_guess():
    _, targets = copy.batch(np.random.default_rng(0), 4000, 20, 5)
    said = np.zeros((30, copy.OUTPUTS))
    said[:25, copy.BLANK] = 1
    said[25:, : copy.SYMBOLS] = 1 / 8
    loss = -np.mean(np.log(said[np.arange(30), targets]))
    assert copy.guessing(20, 5) == pytest.approx(loss, abs=1e-12) == pytest.approx(0.34657359)


@pytest.mark.parametrize(
    "wrong",
    [5 * np.log2(8) / 30, 5 * np.log(10) / 30, 5 * np.log(8) / 25, 5 * np.log(8) / 20, np.log(8) / 30],
    ids=["bits", "all categories", "one K", "no K", "one symbol"],
)
def test_other_baselines_are_wrong(wrong):
    assert abs(copy.guessing(20, 5) / wrong - 1) > 0.05


@pytest.mark.parametrize("changes", [{"sequences": 0}, {"delay": 0}, {"symbols": 0}])
def test_impossible_sizes_are_refused(changes):
    (name,) = changes
    with pytest.raises(ValueError, match=name):
        copy.batch(**{"rng": np.random.default_rng(0), "sequences": 2, "delay": 3, "symbols": 2, **changes})
    if name != "sequences":
        with pytest.raises(ValueError, match=name):
            copy.guessing(**{"delay": 3, "symbols": 2, **changes})
