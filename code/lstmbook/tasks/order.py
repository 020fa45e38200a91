"""Temporal order: two of a long row of symbols matter, and at the end it is asked which came first, which second."""

import numpy as np

DISTRACTORS, RELEVANT = 4, 2
FEATURES, OUTPUTS = DISTRACTORS + RELEVANT, RELEVANT**2

# The cross-entropy, in nats, of giving each of the four orders the same probability.
GUESSING = float(np.log(OUTPUTS))


def memoryless(steps):
    """The least cross-entropy of who sees the last step alone: where it matters, the first symbol is left to guess."""
    return GUESSING * (1 - 1 / (steps - steps // 2) / 2)


def batch(rng, sequences, steps):
    """Random sequences and the order of the two symbols that matter, XX, XY, YX or YY, as 0 to 3.

    Features 0 to 3 say which distractor is shown, features 4 and 5 are X and Y. One of these two stands at some step
    of the first half of the sequence, one at some step of the second half.

    After experiment 6a of Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, whose
    sequences vary in length, begin and end with symbols of their own, and have the two in narrower ranges.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        steps: T, at least 2.

    Returns:
        The inputs (B, T, 6), float32, and the targets (B,), int32.

    Raises:
        ValueError: for fewer than one sequence or two steps.
    """
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    if steps < 2:
        raise ValueError(f"an order needs at least 2 steps, got {steps}")
    shown = rng.integers(0, DISTRACTORS, (sequences, steps))
    rows, half = np.arange(sequences), steps // 2
    first, second = rng.integers(0, RELEVANT, (2, sequences))
    shown[rows, rng.integers(0, half, sequences)] = DISTRACTORS + first
    shown[rows, rng.integers(half, steps, sequences)] = DISTRACTORS + second
    return np.eye(FEATURES, dtype=np.float32)[shown], (RELEVANT * first + second).astype(np.int32)
