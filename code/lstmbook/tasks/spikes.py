"""Two kinds of spike trains that differ in one step of the distance between their spikes: which is this?

In the manner of Gers, Schraudolph & Schmidhuber, "Learning Precise Timing with LSTM Recurrent Networks", Journal of
Machine Learning Research 3, 2002, whose spikes were 49 or 50 steps apart. The details here are our own.
"""

import numpy as np

SPIKES, PHASES = 3, 10
CHANCE = 0.5


def steps(gap):
    """The length of a sequence, the same for both kinds."""
    return PHASES + (SPIKES - 1) * (gap + 1)


def batch(rng, sequences, gap):
    """Draw sequences of three spikes, ``gap`` or ``gap`` + 1 steps apart, the first at one of the first ten steps.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        gap: the smaller distance, a positive number.

    Returns:
        The inputs (B, T, 1), float32, one at a spike and zero elsewhere, and the kinds (B,), int32: 1 for the larger
        distance. T is ``steps(gap)``.

    Raises:
        ValueError: for fewer than one sequence or a gap below one.
    """
    if sequences < 1 or gap < 1:
        raise ValueError(f"sequences and gap must be at least 1, got {sequences} and {gap}")
    kinds = rng.integers(0, 2, sequences)
    first = rng.integers(0, PHASES, sequences)
    inputs = np.zeros((sequences, steps(gap), 1), np.float32)
    for spike in range(SPIKES):
        inputs[np.arange(sequences), first + spike * (gap + kinds)] = 1
    return inputs, kinds.astype(np.int32)
