"""The experiments against closed forms."""

import numpy as np
import pytest
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.experiments import brackets, half_life, silence, untrained

SIGMOID_5 = 1 / (1 + np.exp(-5.0))


def test_a_silent_cell_is_multiplied_by_its_forget_gate():
    trace = silence.held(LSTM, "c", [0.9, -0.3], steps=6, b_f=5.0)
    assert np.allclose(trace, np.array([[0.9], [-0.3]]) * SIGMOID_5 ** np.arange(7), atol=1e-14)


def test_a_silent_network_is_squeezed_again_and_again():
    trace = silence.held(SIMPLE_RNN, "h", [0.9], steps=3, U=1.2)
    h = 0.9
    for step in range(1, 4):
        h = np.tanh(1.2 * h)
        assert trace[0, step] == pytest.approx(h, abs=1e-15)


def test_silence_needs_a_step():
    with pytest.raises(ValueError, match="steps"):
        silence.held(LSTM, "c", [0.9], steps=0)


@pytest.mark.parametrize("text", ["()", "(()(()()))(())", "(" * 40 + ")" * 40])
def test_the_cell_is_the_depth(text):
    cells, hidden = brackets.read(text)
    # Every gate is short of one by exp(-20), and every step loses at most that share of the depth.
    slack = 3 * np.exp(-20) * len(text) * max(brackets.depth(text))
    assert np.allclose(cells, brackets.depth(text), rtol=0, atol=slack)
    assert all((abs(h) > 0.7) == (d > 0) for h, d in zip(hidden, brackets.depth(text), strict=True))


def test_anything_but_brackets_is_refused():
    with pytest.raises(ValueError, match="at least one step"):
        brackets.read("")
    with pytest.raises(ValueError, match="only round brackets"):
        brackets.read("(a)")


def test_kept_share_falls_by_the_gate_and_rises_with_the_bias():
    shares = [untrained.kept_share(bias, seed=0, steps=10) for bias in (0.0, 1.0, 20.0)]
    assert all(np.all(np.diff(share) < 0) for share in shares[:2])
    assert shares[0][-1] < shares[1][-1] < shares[2][-1]
    assert np.allclose(shares[2], 1, atol=1e-6)


def test_kept_share_is_repeatable_and_depends_on_the_seed():
    one, again, other = (untrained.kept_share(1.0, seed=seed, steps=5) for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        untrained.kept_share(1.0, seed=0, units=0)


def test_half_lives_of_untrained_layers_are_those_of_each_seed():
    from_bias, from_gates = untrained.half_lives(1, seeds=(3, 4), steps=6, units=5, features=2, sequences=3)
    assert from_bias.shape == from_gates.shape == (2, 5)
    x = np.random.default_rng(4).normal(size=(3, 6, 2))
    one = half_life.half_lives(half_life.untrained(5, 2, 4, forget_bias=1), x)
    assert np.array_equal(from_bias[1], one[0]) and np.array_equal(from_gates[1], one[1])
    with pytest.raises(ValueError, match="at least 1"):
        untrained.half_lives(1, sequences=0)
