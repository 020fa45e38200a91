"""Half-lives and time constants against what they mean."""

import numpy as np
import pytest
from lstmbook.measure import memory

BIASES = np.array([-3.0, 0.0, 1.0, 3.0, 5.0, 20.0])


def test_after_a_half_life_half_is_left():
    gates = memory.gate(BIASES)
    assert np.allclose(gates ** memory.half_life(gates), 0.5)


def test_half_lives_of_round_biases():
    assert np.allclose(memory.half_life(memory.gate([0, 1, 3, 5])), [1.0, 2.2127, 14.266, 103.218], rtol=1e-4)


def test_time_constant_is_the_mean_age():
    gate, ages = 0.9, np.arange(1, 2000)
    assert memory.time_constant(gate) == pytest.approx((ages * (1 - gate) * gate ** (ages - 1)).sum())
    assert np.allclose(memory.time_constant(memory.gate(BIASES)), 1 + np.exp(BIASES), rtol=1e-6)


def test_shut_and_open_gates():
    assert memory.half_life([0.0, 1.0]).tolist() == [0.0, np.inf]
    assert memory.time_constant([0.0, 1.0]).tolist() == [1.0, np.inf]


def test_bias_for_is_the_inverse():
    assert np.allclose(memory.bias_for(memory.half_life(memory.gate(BIASES))), BIASES, atol=1e-6)
    assert memory.bias_for(1.0) == pytest.approx(0, abs=1e-15)
    assert memory.bias_for(1e12) == pytest.approx(np.log(1e12 / np.log(2)))  # no digits lost near one


def test_typical_gate_leaves_as_much():
    gates = np.random.default_rng(0).uniform(0.1, 1, size=(6, 2, 3))
    typical = memory.typical_gate(gates, (0, 1))
    assert typical.shape == (3,) and np.allclose(typical**12, gates.prod(axis=(0, 1)))
    assert np.all(typical < gates.mean(axis=(0, 1)))


def test_one_shut_gate_is_enough():
    assert memory.typical_gate([1.0, 1.0, 0.0], 0) == 0


@pytest.mark.parametrize("measure", [memory.half_life, memory.time_constant, lambda f: memory.typical_gate(f, 0)])
@pytest.mark.parametrize("gates", [[-0.1], [1.1], [np.nan]])
def test_what_is_no_gate_is_refused(measure, gates):
    with pytest.raises(ValueError, match="between 0 and 1"):
        measure(gates)


@pytest.mark.parametrize("steps", [0, -1, np.inf, np.nan])
def test_what_is_no_half_life_is_refused(steps):
    with pytest.raises(ValueError, match="positive number of steps"):
        memory.bias_for(steps)


def test_no_gates_have_no_mean():
    with pytest.raises(ValueError, match="no gates"):
        memory.typical_gate([], 0)
