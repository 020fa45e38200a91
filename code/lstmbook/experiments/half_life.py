"""How long LSTMs remember: averages by hand-set gates, untrained layers, and layers trained to hold one value."""

from dataclasses import dataclass

import keras
import numpy as np

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.measure import memory
from lstmbook.training.starts import started


def averages(signal, biases):
    """Cells of one LSTM with a unit for each of ``biases``, all reading the same ``signal``.

    The input bias is the negative of the forget bias, so that i = 1 - f; nothing else is heard by any gate. Returns
    an array (steps, len(biases)) of cells. ValueError for an empty signal or no biases.
    """
    signal, biases = np.ravel(signal).astype(float), np.ravel(biases).astype(float)
    if not signal.size or not biases.size:
        raise ValueError("averages need a signal and at least one forget bias")
    units = len(biases)
    weights = {
        f"{kind}_{one}": np.zeros({"W": (1, units), "U": (units, units), "b": (units,)}[kind])
        for one in "ifgo"
        for kind in "WUb"
    }
    weights |= {"b_f": biases, "b_i": -biases, "W_g": np.ones((1, units))}
    return run(weights, signal[None, :, None])["c"][:, 0]


def chrono_biases(units, longest, seed):
    """Forget and input biases, each (units,), for memories of up to ``longest`` steps.

    The forget bias is ln u with u uniform between 1 and ``longest`` - 1, so that 1 / (1 - f) is uniform between 2 and
    ``longest``; the input bias is its negative. ValueError unless there is a unit and ``longest`` exceeds 2.
    Source: Tallec & Ollivier, "Can recurrent neural networks warp time?", ICLR 2018.
    """
    if units < 1 or not longest > 2:
        raise ValueError(f"needs at least one unit and a memory longer than 2 steps, got {units} and {longest}")
    forget = np.log(np.random.default_rng(_checked_seed(seed)).uniform(1, longest - 1, units))
    return forget, -forget


def untrained(units, features, seed, forget_bias=1.0, input_bias=0.0):
    """Weights of an LSTM by gate, initialised as Keras does but for the two biases (numbers, or one a unit).

    ValueError for sizes below one or a negative seed.
    """
    if min(units, features) < 1:
        raise ValueError(f"units and features must be at least 1, got {units} and {features}")
    kernel = keras.initializers.GlorotUniform(_checked_seed(seed))((features, 4 * units))
    recurrent = keras.initializers.Orthogonal(seed=seed)((units, 4 * units))
    weights = layouts.lstm_from_keras(np.asarray(kernel), np.asarray(recurrent), np.zeros(4 * units))
    return weights | {"b_f": np.broadcast_to(forget_bias, units), "b_i": np.broadcast_to(input_bias, units)}


def run(weights, x, kick=0.0):
    """The LSTM over ``x`` (B, T, d) from zero states: every named quantity as an array (T, B, n).

    ``kick``, a number or (B, n), is added to the cell once, after the first step.
    """
    x, step, records = np.asarray(x), LSTM.numpy(), []
    h, c = np.zeros((2, len(x), len(weights["b_f"])))
    for time in range(x.shape[1]):
        result = step(x=x[:, time], h_prev=h, c_prev=c, **weights)
        if time == 0:
            result["c"] = result["c"] + kick
        h, c = result["h"], result["c"]
        records.append(result)
    return {name: np.stack([one[name] for one in records]) for name in records[0]}


@dataclass(frozen=True)
class Survival:
    """Size of a small kick to all cells k steps after it, as a share, for k = 0, 1, ...: three arrays (T,).

    ``bias``: if every forget gate stood at sigma of its bias. ``gates``: along the cells' own line, by the forget gates
    that were open. ``everything``: as it really is, what comes back through the hidden state included.
    """

    bias: np.ndarray
    gates: np.ndarray
    everything: np.ndarray


def survival(weights, x, seed=0, size=1e-6):
    """The ``Survival`` of a random kick to the cells after the first step of ``x`` (B, T, d), root mean squares.

    ValueError for fewer than two steps.
    """
    if x.shape[1] < 2:
        raise ValueError(f"a kick needs at least two steps to be followed, got {x.shape[1]}")
    units, steps = len(weights["b_f"]), np.arange(x.shape[1])
    kick = size * np.random.default_rng(_checked_seed(seed)).normal(size=(len(x), units))
    plain = run(weights, x)
    moved = run(weights, x, kick)["c"] - plain["c"]
    kept = np.concatenate([np.ones((1, len(x), units)), np.cumprod(plain["f"][1:], axis=0)])
    powers = memory.gate(weights["b_f"]) ** steps[:, None]

    def root_mean_square(array):
        return np.sqrt((array**2).mean(axis=tuple(range(1, array.ndim))))

    scale = np.sqrt((kick**2).mean())
    return Survival(root_mean_square(powers), root_mean_square(kept * kick) / scale, root_mean_square(moved) / scale)


def half_lives(weights, x):
    """Half-life of each unit, two arrays (n,): from its forget bias alone, and from its gates over ``x`` (B, T, d).

    The gate of the first step is left out, since it acts on an empty cell.
    """
    gates = run(weights, x)["f"][1:]
    return memory.half_life(memory.gate(weights["b_f"])), memory.half_life(memory.typical_gate(gates, (0, 1)))


def writes(weights, x):
    """What is left at the end of ``x`` (B, T, d) of each step's write, (T, B, n): its sum over T is the last cell."""
    result = run(weights, x)
    after = np.cumprod(result["f"][:0:-1], axis=0)[::-1]
    return np.concatenate([after, np.ones_like(after[:1])]) * result["i"] * result["g"]


# -- a task: hold one value ---------------------------------------------------------------------------------


def one_value(lag, sequences, seed):
    """Inputs (B, lag + 1, 2) and targets (B,): hold the first number while ``lag`` others pass.

    The first feature is uniform between -1 and 1 at every step; the second is one at the first step and zero after.
    ValueError for a lag or a number of sequences below one, or a negative seed.
    """
    if min(lag, sequences) < 1:
        raise ValueError(f"the lag and the number of sequences must be at least 1, got {lag} and {sequences}")
    x = np.zeros((sequences, lag + 1, 2))
    x[:, :, 0] = np.random.default_rng(_checked_seed(seed)).uniform(-1, 1, (sequences, lag + 1))
    x[:, 0, 1] = 1
    return x, x[:, 0, 0].copy()


@dataclass(frozen=True)
class Trained:
    """One trained network: its LSTM's weights by gate, its mean squared error on new sequences, and its linear output.

    ``output`` holds the weights (n,) and the bias with which the last hidden state becomes the answer.
    """

    weights: dict
    error: float
    output: tuple


def train(starts, lag, steps=300, batch=64, learning_rate=0.01):
    """Train an LSTM and a linear output on ``one_value``, once from each of ``starts`` (weights by gate).

    Adam, the gradient clipped to a norm of a tenth, without which a few runs are thrown back to answering zero and stay
    there, and the rate falling to zero along half a cosine, so that the end is not the accident of a last step. All
    runs share one compiled network, which is set back in between; the run at place p of the list gets the data of seed
    p. Returns a list of ``Trained``. ValueError for no starts or fewer than one step.
    """
    starts = list(starts)
    if not starts or min(steps, batch) < 1:
        raise ValueError("training needs at least one start, one step and one sequence a batch")
    units = len(starts[0]["b_f"])
    # In double precision, since training multiplies rounding errors: in single, each machine would tell another story.
    inputs = keras.Input((lag + 1, 2), dtype="float64")
    layer, output = keras.layers.LSTM(units, dtype="float64"), keras.layers.Dense(1, dtype="float64")
    network = keras.Model(inputs, output(layer(inputs)))
    falling = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    optimizer = keras.optimizers.Adam(falling, global_clipnorm=0.1)
    # Left to itself, Keras compiles differently before and after determinism is switched on.
    network.compile(optimizer, "mse", jit_compile=False)
    optimizer.build(network.trainable_variables)
    unused = [np.asarray(variable) for variable in optimizer.variables]
    trained = []
    for seed, start in enumerate(starts):
        for variable, value in zip(optimizer.variables, unused, strict=True):
            variable.assign(value)
        readout = np.asarray(keras.initializers.GlorotUniform(seed)((units, 1)), float)
        *cell, readout, offset = started([*layouts.lstm_to_keras(start), readout, np.zeros(1)], seed)
        layer.set_weights(cell)
        output.set_weights([readout, offset])
        network.fit(*one_value(lag, batch * steps, seed), batch_size=batch, shuffle=False, verbose=0)
        x, y = one_value(lag, 512, seed + 1000)
        error = float(np.mean((network.predict(x, batch_size=512, verbose=0)[:, 0] - y) ** 2))
        kernel, bias = output.get_weights()
        weights = layouts.lstm_from_keras(*map(np.asarray, layer.get_weights()))
        trained.append(Trained(weights, error, (kernel[:, 0], bias[0])))
    return trained


def answers(weights, output, x):
    """What a network with these weights and this ``Trained.output`` says at the end of ``x`` (B, T, d), as (B,)."""
    kernel, bias = output
    return run(weights, x)["h"][-1] @ kernel + bias


def _checked_seed(seed):
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"a seed is a whole number from 0 on, got {seed!r}")
    return int(seed)
