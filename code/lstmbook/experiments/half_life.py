"""How long LSTMs remember: averages by hand-set gates, untrained layers, and layers trained to hold one value."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.measure import memory
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import PRECISION, fit
from lstmbook.training.starts import checked_seed, checked_seeds
from lstmbook.training.trainer import as_run


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
    return Scan(LSTM)(signal[None, :, None], weights)["c"][0]


def untrained(units, features, seed, forget_bias=1.0, input_bias=0.0):
    """Weights of an LSTM by gate, initialised as Keras does but for the two biases (numbers, or one a unit).

    ValueError for sizes below one or a negative seed.
    """
    weights = layouts.lstm_from_keras(*initialisers.lstm(features, units, seed))
    return weights | {"b_f": np.full(units, forget_bias, float), "b_i": np.full(units, input_bias, float)}


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
    kick = size * np.random.default_rng(checked_seed(seed)).normal(size=(len(x), units))
    plain = Scan(LSTM)(x, weights)
    after = Scan(LSTM)(x[:, 1:], weights, start={"h": plain["h"][:, 0], "c": plain["c"][:, 0] + kick})
    moved = np.concatenate([kick[:, None], after["c"] - plain["c"][:, 1:]], axis=1)
    kept = np.concatenate([np.ones((len(x), 1, units)), np.cumprod(plain["f"][:, 1:], axis=1)], axis=1)
    powers = memory.gate(weights["b_f"]) ** steps[:, None]

    def size_by_step(array):
        return np.sqrt((array**2).mean(axis=(0, 2)))

    scale = np.sqrt((kick**2).mean())
    by_gates, by_everything = size_by_step(kept * kick[:, None]) / scale, size_by_step(moved) / scale
    return Survival(size_by_step(powers[None]), by_gates, by_everything)


def half_lives(weights, x):
    """Half-life of each unit, two arrays (n,): from its forget bias alone, and from its gates over ``x`` (B, T, d).

    The gate of the first step is left out, since it acts on an empty cell.
    """
    gates = Scan(LSTM)(x, weights)["f"][:, 1:]
    return memory.half_life(memory.gate(weights["b_f"])), memory.half_life(memory.typical_gate(gates, (0, 1)))


def writes(weights, x):
    """What is left at the end of ``x`` (B, T, d) of each step's write, (B, T, n): its sum over T is the last cell."""
    result = Scan(LSTM)(x, weights)
    after = np.cumprod(result["f"][:, :0:-1], axis=1)[:, ::-1]
    return np.concatenate([after, np.ones_like(result["f"][:, :1])], axis=1) * result["i"] * result["g"]


# -- a task: hold one value ---------------------------------------------------------------------------------


def one_value(lag, sequences, seed):
    """Inputs (B, lag + 1, 2) and targets (B,): hold the first number while ``lag`` others pass.

    The first feature is uniform between -1 and 1 at every step; the second is one at the first step and zero after.
    ValueError for a lag or a number of sequences below one, or a negative seed.
    """
    if min(lag, sequences) < 1:
        raise ValueError(f"the lag and the number of sequences must be at least 1, got {lag} and {sequences}")
    x = np.zeros((sequences, lag + 1, 2))
    x[:, :, 0] = np.random.default_rng(checked_seed(seed)).uniform(-1, 1, (sequences, lag + 1))
    x[:, 0, 1] = 1
    return x, x[:, 0, 0].copy()


def train(starts, lag, seeds, steps=300, batch=64, learning_rate=0.01):
    """Train an LSTM and a linear output on ``one_value``, once from each of ``starts`` (weights by gate).

    Each run has one of ``seeds``, for its data and its output. Adam, the gradient of each run clipped to a norm of a
    tenth, without which a few runs are thrown back to answering zero and stay there, and the rate falling to zero along
    half a cosine, so that the end is not the accident of a last step. Returns a list of ``Run``. ValueError for no
    starts or fewer than one step, and for seeds that are not as many, repeated or not integers from 0 on.
    """
    starts = list(starts)
    if not starts or min(steps, batch) < 1:
        raise ValueError("training needs at least one start, one step and one sequence a batch")
    seeds = checked_seeds(seeds)
    if len(seeds) != len(starts):
        raise ValueError(f"there must be a seed for each start, got {len(seeds)} for {len(starts)}")
    begun = []
    for start, seed in zip(starts, seeds, strict=True):
        # The output is nudged in double precision.
        output = (array.astype(PRECISION) for array in initialisers.dense(len(start["b_f"]), 1, seed))
        begun.append([*layouts.lstm_to_keras(start), *output])
    x, y = (np.stack(one) for one in zip(*(one_value(lag, batch * steps, seed) for seed in seeds), strict=True))
    parts = (slice(step * batch, (step + 1) * batch) for step in range(steps))
    falling = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    ends = fit(_losses, begun, seeds, ((x[:, one], y[:, one]) for one in parts), falling, clip=0.1)
    return [as_run(kinds.LSTM, seed, *end) for seed, end in zip(seeds, ends, strict=True)]


def _losses(weights, inputs, wanted):
    """Mean squared error of each run (R,), for inputs (R, B, T, 2) and targets (R, B)."""
    said = walk.dense(weights[3:], walk.last_hidden(weights[:3], inputs, kinds.LSTM))
    return ops.mean(ops.square(said[..., 0] - wanted), axis=-1)


def answers(run, x):
    """What a ``Run`` says at the end of ``x`` (B, T, d), as (B,)."""
    return run.read(Scan(LSTM)(x, run.weights)["h"][:, -1])[:, 0]


def error(run, lag):
    """Mean squared error of a ``Run`` on 512 sequences of ``one_value`` that it was not trained on."""
    x, y = one_value(lag, 512, run.seed + 1000)
    return float(np.mean((answers(run, x) - y) ** 2))
