"""Recall: symbols go by, a few of them are marked, and at the end the one marked last is asked for.

Every marked symbol replaces the one before, and all others are to be ignored.
"""

import numpy as np

SYMBOLS = 4
FEATURES, OUTPUTS = SYMBOLS + 1, SYMBOLS

# The cross-entropy, in nats, of giving every symbol the same probability.
GUESSING = float(np.log(SYMBOLS))


def memoryless(steps, marks=3):
    """The least cross-entropy of who sees the last step alone: where it is marked, nothing is left to guess."""
    return GUESSING * (1 - marks / steps)


def batch(rng, sequences, steps, marks=3):
    """Random sequences and the symbol that was marked last in each.

    Features 0 to 3 say which of the four symbols is shown, feature 4 is one at the marked steps and zero elsewhere.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        steps: T, a positive number.
        marks: how many steps are marked, from 1 to T.

    Returns:
        The inputs (B, T, 5), float32, and the targets (B,), int32.

    Raises:
        ValueError: for fewer than one sequence or step, or a number of marks that does not fit into the steps.
    """
    if sequences < 1 or steps < 1:
        raise ValueError(f"sequences and steps must be at least 1, got {sequences} and {steps}")
    if not 1 <= marks <= steps:
        raise ValueError(f"marks must be from 1 to {steps}, the number of steps, got {marks}")
    symbols = rng.integers(0, SYMBOLS, (sequences, steps))
    marked = rng.random((sequences, steps)).argsort(axis=1).argsort(axis=1) < marks
    inputs = np.concatenate([np.eye(SYMBOLS)[symbols], marked[..., None]], axis=-1).astype(np.float32)
    last = steps - 1 - marked[:, ::-1].argmax(axis=1)
    return inputs, symbols[np.arange(sequences), last].astype(np.int32)
