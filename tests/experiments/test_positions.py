"""Heads that look back by their biases alone, and when a bias of the keys counts."""

import numpy as np
import pytest
from lstmbook.experiments import positions


@pytest.mark.parametrize("back", [0, 1, 5, 11])
def test_a_head_looks_so_many_steps_back_whatever_it_reads(back):
    for seed in range(2):
        maps = positions.looking_back(back, np.random.default_rng(seed).normal(size=(12, 3)))
        asks = np.arange(back, 12)
        assert maps["rotary"][asks, asks - back].min() > 0.9
        np.testing.assert_allclose(maps["no positions"], 1 / 12)


def test_a_step_with_none_so_far_back_may_look_ahead():
    found = positions.looking_back(4, np.zeros((16, 3)))["rotary"]
    assert found[0].argmax() > 0 and found[0, 0] < 0.1


def test_a_bias_of_the_keys_counts_where_they_are_turned_and_nowhere_else():
    found = positions.bias_of_keys(seed=100)
    assert found.pop("rotary") > 1e-3
    assert set(found) == {"none", "sinusoids", "relative"} and max(found.values()) < 1e-12
