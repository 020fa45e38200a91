"""Lists: symbols are shown one after the other, and at the end every one of them is asked for by its place.

All places count alike, so that nothing in the task itself makes a place easier than another.
"""

import numpy as np

SYMBOLS = 4
FEATURES = SYMBOLS

# The share of a place's symbols that is said rightly by guessing.
GUESSING = 1 / SYMBOLS


def batch(rng, sequences, items):
    """Random lists: the inputs (B, T, 4), float32, one symbol a step, and the symbols themselves (B, T), int32.

    ``rng`` is a NumPy random generator. ValueError for fewer than one sequence or item.
    """
    if min(sequences, items) < 1:
        raise ValueError(f"sequences and items must be at least 1, got {sequences} and {items}")
    symbols = rng.integers(0, SYMBOLS, (sequences, items))
    return np.eye(SYMBOLS, dtype=np.float32)[symbols], symbols.astype(np.int32)
