"""Parity: what is asked after every bit, and what no memory earns."""

import numpy as np
import pytest
from lstmbook.tasks import parity


def test_the_target_is_whether_the_ones_so_far_are_odd():
    inputs, targets = parity.batch(np.random.default_rng(0), 50, 9)
    assert inputs.shape == (50, 9, parity.FEATURES) and targets.shape == (50, 9)
    assert inputs.dtype == np.float32 and targets.dtype == np.int32
    for row, target in zip(inputs.argmax(axis=-1), targets, strict=True):
        odd = 0
        for bit, answer in zip(row, target, strict=True):
            odd ^= int(bit)
            assert answer == odd


def test_both_answers_are_as_likely_at_every_step_and_a_bit_tells_the_first_alone():
    inputs, targets = parity.batch(np.random.default_rng(0), 4000, 6)
    assert np.all(np.abs(targets.mean(axis=0) - parity.CHANCE) < 0.04)
    same = (inputs.argmax(axis=-1) == targets).mean(axis=0)
    assert same[0] == 1 and np.all(np.abs(same[1:] - 0.5) < 0.04)


@pytest.mark.parametrize(("sequences", "steps"), [(0, 3), (3, 0)])
def test_impossible_sizes_are_refused(sequences, steps):
    with pytest.raises(ValueError, match="sequences and steps must be at least 1"):
        parity.batch(np.random.default_rng(0), sequences, steps)


@pytest.mark.parametrize("bits", [[[0, 2]], [0, 1]])
def test_other_bits_are_refused(bits):
    with pytest.raises(ValueError, match="bits must be zeros and ones"):
        parity.of_bits(bits)
