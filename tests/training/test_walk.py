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


def rnn(cell):
    return keras.layers.RNN(cell(N, dtype="float64"), dtype="float64")


KINDS = {
    "simple_rnn": (kinds.SIMPLE_RNN, keras.layers.SimpleRNN(N, dtype="float64")),
    "gru": (kinds.GRU, keras.layers.GRU(N, dtype="float64")),
    "peephole_lstm": (kinds.PEEPHOLE_LSTM, rnn(PeepholeLSTMCell)),
    "coupled_lstm": (kinds.COUPLED_LSTM, rnn(CoupledLSTMCell)),
    "min_gru": (kinds.MIN_GRU, MinGRU(N, dtype="float64")),
    "min_lstm": (kinds.MIN_LSTM, MinLSTM(N, dtype="float64")),
    "slstm": (kinds.SLSTM, rnn(SLSTMCell)),
}
BLOCK = {kinds.MIN_GRU: 1, kinds.MIN_LSTM: 2, kinds.SLSTM: 2}  # where g is packed


def stacked_runs(kind):
    """Weights of all runs, with noise: a bias of zeros would hide its absence, or which of two is where."""
    noise = np.random.default_rng(3)
    starts = zip(*(kind.start(D, N, seed) for seed in range(RUNS)), strict=True)
    return [(one := np.stack(arrays)) + noise.normal(size=one.shape) for arrays in starts]


@pytest.mark.parametrize(("kind", "layer"), KINDS.values(), ids=KINDS)
def test_stacked_networks_are_the_layers(kind, layer):
    weights = stacked_runs(kind)
    assert kind.units(weights) == N
    hidden = walk.last_hidden(list(map(ops.convert_to_tensor, weights)), ops.convert_to_tensor(X), kind)
    layer.build((B, T, D))
    for run in range(RUNS):
        layer.set_weights([array[run] for array in weights])
        assert np.allclose(hidden[run], layer(X[run]), rtol=0, atol=1e-12)
        named = kind.by_name(*(array[run] for array in weights))
        if kind in BLOCK:
            blocks = np.split(weights[0][run], weights[0].shape[-1] // N, axis=1)
            assert np.array_equal(named["W_g"], blocks[BLOCK[kind]])


def test_a_gru_has_its_second_bias():
    assert kinds.GRU.by_name(*(array[0] for array in stacked_runs(kinds.GRU))).keys() >= {"W_z", "U_r", "b_g", "bU_g"}


@pytest.mark.parametrize("kind", [kinds.MIN_GRU, kinds.stacked(kinds.MIN_LSTM, 2)], ids=["one", "a stack"])
def test_hidden_states_of_layers_without_recurrent_weights_end_as_the_last_ones(kind):
    weights, inputs = list(map(ops.convert_to_tensor, stacked_runs(kind))), ops.convert_to_tensor(X)
    assert kind.units(weights) == N
    every, last = walk.hidden(weights, inputs, kind), walk.last_hidden(weights, inputs, kind)
    assert np.allclose(every[:, :, -1], last, rtol=0, atol=1e-12)


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
