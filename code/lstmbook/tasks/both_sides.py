"""Both sides: at each step, is the sum of the input two steps before and that two steps after positive?

Whoever reads from left to right knows the first of the two and nothing of the second.
"""

import numpy as np

FEATURES, OUTPUTS, REACH = 1, 1, 2

# The largest share of right answers without the later of the two inputs: derived on the page, for inputs that are
# independent and distributed alike, symmetrically and without atoms.
CEILING = 3 / 4


def batch(rng, sequences, steps, delay=0):
    """Random sequences of standard normal numbers, and for every step whether the label is one.

    The label of step t is [x_{t-2} + x_{t+2} > 0], zeros standing for inputs outside of the sequence. With a ``delay``
    of k the label of step t is asked for at step t + k.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        steps: T, at least 5, so that there is a step with both inputs.
        delay: k, from 0 on and less than T - 4, so that such a step is asked for.

    Returns:
        The inputs (B, T, 1), float32, and the labels (B, T), int32.

    Raises:
        ValueError: for sizes that are too small or a delay that does not fit.
    """
    _check(steps, delay)
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    inputs = rng.standard_normal((sequences, steps)).astype(np.float32)
    outside = REACH + delay
    padded = np.pad(inputs, ((0, 0), (outside, REACH)))
    labels = padded[:, :steps] + padded[:, 2 * REACH : 2 * REACH + steps] > 0
    return inputs[..., None], labels.astype(np.int32)


def inner(steps, delay=0):
    """The steps, as a slice, at which a label is asked for whose two inputs both lie in the sequence.

    ValueError as in ``batch``.
    """
    _check(steps, delay)
    return slice(REACH + delay, min(steps, steps - REACH + delay))


def _check(steps, delay):
    if steps <= 2 * REACH:
        raise ValueError(f"steps must be at least {2 * REACH + 1}, got {steps}")
    if not 0 <= delay < steps - 2 * REACH:
        raise ValueError(f"the delay must be from 0 to {steps - 2 * REACH - 1} in {steps} steps, got {delay}")
