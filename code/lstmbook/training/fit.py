"""Training: runs stacked along a leading axis share one compiled step, and none is mixed with another.

That costs a fraction of training them one after the other, and a run ends, up to rounding, as it would have alone: it
is a function of its start, its seed, its batches and the settings, so that runs may as well be spread over processes.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook.training.starts import started

COMPILED = True  # by XLA, which takes seconds and pays after some hundred steps: tests of a few do without
PRECISION = "float64"  # rounding then takes longer to lead two processors to two networks, for 1.4 times the time


def fit(losses, starts, seeds, batches, learning_rate, clip=None):
    """Train R runs with Adam in double precision.

    Args:
        losses: a function of the weights and of what a batch holds; it gives each run's loss, (R,), in operations of
            Keras, and mixes no run with another. The weights are a list of tensors, each with an axis of R before its
            own shape.
        starts: for each run the list of its starting weights, arrays of the same shapes in all runs.
        seeds: for each run the seed by which its start is nudged, if that is asked for; several runs may share one.
        batches: tuples of arrays or tensors, one for each step. All must have the same shapes.
        learning_rate: of Adam, a number or a schedule of Keras.
        clip: the norm to which each run's own gradient is clipped, or None.

    Returns:
        For each run the pair of its weights, a list of arrays as in ``starts``, and its losses, an array (steps,): that
        of step t was taken before the weights were changed for the t-th time.

    Raises:
        ValueError: where there are no runs, or not as many seeds as starts.
    """
    begun = [started(one, seed) for one, seed in zip(starts, seeds, strict=True)]
    if not begun:
        raise ValueError("there are no runs to train")
    weights = [keras.Variable(np.stack(arrays), dtype=PRECISION) for arrays in zip(*begun, strict=True)]
    step = _step(losses, weights, learning_rate, clip)
    # One array that grows: a small one for each step would lie in the room of that step, and keep it from the next.
    row = np.dtype((PRECISION, len(begun)))
    history = np.fromiter((np.asarray(step(*batch)) for batch in batches), row)
    trained = zip(*(np.asarray(weight) for weight in weights), strict=True)
    return list(zip(map(list, trained), history.T, strict=True))


def _step(losses, weights, learning_rate, clip):
    """The compiled step: it changes the weights and returns the losses (R,) of before."""
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build(weights)

    @tf.function(jit_compile=COMPILED)
    def step(*batch):
        with tf.GradientTape() as tape:
            each = losses(weights, *batch)
            total = ops.sum(each)
        gradients = tape.gradient(total, [weight.value for weight in weights])
        optimizer.apply(gradients if clip is None else _clipped(gradients, clip))
        return each

    return step


def _clipped(gradients, norm):
    """Gradients (R, ...), those of each run scaled together so that their norm is at most ``norm``."""
    squares = [ops.sum(ops.square(one), axis=tuple(range(1, len(one.shape)))) for one in gradients]
    scales = norm / ops.maximum(ops.sqrt(sum(squares)), norm)
    return [one * ops.reshape(scales, (-1, *[1] * (len(one.shape) - 1))) for one in gradients]


def drawn_apart(drawn, seeds, steps, key=()):
    """For every training step what ``drawn`` makes for each seed, and what it makes of other sequences, whose answers
    those networks are given that are trained on the answers to others: two lists, an entry for each seed.

    ``drawn`` makes a batch of a NumPy generator; ``key`` are whole numbers that tell one task from another.
    """
    own, others = ([np.random.default_rng([seed, *key, *more]) for seed in seeds] for more in ((), (1,)))
    for _ in range(steps):
        yield [drawn(one) for one in own], [drawn(one) for one in others]
