"""Stacked runs over sequences are the layers of Keras, one by one."""

import keras
import numpy as np
from keras import ops
from lstmbook.layers import AblatedLSTMCell, CoupledLSTMCell
from lstmbook.layers.ablated import PARTS
from lstmbook.training import initialisers, kinds, walk

RUNS, B, T, D, N = 2, 3, 6, 4, 5
X = np.random.default_rng(0).normal(size=(RUNS, B, T, D))
WEIGHTS = [
    np.stack(arrays).astype(float) for arrays in zip(*(initialisers.lstm(D, N, s) for s in range(RUNS)), strict=True)
]


def layer(run, without=None):
    found = keras.layers.RNN(AblatedLSTMCell(N, without=without, dtype="float64"), dtype="float64")
    found.build((B, T, D))
    found.set_weights([array[run] for array in WEIGHTS])
    return found


def test_stacked_lstms_are_the_layers():
    hidden = walk.last_hidden(list(map(ops.convert_to_tensor, WEIGHTS)), ops.convert_to_tensor(X), kinds.LSTM)
    for run in range(RUNS):
        assert np.allclose(hidden[run], layer(run)(X[run]), rtol=0, atol=1e-12)


def test_stacked_simple_networks_are_the_layers():
    starts = (initialisers.simple_rnn(D, N, seed) for seed in range(RUNS))
    weights = [np.stack(arrays).astype(float) for arrays in zip(*starts, strict=True)]
    weights[2] += np.random.default_rng(3).normal(size=weights[2].shape)  # a bias of zeros would hide its absence
    hidden = walk.last_hidden(list(map(ops.convert_to_tensor, weights)), ops.convert_to_tensor(X), kinds.SIMPLE_RNN)
    for run in range(RUNS):
        layer = keras.layers.SimpleRNN(N, dtype="float64")
        layer.build((B, T, D))
        layer.set_weights([array[run] for array in weights])
        assert np.allclose(hidden[run], layer(X[run]), rtol=0, atol=1e-12)


def test_stacked_coupled_lstms_are_the_layers():
    starts = (initialisers.coupled_lstm(D, N, seed) for seed in range(RUNS))
    weights = [np.stack(arrays).astype(float) for arrays in zip(*starts, strict=True)]
    hidden = walk.last_hidden(list(map(ops.convert_to_tensor, weights)), ops.convert_to_tensor(X), kinds.COUPLED_LSTM)
    for run in range(RUNS):
        layer = keras.layers.RNN(CoupledLSTMCell(N, dtype="float64"), dtype="float64")
        layer.build((B, T, D))
        layer.set_weights([array[run] for array in weights])
        assert np.allclose(hidden[run], layer(X[run]), rtol=0, atol=1e-12)


def test_each_run_may_lack_another_part():
    lacks = ["input gate", "output activation"]
    missing = {part: np.array([[[part == one]] for one in lacks]) for part in PARTS}
    hidden = walk.last_hidden(
        list(map(ops.convert_to_tensor, WEIGHTS)), ops.convert_to_tensor(X), kinds.LSTM, missing=missing
    )
    for run, without in enumerate(lacks):
        assert np.allclose(hidden[run], layer(run, without)(X[run]), rtol=0, atol=1e-12)


def test_one_batch_may_serve_all_runs():
    weights, (shared, *_) = list(map(ops.convert_to_tensor, WEIGHTS)), X
    zeros = ops.zeros((RUNS, B, N), "float64")
    h, _ = walk.walk(lambda states, x: walk.lstm(weights, x, states), (zeros, zeros), ops.swapaxes(shared, 0, 1))
    for run in range(RUNS):
        assert np.allclose(h[run], layer(run)(shared), rtol=0, atol=1e-12)


def test_a_walk_sees_all_its_sequences_in_order():
    one, other = np.arange(1.0, 5), np.array([10.0, 20, 30, 40])
    sequences = map(ops.convert_to_tensor, (one, other))
    total, last = walk.walk(lambda states, a, b: (2 * states[0] + a * b, b), (0.0, 0.0), *sequences)
    assert float(total) == ((10 * 2 + 40) * 2 + 90) * 2 + 160 and float(last) == 40


def test_dense_is_the_layer():
    kernel, bias = np.random.default_rng(1).normal(size=(RUNS, N, 2)), np.random.default_rng(2).normal(size=(RUNS, 2))
    hidden = np.random.default_rng(3).normal(size=(RUNS, B, N))
    found = walk.dense((ops.convert_to_tensor(kernel), ops.convert_to_tensor(bias)), ops.convert_to_tensor(hidden))
    for run in range(RUNS):
        assert np.allclose(found[run], hidden[run] @ kernel[run] + bias[run], rtol=0, atol=1e-14)
