"""LSTMs with one part taken out, trained side by side on one task."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook import layouts
from lstmbook.layers import AblatedLSTMCell
from lstmbook.layers.ablated import PARTS
from lstmbook.tasks import adding, recall
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.fit import PRECISION, fit
from lstmbook.training.starts import checked_seeds
from lstmbook.training.trainer import as_run

VARIANTS = (None, *PARTS)
TASKS = {"adding": adding, "recall": recall}


def untrained(task, **settings):
    """The same networks as ``train`` starts from."""
    return train(task, steps=0, **settings)


def train(task, seeds=tuple(range(8)), steps=300, length=20, units=16, sequences=16, learning_rate=0.015):
    """Train every variant with every seed on ``task``, "adding" or "recall".

    Variants with the same seed start from the same weights and see the same sequences. The gradient of each run is
    clipped to norm one.

    Args:
        task: a key of ``TASKS``.
        seeds: distinct integers that are not negative.
        steps: training steps, each on a fresh batch; with none the networks are untrained.
        length: T, the steps of a sequence.
        units: n.
        sequences: B, the size of a batch.
        learning_rate: of Adam.

    Returns:
        A dict: each of ``VARIANTS`` -> its ``Run``, one for each seed.

    Raises:
        ValueError: for an unknown task, seeds that are negative, repeated or missing, a size below one, or a length
            that is too short for the task.
    """
    if task not in TASKS:
        raise ValueError(f"task must be one of {sorted(TASKS)}, got {task!r}")
    if min(units, sequences) < 1 or steps < 0:
        raise ValueError("units and sequences must be at least 1, and steps at least 0")
    seeds = checked_seeds(seeds)
    missing = _missing([variant for variant in VARIANTS for _ in seeds])

    def losses(weights, inputs, targets):
        return _losses(_answers(weights, missing, inputs), targets)

    starts = [_start(TASKS[task], units, seed) for seed in seeds] * len(VARIANTS)
    batches = _batches(TASKS[task], seeds, steps, sequences, length)
    ends = iter(fit(losses, starts, seeds * len(VARIANTS), batches, learning_rate, clip=1.0))
    return {variant: [as_run(kinds.LSTM, seed, *next(ends)) for seed in seeds] for variant in VARIANTS}


def _start(task, units, seed):
    return [*initialisers.lstm(task.FEATURES, units, seed), *initialisers.dense(units, task.OUTPUTS, seed)]


def _batches(task, seeds, steps, sequences, length):
    """For each step one batch for each seed, and the same ones for each variant."""
    task.batch(np.random.default_rng(0), sequences, length)  # a length that does not fit stops here, also without steps
    generators = [np.random.default_rng(seed) for seed in seeds]

    def drawn():
        batches = (task.batch(generator, sequences, length) for generator in generators)
        inputs, targets = (np.stack(arrays * len(VARIANTS)) for arrays in zip(*batches, strict=True))
        return inputs.astype(PRECISION), targets

    return (drawn() for _ in range(steps))


def answers(runs, inputs):
    """Answers of all ``runs``, as ``train`` returns them, to inputs (B, T, d): variant -> (runs, B, k)."""
    every = [(variant, run) for variant, group in runs.items() for run in group]
    arrays = [[*layouts.lstm_to_keras(run.weights), run.readout, run.bias] for _, run in every]
    stacked = [ops.convert_to_tensor(np.stack(one)) for one in zip(*arrays, strict=True)]
    missing = {part: ops.convert_to_tensor(one) for part, one in _missing([one for one, _ in every]).items()}
    repeated = ops.convert_to_tensor(np.broadcast_to(inputs.astype(PRECISION), (len(every), *inputs.shape)))
    # Compiled for these shapes alone: a function that is traced for one shape after the other warns about it.
    together = tf.function(_answers, jit_compile=True).get_concrete_function(stacked, missing, repeated)
    found = iter(np.asarray(together(stacked, missing, repeated)))
    return {variant: np.stack([next(found) for _ in group]) for variant, group in runs.items()}


def loss(runs, inputs, targets):
    """Mean loss of each run, squared error for adding, cross-entropy in nats for recall: variant -> (runs,)."""
    found = answers(runs, inputs)
    return {
        variant: np.asarray(_losses(one, np.broadcast_to(targets, (len(one), *targets.shape))))
        for variant, one in found.items()
    }


def wrong(runs, inputs, targets):
    """Share of sequences that are answered wrongly, for recall: variant -> (runs,).

    ValueError for adding, which has no right or wrong.
    """
    if not _are_classes(targets):
        raise ValueError("only recall has wrong answers, adding has errors of a size")
    return {
        variant: np.mean(found.argmax(axis=-1) != targets, axis=-1) for variant, found in answers(runs, inputs).items()
    }


def outputs(run, inputs, without=None):
    """Answers (B, k) of one ``Run`` to inputs (B, T, d), computed by ``AblatedLSTMCell`` without one part.

    The weights stay as they are, whichever part was missing when they were trained.
    """
    cell = AblatedLSTMCell(len(run.readout), without=without, dtype=PRECISION)
    layer = keras.layers.RNN(cell, dtype=PRECISION)
    layer.build(inputs.shape)
    layer.set_weights(layouts.lstm_to_keras(run.weights))
    return run.read(np.asarray(layer(inputs.astype(PRECISION))))


def _missing(variants):
    """For each part, which of the runs with these variants lack it: booleans (R, 1, 1)."""
    return {part: np.array([[[variant == part]] for variant in variants]) for part in PARTS}


def _answers(weights, missing, inputs):
    """Answers (R, B, k) of all runs to inputs (R, B, T, d), one batch a run."""
    return walk.dense(weights[3:], walk.last_hidden(weights[:3], inputs, kinds.LSTM, missing=missing))


def _are_classes(targets):
    return keras.backend.standardize_dtype(targets.dtype).startswith("int")


def _losses(answers, targets):
    """Mean loss over the batch: answers (R, B, k) and targets (R, B) of classes, or (R, B, k) of numbers."""
    if _are_classes(targets):
        return ops.mean(ops.sparse_categorical_crossentropy(targets, answers, from_logits=True), axis=-1)
    return ops.mean(ops.square(answers - ops.cast(targets, PRECISION)), axis=(-2, -1))
