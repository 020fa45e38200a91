"""Gradient flow through untrained networks: how much arrives at a lag, and what the direct path leaves out."""

import keras
import numpy as np

from lstmbook import layouts
from lstmbook.experiments.backpropagation import cell_jacobian, forward, gradients
from lstmbook.experiments.half_life import chrono_biases
from lstmbook.layers import LSTMCell
from lstmbook.measure.gradients import norms_by_lag

NETWORKS = ("SimpleRNN", "forget bias 0", "forget bias 1", "forget bias 5", "chrono")


def network(name, units, steps, seed):
    """An untrained recurrent layer in float64 with Keras's default kernels.

    ``name`` is one of ``NETWORKS``; chrono initialisation expects memories of up to ``steps`` steps. ValueError for
    another name.
    """
    keras.utils.set_random_seed(seed)
    if name == "SimpleRNN":
        return keras.layers.SimpleRNN(units, dtype="float64")
    if name not in NETWORKS:
        raise ValueError(f"unknown network {name!r}; there are {NETWORKS}")

    def bias(shape, dtype=None):
        values = np.zeros((4, units))
        if name == "chrono":
            values[1], values[0] = chrono_biases(units, steps, seed)
        else:
            values[1] = float(name.split()[-1])
        return keras.ops.convert_to_tensor(values.reshape(shape), dtype)

    cell = LSTMCell(units, bias_initializer=bias, unit_forget_bias=False, dtype="float64")
    return keras.layers.RNN(cell, dtype="float64")


def gradient_by_lag(name, seed, scale=1.0, steps=100, units=32, features=8, batch=16):
    """Gradient norm at lags 0, ..., ``steps`` - 1, relative to lag 0, as an array (steps,).

    The input is normal with standard deviation ``scale``.

    ValueError for fewer than three steps or sizes below one.
    """
    if steps < 3 or min(units, features, batch) < 1:
        raise ValueError("gradient_by_lag needs at least three steps and sizes of at least one")
    rng = np.random.default_rng(seed)
    inputs, direction = scale * rng.normal(size=(batch, steps, features)), rng.normal(size=(batch, units))
    norms = norms_by_lag(network(name, units, steps, seed), inputs, direction)
    return norms / norms[0]


def scalar_cells(draws, seed):
    """d c_t / d c_{t-1} of ``draws`` LSTMs of one unit, the direct path f and the whole, two arrays (draws,).

    Weights, inputs and the first states are standard normal, the second step is measured. ValueError for no draws.
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    rng, direct, whole = np.random.default_rng(seed), [], []
    names = [f"{kind}_{gate}" for gate in "ifgo" for kind in "WUb"]
    for _ in range(draws):
        weights = {name: rng.normal(size=(1,) if name[0] == "b" else (1, 1)) for name in names}
        history = forward(weights, rng.normal(size=(1, 2, 1)), *rng.normal(size=(2, 1, 1)))
        for path, jacobian in zip((direct, whole), cell_jacobian(weights, *history), strict=True):
            path.append(jacobian.item())
    return np.array(direct), np.array(whole)


def truncated(forget_bias, seed, steps=40, units=16, features=4, batch=4):
    """Gradients of a loss at the last hidden state, gone back 1, 2, ..., ``steps`` steps: a list of dicts of arrays.

    Untrained cells with Keras's default kernels and the given forget bias, read standard normal numbers. ValueError
    for sizes below one.
    """
    if min(steps, units, features, batch) < 1:
        raise ValueError("truncated needs sizes of at least one")
    layer = network(f"forget bias {forget_bias}", units, steps, seed)
    layer.build((None, None, features))
    weights = layouts.lstm_from_keras(*map(np.asarray, layer.get_weights()))
    rng, zeros = np.random.default_rng(seed), np.zeros((batch, units))
    inputs, loss_bar = rng.normal(size=(batch, steps, features)), np.zeros((batch, steps, units))
    loss_bar[:, -1] = rng.normal(size=(batch, units))
    return [
        {
            name: array
            for name, array in gradients(weights, inputs, zeros, zeros, loss_bar, zeros, steps_back=back).items()
            if name in weights
        }
        for back in range(1, steps + 1)
    ]
