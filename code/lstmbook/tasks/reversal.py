"""Reversal: a few symbols are read, and then they are to be said, the last one first."""

import numpy as np

SYMBOLS = 8
START = SYMBOLS  # what a decoder hears in place of the symbol before the first
FEATURES, HEARD, OUTPUTS = SYMBOLS, SYMBOLS + 1, SYMBOLS


def batch(rng, sequences, longest, shortest=None, turned=True):
    """Random sequences of equally likely, independent symbols, and what a decoder hears and should say.

    Each sequence has between ``shortest`` and ``longest`` symbols, all lengths equally likely, and is padded at its
    end. What is to be said is the sequence backwards, or as it was read where it is not to be ``turned``. With each
    symbol the decoder hears the one that was right before it, which says nothing about those that are left.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        longest: T, a positive number.
        shortest: from one to T; T if not given.
        turned: whether the order is reversed.

    Returns:
        The source (B, T, 8), float32, one-hot and zero in the padding; its mask (B, T), true where it is no padding;
        what the decoder hears (B, T, 9), one-hot over the symbols and the start; and the targets (B, T), int32, to be
        said where the mask is true.

    Raises:
        ValueError: for fewer than one sequence, or lengths that do not fit.
    """
    shortest = longest if shortest is None else shortest
    if sequences < 1 or not 1 <= shortest <= longest:
        raise ValueError(f"needs a sequence, and lengths from one on, got {sequences} of {shortest} to {longest}")
    lengths = rng.integers(shortest, longest + 1, (sequences, 1))
    places = np.arange(longest)
    symbols, mask = rng.integers(0, SYMBOLS, (sequences, longest)), places < lengths
    order = np.where(mask, lengths - 1 - places, places) if turned else np.broadcast_to(places, mask.shape)
    targets = np.where(mask, np.take_along_axis(symbols, order, axis=1), 0).astype(np.int32)
    before = np.concatenate([np.full((sequences, 1), START), targets[:, :-1]], axis=1)
    source = np.eye(FEATURES, dtype=np.float32)[symbols] * mask[..., None]
    return source, mask, np.eye(HEARD, dtype=np.float32)[before], targets
