"""Small recurrent networks learn random labels by heart: how many bits does each of their parameters hold?"""

import itertools

import keras
import numpy as np
from keras import ops

from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.layouts import simple_rnn_from_keras
from lstmbook.measure import stored
from lstmbook.tasks import memorising
from lstmbook.training import initialisers, walk
from lstmbook.training.fit import fit
from lstmbook.training.runs import Run
from lstmbook.training.starts import checked_seeds


def parameters(features, units):
    """How many numbers a simple recurrent network with one output learns. ValueError for sizes below one."""
    if min(features, units) < 1:
        raise ValueError(f"features and units must be at least 1, got {features} and {units}")
    return features * units + units * units + units + units + 1


def train(seeds, count, units=4, features=2, steps=4, updates=1500):
    """Train one network for each of ``seeds`` on labels of its own for ``count`` sequences of its own.

    ``updates`` of Adam, all sequences at once, in double precision; with none the networks are untrained. Returns a
    list of ``Run``. ValueError as in ``tasks.memorising`` and for fewer than no updates or seeds that are missing,
    repeated or not integers from 0 on.
    """
    if updates < 0:
        raise ValueError(f"updates must be at least 0, got {updates}")
    seeds = checked_seeds(seeds)
    inputs, labels = zip(*(memorising.labelled(count, steps, features, seed) for seed in seeds), strict=True)
    batch = ops.convert_to_tensor(np.moveaxis(inputs, 2, 0)), ops.convert_to_tensor(np.where(labels, 1.0, 0.0))
    starts = [[*initialisers.simple_rnn(features, units, seed), *initialisers.dense(units, 1, seed)] for seed in seeds]
    rate = keras.optimizers.schedules.CosineDecay(0.03, max(updates, 1))
    ends = fit(_losses, starts, seeds, itertools.repeat(batch, updates), rate)
    return [
        Run(seed, simple_rnn_from_keras(*arrays[:3]), *arrays[3:], losses)
        for seed, (arrays, losses) in zip(seeds, ends, strict=True)
    ]


def _losses(weights, inputs, labels):
    """Mean cross-entropy of each run (R,) after the last step: inputs (T, R, M, d) and labels (R, M)."""
    *cell, readout, bias = weights
    zeros = ops.zeros((*labels.shape, readout.shape[1]), "float64")
    (h,) = walk.walk(lambda states, x: walk.simple_rnn(cell, x, states), (zeros,), inputs)
    scores = walk.dense((readout, bias), h)[..., 0]
    return ops.mean(ops.softplus(scores) - scores * labels, axis=1)


def stored_bits(runs, count, features=2, steps=4, others=False):
    """The bits about its own labels that each network's answers give away, (runs,).

    With ``others`` each network is asked for as many labels that it never learned, of the same sequences.
    """
    found = []
    for run in runs:
        inputs, labels = memorising.labelled(count, steps, features, run.seed)
        if others:
            labels = np.random.default_rng([run.seed, 1]).permutation(labels)
        hidden = Scan(SIMPLE_RNN)(inputs, run.weights)["h"][:, -1]
        found.append(stored.bits(labels, run.read(hidden)[:, 0] > 0))
    return np.array(found)
