"""Parity: after every bit of a row, whether the number of ones so far is odd.

What has to be remembered is one of two states. A zero leaves it as it is, a one exchanges the two, so that no step can
be left out, and none can be judged by itself.
"""

import numpy as np

FEATURES, OUTPUTS = 2, 2
CHANCE = 0.5


def batch(rng, sequences, steps):
    """Random rows of bits, each one-hot, and the parity so far.

    Returns the inputs (B, T, 2), float32, feature k being one where the bit is k, and the targets (B, T), int32.
    ValueError for fewer than one sequence or step.
    """
    if min(sequences, steps) < 1:
        raise ValueError(f"sequences and steps must be at least 1, got {sequences} and {steps}")
    return of_bits(rng.integers(0, 2, (sequences, steps)))


def of_bits(bits):
    """The same for given bits (B, T). ValueError for anything but zeros and ones."""
    bits = np.asarray(bits)
    if bits.ndim != 2 or not np.isin(bits, (0, 1)).all():
        raise ValueError("bits must be zeros and ones of shape (sequences, steps)")
    return np.eye(2, dtype=np.float32)[bits], (np.cumsum(bits, axis=1) % 2).astype(np.int32)
