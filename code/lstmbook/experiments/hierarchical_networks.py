"""Networks with more than one speed beside those with one: what they hear before training, and what they recall."""

from functools import partial

import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook.equations import clockwork
from lstmbook.equations.chunked import Chunked
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan, Stack
from lstmbook.measure.gradients import at_inputs
from lstmbook.tasks import delayed_recall as task
from lstmbook.training import hierarchies, kinds, trainer
from lstmbook.training.fit import PRECISION
from lstmbook.training.trainer import Network

PERIODS = (1, 2, 4, 8, 16, 32, 64, 128)
NAMES = ("flat", "stacked", "chunked", "clockwork")
UNITS = {"flat": 13, "stacked": 8, "chunked": 8, "clockwork": 40}


def kind_of(name, length=14, forget_bias=None):
    """The kind of network of one of ``NAMES``, with ``length`` the steps of a chunk. KeyError for another name.

    With ``forget_bias`` all its LSTMs start with this one; a clockwork network has none.
    """
    make = {
        "flat": lambda: kinds.LSTM,
        "stacked": lambda: kinds.stacked(kinds.LSTM, 2),
        "chunked": lambda: hierarchies.chunked(length),
        "clockwork": lambda: hierarchies.clockwork(PERIODS),
    }
    kind = make[name]()
    return kind if forget_bias is None else kinds.biased(kind, forget_bias, (2,) if name == "flat" else (2, 5))


def parameters(name, features=task.FEATURES):
    """How many numbers the recurrent layers of one of ``NAMES`` learn, with its ``UNITS``."""
    n = UNITS[name]
    if name == "clockwork":
        return clockwork.parameter_count(features, n, PERIODS)
    return 4 * n * (features + n + 1) + (name != "flat") * 4 * n * (2 * n + 1)


def heard(networks, steps=196, seeds=range(9), sequences=8):
    """How strongly untrained networks hear each input: by name an array (seeds, steps), in the order of the sequence.

    ``networks`` are pairs of a kind and its units, by name. Entry s is the length of the gradient at the input of step
    s, the median over rows of delayed recall with the mark at step 0. The loss is what a network shows last times a
    random direction of length one. ValueError for a size below one.
    """
    if min(steps, sequences, *(units for _, units in networks.values())) < 1:
        raise ValueError("units, steps and sequences must all be at least 1")
    rng, given = np.random.default_rng(0), {}
    rows = [task.batch(rng, sequences, steps - 1)[0] for _ in seeds]
    inputs = ops.convert_to_tensor(np.stack(rows).astype(PRECISION))
    for name, (kind, units) in networks.items():
        starts = [kind.start(task.FEATURES, units, seed) for seed in seeds]
        weights = [ops.convert_to_tensor(np.stack(one).astype(PRECISION)) for one in zip(*starts, strict=True)]
        direction = rng.normal(size=(len(seeds), sequences, units))
        given[name] = kind, weights, direction / np.linalg.norm(direction, axis=-1, keepdims=True)

    @tf.function(jit_compile=True)
    def gradients(inputs):
        return {name: at_inputs(kind, weights, inputs, direction) for name, (kind, weights, direction) in given.items()}

    return {name: np.median(np.linalg.norm(one, axis=-1), axis=1) for name, one in gradients(inputs).items()}


def train(name, lag, kind, seeds=range(5), steps=300, total=196, units=None, sequences=16, strength=1.0):
    """Networks of one of ``NAMES`` and of this kind, trained to recall after ``lag`` steps of sequences of ``total``.

    ``strength`` is that of all symbols that are not marked; at zero they are blanks. Adam with a learning rate of 0.01
    and gradients clipped to norm one; half of the networks see the answers of other sequences. ``units`` if not those
    of ``UNITS``. A dict: "learning" and "shuffled" -> a ``Run`` for each seed. ValueError as of ``trainer.train``.
    """
    drawn = partial(task.batch, sequences=sequences, lag=lag, steps=total, strength=strength)
    variants = {"learning": Network(kind), "shuffled": Network(kind, shuffled=True)}
    sizes, units = (task.FEATURES, task.OUTPUTS), units or UNITS[name]
    runs = trainer.train(drawn, sizes, variants.values(), seeds, steps, units, key=(total, lag))
    return {what: runs[variant] for what, variant in variants.items()}


def last_hidden(name, weights, x, length=14):
    """What a network of one of ``NAMES`` shows last, (B, n), of sequences x (B, T, d): by its equations."""
    if name == "clockwork":
        return clockwork.read(x, weights, PERIODS)["h"][:, -1]
    one = Scan(LSTM)
    part = {"flat": one, "stacked": Stack(one, one), "chunked": Chunked(one, one, length)}[name]
    results = part(x, weights)
    return part.last(results) if name == "chunked" else part.output(results)[:, -1]


def accuracy(name, runs, lag, total=196, length=14, sequences=400, strength=1.0):
    """The share of new sequences that each run answers rightly after ``lag``: a list (runs,)."""
    x, answers = task.batch(np.random.default_rng([10_000, lag]), sequences, lag, total, strength)
    said = [run.read(last_hidden(name, run.weights, x, length)).argmax(axis=-1) for run in runs]
    return [float(np.mean(one == answers)) for one in said]
