"""The adding problem: two numbers of a long sequence are marked, and their sum is asked for at the end."""

import numpy as np

FEATURES, OUTPUTS = 2, 1

# The variance of the sum of two numbers uniform in [0, 1]: the squared error of always answering one.
GUESSING = 1 / 6


def memoryless(steps):
    """The least squared error of who sees the last step alone: where it is marked, one number is left to guess."""
    return GUESSING - 1 / (steps - steps // 2) / 12


def batch(rng, sequences, steps):
    """Random sequences and the sums of their marked numbers.

    Feature 0 is uniform in [0, 1), feature 1 is one at the two marked steps and zero elsewhere. One marked step
    lies in the first half of the sequence, one in the second.

    After experiment 4 of Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, whose
    numbers lie in [-1, 1] and whose sequences vary in length, both marks lie in the first half, and the first and
    the last step carry a mark of -1.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        steps: T, at least 2.

    Returns:
        The inputs (B, T, 2) and the targets (B, 1), float32.

    Raises:
        ValueError: for fewer than one sequence or two steps.
    """
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    if steps < 2:
        raise ValueError(f"the adding problem needs at least 2 steps, got {steps}")
    inputs = np.zeros((sequences, steps, FEATURES), np.float32)
    inputs[..., 0] = rng.random((sequences, steps))
    rows, half = np.arange(sequences), steps // 2
    for low, high in ((0, half), (half, steps)):
        inputs[rows, rng.integers(low, high, sequences), 1] = 1
    return inputs, (inputs[..., 0] * inputs[..., 1]).sum(axis=1, keepdims=True)
