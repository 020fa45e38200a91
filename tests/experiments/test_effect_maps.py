"""Effects of symbols on the steps of a decoder: all that stands in the row and is heard is replaced together."""

import numpy as np
import pytest
from lstmbook.experiments import effect_maps, reversal
from lstmbook.experiments.encoder_decoder import read
from lstmbook.tasks import reversal as task


@pytest.fixture(scope="module")
def runs():
    return reversal.train([reversal.BEFORE], range(2), units=3, steps=2, shortest=4, longest=4)[reversal.BEFORE]


def test_weights_are_those_of_the_other_maps(runs):
    weights, effects = effect_maps.maps(reversal.BEFORE, runs, 4, sequences=100)
    assert weights.shape == effects.shape == (2, 4, 4)
    np.testing.assert_allclose(weights, reversal.maps(reversal.BEFORE, runs, 4), rtol=0, atol=1e-12)


def test_an_effect_is_that_of_the_right_row_with_one_symbol_changed(runs):
    _, effects = effect_maps.maps(reversal.BEFORE, runs, 4, sequences=1)
    source, mask, heard, _ = task.batch(np.random.default_rng(10_000), 1, 4)
    moved = []
    for by in range(1, 8):
        other, told = source.copy(), heard.copy()
        other[0, 2] = np.roll(source[0, 2], by)
        told[0, 2, :8] = other[0, 2]  # the symbol said second is heard at the third step
        said = [read(reversal.BEFORE, runs[1], one, mask, h)["said"][0] for one, h in ((source, heard), (other, told))]
        a, b = (np.exp(one) / np.exp(one).sum(axis=-1, keepdims=True) for one in said)
        moved.append(np.abs(a - b).sum(axis=-1) / 2)
    np.testing.assert_allclose(effects[1][:, 2], np.mean(moved, axis=0), rtol=0, atol=1e-12)
