"""LSTMs that read one way, with or without a delay, and both ways, on a label that needs an input still to come."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.equations.bidirectional import BIDIRECTIONAL_LSTM
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.tasks import both_sides as task
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import PRECISION, fit
from lstmbook.training.runs import Run
from lstmbook.training.starts import checked_seeds

STEPS, SEQUENCES, LEARNING_RATE = 20, 16, 0.02


@dataclass(frozen=True)
class Network:
    """An LSTM with a linear readout at every step.

    ``both`` ways, or from left to right and asked for each label ``delay`` steps later. ``shuffled``: it is trained on
    the labels of other sequences.
    """

    both: bool = False
    delay: int = 0
    shuffled: bool = False


def train(networks, units, seeds, steps=500):
    """Train every network with every seed, with Adam, gradients clipped to norm one and a rate that falls to zero.

    Networks with the same seed see the same inputs.

    Args:
        networks: distinct, all ``both`` ways or all one way.
        units: n, of each direction.
        seeds: distinct integers that are not negative.
        steps: training steps, each on a fresh batch; with none the networks are untrained.

    Returns:
        A dict: each network -> its ``Run``, one for each seed; the weights of a network that reads both ways are
        nested, as ``BIDIRECTIONAL_LSTM`` takes them.

    Raises:
        ValueError: for networks that are missing, repeated or not alike, seeds that are negative, repeated or missing,
            sizes below one, or a delay that does not fit.
    """
    networks, seeds = list(networks), checked_seeds(seeds)
    if len({one.both for one in networks}) != 1 or len(set(networks)) != len(networks):
        raise ValueError(f"networks must be at least one, distinct, and read alike, got {networks}")
    if units < 1 or steps < 0:
        raise ValueError(f"units must be at least 1 and steps at least 0, got {units} and {steps}")
    both = networks[0].both
    for one in networks:
        task.inner(STEPS, one.delay)  # what does not fit stops here, also without steps
    starts = [_start(both, units, seed) for _ in networks for seed in seeds]
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, max(steps, 1))
    ends = iter(fit(_losses, starts, seeds * len(networks), _batches(networks, seeds, steps), rate, clip=1.0))
    return {one: [_as_run(seed, *next(ends)) for seed in seeds] for one in networks}


def _start(both, units, seed):
    """The arrays of one direction, or of two from seeds of their own, and of the readout."""
    cells = [initialisers.lstm(task.FEATURES, units, one) for one in ((seed, 1000 + seed) if both else (seed,))]
    arrays = [array for cell in cells for array in cell]
    return [*arrays, *initialisers.dense(units * len(cells), task.OUTPUTS, seed)]


def _batches(networks, seeds, steps):
    def drawn(network, generator, other):
        inputs, labels = task.batch(generator, SEQUENCES, STEPS, network.delay)
        return inputs, task.batch(other, SEQUENCES, STEPS, network.delay)[1] if network.shuffled else labels

    keys = [(network, seed) for network in networks for seed in seeds]
    generators = [[np.random.default_rng([seed, *key]) for key in ((), (1,))] for _, seed in keys]
    for _ in range(steps):
        drawn_now = [drawn(network, *own) for (network, _), own in zip(keys, generators, strict=True)]
        inputs, labels = map(np.stack, zip(*drawn_now, strict=True))
        yield inputs.astype(PRECISION), labels.astype(PRECISION)


def _losses(weights, inputs, labels):
    """Mean cross-entropy (R,) over the batch and all steps: inputs (R, B, T, 1) and labels (R, B, T)."""
    *cells, readout, bias = weights
    shown = [walk.hidden(cells[:3], inputs, kinds.LSTM)]
    if len(cells) > 3:
        shown.append(walk.hidden(cells[3:], inputs, kinds.LSTM, reverse=True))
    scores = ops.einsum("rbtn,rnk->rbtk", ops.concatenate(shown, -1), readout)[..., 0] + ops.expand_dims(bias, 1)
    return ops.mean(ops.softplus(scores) - scores * labels, axis=(1, 2))


def _as_run(seed, arrays, losses):
    *cells, readout, bias = arrays
    by_name = layouts.lstm_from_keras if len(cells) == 3 else layouts.bidirectional_lstm_from_keras
    return Run(seed, by_name(*cells), readout, bias, losses)


def right(runs, sequences=2000):
    """Whether each answer is right: network -> booleans (R, B, T), on new sequences that all runs share."""
    found = {}
    for network, some in runs.items():
        inputs, labels = task.batch(np.random.default_rng(10_000), sequences, STEPS, network.delay)
        part = BIDIRECTIONAL_LSTM if network.both else Scan(LSTM)
        said = [run.read(part.output(part(inputs, run.weights)))[..., 0] > 0 for run in some]
        found[network] = np.stack(said) == (labels > 0)
    return found


def accuracy(right, delay):
    """Shares (R,) of right answers at the inner steps, from booleans (R, B, T), and the standard error of each.

    Sequences are independent, the steps of one are not: the error is that of a mean over sequences.
    """
    of_sequences = right[..., task.inner(right.shape[-1], delay)].mean(axis=-1)
    return of_sequences.mean(axis=1), of_sequences.std(axis=1, ddof=1) / np.sqrt(right.shape[1])
