"""Networks that say a row of symbols backwards: what they recover, where they look, what reaches back."""

import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook.experiments.encoder_decoder import read
from lstmbook.tasks import reversal as task
from lstmbook.training import encoder_decoder
from lstmbook.training.encoder_decoder import Network
from lstmbook.training.fit import PRECISION
from lstmbook.training.kinds import with_biases

SIZES = task.FEATURES, task.HEARD, task.OUTPUTS
WITHOUT = Network()
BEFORE, AFTER = (Network(place, "general") for place in ("before", "after"))
OTHERS = Network("after", "general", shuffled=True)
ROADS = ("both roads", "by the memory", "by the last state")


def train(networks, seeds, units=32, steps=400, shortest=4, longest=12, sequences=16, turned=True):
    """``encoder_decoder.train`` on rows of ``shortest`` to ``longest`` symbols, to be ``turned`` or said as read."""

    def drawn(rng):
        return task.batch(rng, sequences, longest, shortest, turned)

    return encoder_decoder.train(networks, drawn, SIZES, units, seeds, steps, learning_rate=0.02)


def recovered(runs, lengths, sequences=100):
    """What each network says of new rows, which all runs share, of each of ``lengths``.

    Returns a dict: network -> the pair of the shares of right symbols and of the bits that are recovered of a row,
    each (R, lengths). The bits are those of the row less the mean of -log2 of the probability that is given to what
    should be said, summed over the row: no more than the decoder has been told of the row, and less than nothing where
    it is sure and wrong.
    """
    found = {}
    for network, some in runs.items():
        pairs = [[_judged(network, run, length, sequences) for length in lengths] for run in some]
        found[network] = tuple(np.moveaxis(np.array(pairs), -1, 0))
    return found


def _judged(network, run, length, sequences):
    *given, targets = task.batch(np.random.default_rng(10_000), sequences, length)
    said = read(network, run, *given)["said"]
    told = np.take_along_axis(said, targets[..., None], -1)[..., 0] - np.logaddexp.reduce(said, axis=-1)
    return np.mean(said.argmax(-1) == targets), length * np.log2(task.SYMBOLS) + told.sum(1).mean() / np.log(2)


def maps(network, runs, length, sequences=100):
    """The weights of each run, mean over new rows, as (R, length, length): at each symbol said, each symbol read."""
    given = task.batch(np.random.default_rng(10_000), sequences, length)[:3]
    return np.stack([read(network, run, *given)["weights"].mean(axis=0) for run in runs])


def on_antidiagonal(maps, shift=0):
    """The share (R,) of all weight at the symbol that is to be said, or at that ``shift`` steps after it."""
    return np.flip(maps, axis=-1).diagonal(-shift, axis1=-2, axis2=-1).sum(axis=-1) / maps.shape[-2]


def reach(network, runs, length, sequences=8, road=ROADS[0]):
    """How much of the logit of the right symbol, at each step, hangs on the symbol of the source that it repeats.

    The norm of the gradient of that logit at the source's input, median over new rows: (R, length), by the number of
    steps of recurrence from where the symbol is read to where it is said, 1, 3, 5, ... ``road``, one of ``ROADS``,
    leaves out what goes another way from the encoder to the decoder. ValueError for another road.
    """
    if road not in ROADS:
        raise ValueError(f"road must be one of {ROADS}, got {road!r}")
    source, _ = _slopes(network, runs, length, sequences, road)
    return np.median(np.linalg.norm(_own(source), axis=-1), axis=1)


def with_forget_bias(network, runs, value):
    """Untrained networks as they would be if the forget biases of encoder and decoder started at ``value``."""
    both = 2, 5  # the places of the two biases
    return [
        encoder_decoder.as_run(network, run.seed, with_biases(run.arrays, len(run.arrays[1]), value, both), run.losses)
        for run in runs
    ]


def explained(runs, length, sequences=8):
    """How much of the gradient at the memory's row of the symbol that a step repeats is the direct path of that step.

    For networks with the kind ``AFTER``. With g for the gradient of the right symbol's logit at this row, the encoder's
    last states held, and d for the part of it by the direct path, a_j times the gradient at the context: the pair of
    d.g / g.g and of the same for all that the step itself reads as ``derivations.attention_decoder`` has it, each
    (R, length), medians over new rows.
    """
    _, memory = _slopes(AFTER, runs, length, sequences, ROADS[0])
    whole = _own(memory)
    parts = np.array([_by_the_step(run, length, sequences) for run in runs])  # (R, 2, sequences, length, n)
    shares = np.sum(parts * whole[:, None], axis=-1) / np.sum(whole**2, axis=-1)[:, None]
    return tuple(np.moveaxis(np.median(shares, axis=2), 1, 0))


def _by_the_step(run, length, sequences):
    """What each step owes to the row of its own symbol by what it reads itself: directly, and in all."""
    *given, targets = _rows(length, sequences)
    found = read(AFTER, run, *given)
    slope = (1 - found["h_tilde"] ** 2) * run.readout.T[targets] @ run.decoder["W_read"].T  # at the context
    row = np.flip(found["memory"], axis=1)  # step t repeats what stands t-th from the end
    weight = np.flip(found["weights"], axis=2).diagonal(axis1=1, axis2=2)[..., None]
    moved = np.sum((row - found["context"]) * slope, axis=-1, keepdims=True)  # as the row's score grows
    return weight * slope, weight * (slope + moved * (found["h"] @ run.decoder["W_score"]))


def _rows(length, sequences):
    return task.batch(np.random.default_rng(10_001), sequences, length)


def _own(slopes):
    """Of gradients (R, steps, sequences, T, n) those at the symbol that each step repeats: (R, sequences, steps, n)."""
    found = np.flip(slopes, axis=3).diagonal(axis1=1, axis2=3)  # (R, sequences, ..., steps)
    return np.moveaxis(found, -1, 2)


def _slopes(network, runs, length, sequences, road):
    """The gradients of the right symbol's logit at each step: at the source, and at the memory with its source held.

    (R, steps, sequences, T, ...); the rows are copied, one copy for each step.
    """
    asked = np.eye(length)[:, None].repeat(sequences, 1).reshape(-1, length)
    stacked = [np.broadcast_to(one, (len(runs), length, *one.shape)) for one in _rows(length, sequences)]
    source, mask, heard, targets = (one.reshape(len(runs), -1, *one.shape[3:]) for one in stacked)
    weights = [tf.constant(np.stack(arrays), PRECISION) for arrays in zip(*(run.arrays for run in runs), strict=True)]
    source, heard, mask = tf.constant(source, PRECISION), tf.constant(heard, PRECISION), tf.constant(mask)
    with tf.GradientTape() as tape:
        tape.watch(source)
        memory, *last = encoder_decoder.encode(weights, source, mask)
        read_from = ops.stop_gradient(memory) if road == ROADS[2] else memory
        last = [ops.stop_gradient(one) if road == ROADS[1] else one for one in last]
        said = encoder_decoder.logits(network, weights, read_from, *last, heard, mask)
        right = ops.sum(said * ops.one_hot(targets, task.OUTPUTS, dtype=PRECISION), axis=-1)
        total = ops.sum(right * asked)
    both = tape.gradient(total, [source, memory], unconnected_gradients="zero")
    return [np.reshape(one, (len(runs), length, sequences, length, -1)) for one in both]
