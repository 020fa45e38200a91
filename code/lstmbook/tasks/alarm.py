"""An alarm: the first step says after how many steps it is to go off, and until then all is to be silent."""

import numpy as np

STEPS, FIRST, LAST = 20, 4, 15
LOUD = 0.8


def batch(rng, sequences):
    """Draw alarms that go off at a step from ``FIRST`` to ``LAST``, all equally likely, the first step being step 0.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.

    Returns:
        The inputs (B, T, 2), one and the delay over T at the first step and zeros at all others; the targets (B, T),
        zero before the alarm and ``LOUD`` from then on; the delays (B,). T is ``STEPS``.

    Raises:
        ValueError: for fewer than one sequence.
    """
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    delays = rng.integers(FIRST, LAST + 1, sequences)
    inputs = np.zeros((sequences, STEPS, 2))
    inputs[:, 0] = np.stack([np.ones(sequences), delays / STEPS], axis=-1)
    return inputs, LOUD * (np.arange(STEPS) >= delays[:, None]), delays


def rings(said):
    """The step at which each alarm goes off: the first one that is more than half as loud as asked for, T if none is.

    ``said`` is (B, T).
    """
    loud = np.asarray(said) > LOUD / 2
    return np.where(loud.any(axis=1), loud.argmax(axis=1), loud.shape[1])
