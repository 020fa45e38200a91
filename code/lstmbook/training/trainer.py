"""Networks of one kind of recurrent layer and a linear readout, trained side by side on a task."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from lstmbook.training import initialisers, walk
from lstmbook.training.fit import PRECISION, drawn_apart, fit
from lstmbook.training.kinds import Kind
from lstmbook.training.runs import Run
from lstmbook.training.starts import checked_seeds

LEARNING_RATE = 0.01


@dataclass(frozen=True)
class Network:
    """A network that starts as its kind starts. ``shuffled``: it is trained on the answers of other sequences.

    Whatever has a ``kind``, a ``start`` and says whether it is ``shuffled`` can be trained as well.
    """

    kind: Kind
    shuffled: bool = False

    def start(self, features, units, seed):
        return self.kind.start(features, units, seed)


def train(drawn, sizes, variants, seeds, steps, units, key=(), learning_rate=LEARNING_RATE):
    """Train every variant with every seed, with Adam and the gradient of each run clipped to norm one.

    Variants with the same seed see the same sequences.

    Args:
        drawn: makes a batch of a NumPy generator: inputs (B, T, d) and targets, symbols (B,) after the last step,
            numbers (B, k) after it, or symbols (B, T) at every step.
        sizes: d and the number of outputs.
        variants: distinct, all of one kind, each such as ``Network``.
        seeds: distinct integers that are not negative.
        steps: training steps, each on a fresh batch; with none the networks are untrained.
        units: n.
        key: whole numbers that tell the sequences of one task from those of another.
        learning_rate: a number or a schedule of Keras.

    Returns:
        A dict: each variant -> its ``Run``, one for each seed.

    Raises:
        ValueError: for variants that are missing, repeated or of several kinds, seeds that are negative, repeated or
            missing, a size below one, or what ``drawn`` refuses.
    """
    variants, seeds = list(variants), checked_seeds(seeds)
    kinds = {one.kind for one in variants}
    if len(kinds) != 1 or len(set(variants)) != len(variants):
        raise ValueError(f"variants must be at least one, distinct and of one kind, got {variants}")
    if units < 1 or steps < 0:
        raise ValueError(f"units must be at least 1 and steps at least 0, got {units} and {steps}")
    (kind,), (features, outputs) = kinds, sizes
    drawn(np.random.default_rng(0))  # what does not fit stops here, also without steps
    starts = [
        [*variant.start(features, units, seed), *initialisers.dense(units, outputs, seed)]
        for variant in variants
        for seed in seeds
    ]

    def losses(weights, inputs, targets):
        return _losses(weights, inputs, targets, kind)

    def batches():
        for own, others in drawn_apart(drawn, seeds, steps, key):
            inputs, targets = map(np.stack, zip(*own, strict=True))
            of_others = np.stack([answers for _, answers in others])
            asked = [of_others if variant.shuffled else targets for variant in variants]
            yield np.concatenate([inputs.astype(PRECISION)] * len(variants)), np.concatenate(asked)

    ends = iter(fit(losses, starts, seeds * len(variants), batches(), learning_rate, clip=1.0))
    return {variant: [as_run(kind, seed, *next(ends)) for seed in seeds] for variant in variants}


def as_run(kind, seed, arrays, losses):
    """The ``Run`` of a network from its arrays: those of its kind, then the readout's kernel (n, k) and bias (k,)."""
    *cell, readout, bias = arrays
    return Run(seed, kind.by_name(*cell), readout, bias, losses)


def _losses(weights, inputs, targets, kind):
    """Mean loss (R,) over the batch, inputs (R, B, T, d): of the last answers for targets (R, B) of symbols or
    (R, B, k) of numbers, of all answers for targets (R, B, T) of symbols."""
    *cell, readout, bias = weights
    are_symbols = keras.backend.standardize_dtype(targets.dtype).startswith("int")
    if are_symbols and len(targets.shape) == 3:
        return _loss_of_all_steps(weights, inputs, targets, kind)
    last = walk.dense((readout, bias), kind.last_hidden(cell, inputs))
    if are_symbols:
        return ops.mean(ops.sparse_categorical_crossentropy(targets, last, from_logits=True), axis=-1)
    return ops.mean(ops.square(last - ops.cast(targets, PRECISION)), axis=(-2, -1))


def _loss_of_all_steps(weights, inputs, targets, kind):
    """Mean cross-entropy (R,) over the batch and all steps: inputs (R, B, T, d) and targets (R, B, T)."""
    *cell, readout, bias = weights
    zeros = ops.zeros((*inputs.shape[:2], kind.units(cell)), PRECISION)

    def one(states, x, target):
        *states, total = states
        states = kind.step(cell, x, states)
        said = walk.dense((readout, bias), states[0])
        return *states, total + ops.mean(ops.sparse_categorical_crossentropy(target, said, from_logits=True), axis=-1)

    start = (*(zeros,) * kind.states, ops.zeros(inputs.shape[0], PRECISION))
    *_, total = walk.walk(one, start, ops.transpose(inputs, (2, 0, 1, 3)), ops.transpose(targets, (2, 0, 1)))
    return total / inputs.shape[2]
