"""Gradient flow through untrained networks: how much arrives at a lag, and what the direct path leaves out."""

import keras
import numpy as np

from lstmbook import layouts
from lstmbook.experiments.backpropagation import cell_jacobian, forward, gradients
from lstmbook.layers import LSTMCell
from lstmbook.measure.gradients import cosine, norms_by_lag
from lstmbook.training.initialisers import chrono_biases
from lstmbook.training.starts import started

NETWORKS = ("SimpleRNN", "forget bias 0", "forget bias 1", "forget bias 5", "chrono", "chrono, forget biases only")


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
        if name.startswith("chrono"):
            values[1], values[0] = chrono_biases(units, steps, seed)
            values[0] *= name == "chrono"
        else:
            values[1] = float(name.split()[-1])
        return keras.ops.convert_to_tensor(values.reshape(shape), dtype)

    cell = LSTMCell(units, bias_initializer=bias, unit_forget_bias=False, dtype="float64")
    return keras.layers.RNN(cell, dtype="float64")


def starting_weights(name, units, steps, seed, features):
    """The weights of an untrained LSTM of ``network`` as arrays by name."""
    layer = network(name, units, steps, seed)
    layer.build((None, None, features))
    return layouts.lstm_from_keras(*map(np.asarray, layer.get_weights()))


def gradient_by_lag(name, seed, scale=1.0, steps=100, units=32, features=8, batch=16, through_hidden=True):
    """Gradient norm at lags 0, ..., ``steps`` - 1, relative to lag 0, as an array (steps,).

    The input is normal with standard deviation ``scale``. The simple network is differentiated automatically, the
    LSTMs by the book's own backward pass, which is faster and, without ``through_hidden``, leaves the hidden state's
    road out.

    ValueError for fewer than three steps or sizes below one, and for a simple network without its hidden state.
    """
    if steps < 3 or min(units, features, batch) < 1:
        raise ValueError("gradient_by_lag needs at least three steps and sizes of at least one")
    rng = np.random.default_rng(seed)
    inputs, direction = scale * rng.normal(size=(batch, steps, features)), rng.normal(size=(batch, units))
    if name == "SimpleRNN":
        if not through_hidden:
            raise ValueError("a simple network has no other road than its hidden state")
        norms = norms_by_lag(network(name, units, steps, seed), inputs, direction)
        return norms / norms[0]
    weights, zeros = starting_weights(name, units, steps, seed, features), np.zeros((batch, units))
    return _relative_norms(weights, inputs, zeros, zeros, direction, through_hidden)


def wide_gradient_by_lag(spread, seed, steps=400, units=16):
    """The same for an LSTM that reads zeros, with recurrent weights of standard deviation ``spread`` / sqrt(units).

    All biases are zero, the first states standard normal. Such a network can be chaotic, and then it multiplies
    rounding errors as training does; so its weights can be nudged like those of a network that is trained. ValueError
    for fewer than three steps or sizes below one.
    """
    if steps < 3 or units < 1:
        raise ValueError("wide_gradient_by_lag needs at least three steps and one unit")
    rng = np.random.default_rng(seed)
    weights = {}
    for gate in "ifgo":
        # With no input its weights only pass the gradient on to where it is measured.
        weights[f"W_{gate}"] = rng.normal(size=(1, units))
        weights[f"U_{gate}"] = spread * rng.normal(size=(units, units)) / np.sqrt(units)
        weights[f"b_{gate}"] = np.zeros(units)
    weights = dict(zip(weights, started(list(weights.values()), seed), strict=True))
    h, c, direction = rng.normal(size=(3, 1, units))
    return _relative_norms(weights, np.zeros((1, steps, 1)), h, c, direction)


def lags(names, scales, **options):
    """``gradient_by_lag`` of several networks at several scales of input, three seeds each.

    ``scales`` maps a title to a scale. Returns title -> name -> an array (seeds, steps).
    """
    return {
        title: {name: over_seeds(gradient_by_lag, name, scale=scale, **options) for name in names}
        for title, scale in scales.items()
    }


def over_seeds(experiment, *arguments, seeds=range(3), **options):
    """An experiment of this module, called with ``arguments``, each of ``seeds`` and ``options``: results stacked."""
    return np.stack([experiment(*arguments, seed=seed, **options) for seed in seeds])


def _relative_norms(weights, inputs, h, c, direction, through_hidden=True):
    """Norm of the gradient at each input by lag, the median over the batch, relative to that at lag 0."""
    loss_bar = np.zeros((*inputs.shape[:2], h.shape[1]))
    loss_bar[:, -1] = direction
    back = gradients(weights, inputs, h, c, loss_bar, np.zeros_like(c), through_hidden=through_hidden)
    norms = np.median(np.linalg.norm(back["x"], axis=-1), axis=0)[::-1]
    return norms / norms[0]


def growth(norms):
    """By what factor a gradient changes from one lag to the next, for the nearer and the farther half: two numbers.

    Both are geometric means, and the first twentieth of the lags, in which the loss's own direction still counts, is
    left out. ValueError for fewer than forty lags.
    """
    if len(norms) < 40:
        raise ValueError(f"a growth needs at least forty lags, got {len(norms)}")
    places = np.array([len(norms) // 20, len(norms) // 2, len(norms) - 1])
    return np.exp(np.diff(np.log(norms[places])) / np.diff(places))


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
        states = forward(weights, rng.normal(size=(1, 2, 1)), *rng.normal(size=(2, 1, 1)))
        for path, jacobian in zip((direct, whole), cell_jacobian(weights, states, 1), strict=True):
            path.append(jacobian.item())
    return np.array(direct), np.array(whole)


def chained(draws, units, seed):
    """How far two steps' d c_t / d c_{t-1}, multiplied, are from d c_t / d c_{t-2}: relative errors, an array (draws,).

    In each factor the output gate of the step before stands still, and so does that of step t-2 in the true
    derivative; but in that one o_{t-1} follows. Weights, inputs and the first states are standard normal; an error is
    the Frobenius norm of the difference over that of the true matrix. ValueError for no draws or no units.
    """
    if min(draws, units) < 1:
        raise ValueError("chained needs at least one draw and one unit")
    rng, errors = np.random.default_rng(seed), []
    for _ in range(draws):
        weights = {}
        for gate in "ifgo":
            weights[f"W_{gate}"], weights[f"U_{gate}"] = rng.normal(size=(1, units)), rng.normal(size=(units, units))
            weights[f"b_{gate}"] = rng.normal(size=units)
        inputs, starts = rng.normal(size=(1, 3, 1)), rng.normal(size=(2, 1, units))
        states = forward(weights, inputs, *starts)
        product = cell_jacobian(weights, states, 2)[1] @ cell_jacobian(weights, states, 1)[1]
        true = _over_two_steps(weights, inputs[:, 1:], {name: array[:, 0] for name, array in states.items()})
        errors.append(np.linalg.norm(product - true) / np.linalg.norm(true))
    return np.array(errors)


def _over_two_steps(weights, inputs, before):
    """d c_t / d c_{t-2} with h_{t-2} following and o_{t-2} fixed, (n, n): one walk back for each unit of c_t."""
    units = before["c"].shape[1]
    h, c, x = (np.repeat(one, units, axis=0) for one in (before["h"], before["c"], inputs))
    back = gradients(weights, x, h, c, np.zeros((units, x.shape[1], units)), np.eye(units))
    return back["c"] + back["h"] * before["o"] * (1 - np.tanh(before["c"]) ** 2)


def truncation_cosines(forget_bias, seed, **sizes):
    """Cosine of every gradient of ``truncated`` at all the weights with the last of them, the whole: (steps,)."""
    parts = [list(one.values()) for one in truncated(forget_bias, seed, **sizes)]
    return np.array([cosine(part, parts[-1]) for part in parts])


def truncated(forget_bias, seed, steps=40, units=16, features=4, batch=4):
    """Gradients of a loss at the last hidden state, gone back 1, 2, ..., ``steps`` steps: a list of dicts of arrays.

    Untrained cells with Keras's default kernels and the given forget bias, read standard normal numbers. ValueError
    for sizes below one.
    """
    if min(steps, units, features, batch) < 1:
        raise ValueError("truncated needs sizes of at least one")
    weights = starting_weights(f"forget bias {forget_bias}", units, steps, seed, features)
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
