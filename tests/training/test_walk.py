"""Stacked runs over sequences are the layers of Keras, one by one."""

import keras
import numpy as np
import pytest
from keras import ops
from lstmbook.layers import AblatedLSTMCell, CoupledLSTMCell, MinGRU, MinLSTM, PeepholeLSTMCell, SLSTMCell
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


def test_stacked_grus_are_the_layers():
    starts = (initialisers.gru(D, N, seed) for seed in range(RUNS))
    weights = [np.stack(arrays).astype(float) for arrays in zip(*starts, strict=True)]
    weights[2] += np.random.default_rng(3).normal(size=weights[2].shape)  # biases of zeros would hide which is where
    hidden = walk.last_hidden(list(map(ops.convert_to_tensor, weights)), ops.convert_to_tensor(X), kinds.GRU)
    for run in range(RUNS):
        layer = keras.layers.GRU(N, dtype="float64")
        layer.build((B, T, D))
        layer.set_weights([array[run] for array in weights])
        assert np.allclose(hidden[run], layer(X[run]), rtol=0, atol=1e-12)
    assert kinds.GRU.by_name(*(array[0] for array in weights)).keys() >= {"W_z", "U_r", "b_g", "bU_g"}


def test_stacked_lstms_with_peepholes_are_the_layers():
    starts = (initialisers.peephole_lstm(D, N, seed) for seed in range(RUNS))
    weights = [np.stack(arrays).astype(float) for arrays in zip(*starts, strict=True)]
    hidden = walk.last_hidden(list(map(ops.convert_to_tensor, weights)), ops.convert_to_tensor(X), kinds.PEEPHOLE_LSTM)
    for run in range(RUNS):
        layer = keras.layers.RNN(PeepholeLSTMCell(N, dtype="float64"), dtype="float64")
        layer.build((B, T, D))
        layer.set_weights([array[run] for array in weights])
        assert np.allclose(hidden[run], layer(X[run]), rtol=0, atol=1e-12)


KINDS = {
    "min_gru": (kinds.MIN_GRU, MinGRU(N, dtype="float64")),
    "min_lstm": (kinds.MIN_LSTM, MinLSTM(N, dtype="float64")),
    "slstm": (kinds.SLSTM, keras.layers.RNN(SLSTMCell(N, dtype="float64"), dtype="float64")),
}


BLOCK = {kinds.MIN_GRU: 1, kinds.MIN_LSTM: 2, kinds.SLSTM: 2}  # where g is packed


@pytest.mark.parametrize(("kind", "layer"), KINDS.values(), ids=KINDS)
def test_stacked_networks_beyond_the_lstm_are_the_layers(kind, layer):
    starts = (kind.start(D, N, seed) for seed in range(RUNS))
    weights = [np.stack(arrays).astype(float) for arrays in zip(*starts, strict=True)]
    weights[-1] += np.random.default_rng(3).normal(size=weights[-1].shape)
    assert kind.units(weights) == N
    hidden = walk.last_hidden(list(map(ops.convert_to_tensor, weights)), ops.convert_to_tensor(X), kind)
    layer.build((B, T, D))
    for run in range(RUNS):
        layer.set_weights([array[run] for array in weights])
        assert np.allclose(hidden[run], layer(X[run]), rtol=0, atol=1e-12)
        named = kind.by_name(*(array[run] for array in weights))
        assert np.array_equal(named["W_g"], np.split(weights[0][run], weights[0].shape[-1] // N, axis=1)[BLOCK[kind]])


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


def test_hidden_states_of_every_step_are_those_of_the_layers_in_both_directions():
    for reverse in (False, True):
        arguments = (list(map(ops.convert_to_tensor, WEIGHTS)), ops.convert_to_tensor(X), kinds.LSTM)
        hidden = walk.hidden(*arguments, reverse=reverse)
        for run in range(RUNS):
            turned = slice(None, None, -1) if reverse else slice(None)
            one = keras.layers.LSTM(N, return_sequences=True, dtype="float64")
            one.build((B, T, D))
            one.set_weights([array[run] for array in WEIGHTS])
            assert np.allclose(hidden[run], one(X[run][:, turned])[:, turned], rtol=0, atol=1e-12)


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
