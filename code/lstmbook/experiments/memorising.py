"""Small recurrent networks learn random labels by heart: how many bits does each of their parameters hold?"""

import itertools

import keras
import numpy as np
from keras import ops

from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.measure import stored
from lstmbook.tasks import memorising
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import fit
from lstmbook.training.starts import checked_seeds
from lstmbook.training.trainer import as_run


def parameters(features, units):
    """How many numbers a simple recurrent network with one output learns. ValueError for sizes below one."""
    if min(features, units) < 1:
        raise ValueError(f"features and units must be at least 1, got {features} and {units}")
    return features * units + units * units + units + units + 1


def train(seeds, counts, units=4, features=2, steps=4, updates=1000):
    """For each of ``counts``, as many labels are learned by one network for each of ``seeds``.

    A seed has sequences and labels of its own; of ``counts`` of them the first are given. ``updates`` of Adam, on all
    that is given at once, in double precision; with none the networks are untrained. Returns for each count a list of
    ``Run``, by count. ValueError as in ``tasks.memorising``, for counts that are missing or repeated, fewer than no
    updates, and seeds that are missing, repeated or not integers from 0 on.
    """
    seeds, counts = checked_seeds(seeds), list(counts)
    if updates < 0 or not counts or len(set(counts)) != len(counts):
        raise ValueError(f"needs distinct counts and updates from 0 on, got {counts} and {updates}")
    most = max(counts)
    pairs = [(count, seed) for count in counts for seed in seeds]
    inputs, labels = zip(*(memorising.labelled(most, steps, features, seed) for _, seed in pairs), strict=True)
    given = [np.where(np.arange(most) < count, 1 / count, 0.0) for count, _ in pairs]
    batch = [ops.convert_to_tensor(one) for one in (np.array(inputs), np.array(labels, float), given)]
    starts = [
        [*initialisers.simple_rnn(features, units, seed), *initialisers.dense(units, 1, seed)] for _, seed in pairs
    ]
    rate = keras.optimizers.schedules.CosineDecay(0.03, max(updates, 1))
    ends = fit(_losses, starts, [seed for _, seed in pairs], itertools.repeat(batch, updates), rate)
    runs = {count: [] for count in counts}
    for (count, seed), (arrays, losses) in zip(pairs, ends, strict=True):
        runs[count].append(as_run(kinds.SIMPLE_RNN, seed, arrays, losses))
    return runs


def _losses(weights, inputs, labels, given):
    """The cross-entropy of each run (R,) after the last step, of inputs (R, M, T, d) and labels (R, M), with the
    weights ``given`` (R, M)."""
    *cell, readout, bias = weights
    scores = walk.dense((readout, bias), walk.last_hidden(cell, inputs, kinds.SIMPLE_RNN))[..., 0]
    return ops.sum((ops.softplus(scores) - scores * labels) * given, axis=1)


def stored_bits(runs, count, features=2, steps=4, others=False):
    """The bits about its own labels that each network's answers give away, (runs,).

    With ``others`` each network is asked for labels of the same sequences that it never learned.
    """
    found = []
    for run in runs:
        inputs, labels = memorising.labelled(count, steps, features, run.seed)
        if others:
            labels = np.random.default_rng([run.seed, 1]).permutation(labels)
        hidden = Scan(SIMPLE_RNN)(inputs, run.weights)["h"][:, -1]
        found.append(stored.bits(labels, run.read(hidden)[:, 0] > 0))
    return np.array(found)
