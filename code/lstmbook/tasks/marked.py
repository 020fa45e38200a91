"""The marked symbol: a row of different symbols and a mark at one of its steps. The answer is the symbol there, or the
one that stood a few steps before.

All symbols of a row differ and not all symbols there are stand in it. So what stands in a row, without the mark, says
nothing of which of them is asked for, and a symbol can be replaced by one that is not there: a row as good as any.
"""

import numpy as np

SYMBOLS, STEPS = 12, 8
FEATURES, OUTPUTS = SYMBOLS + 1, SYMBOLS  # the last feature is the mark
ABSENT = SYMBOLS - STEPS
GUESSING = 1 / STEPS  # right that often, at best, is who does not see the mark


def batch(rng, sequences, lag=0):
    """Random rows, the answers, and where these stand.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        lag: how many steps after the symbol its mark comes, from 0 to 7.

    Returns:
        The inputs (B, 8, 13), float32: twelve features say which symbol, the last one whether it is marked. The answers
        (B,), int32, and the places (B,) of the symbols that are asked for, which count from zero.

    Raises:
        ValueError: for fewer than one sequence, or a lag that leaves no place for the mark.
    """
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    if not 0 <= lag < STEPS:
        raise ValueError(f"lag must be from 0 to {STEPS - 1}, got {lag}")
    symbols = rng.random((sequences, SYMBOLS)).argsort(axis=1)[:, :STEPS]
    places = rng.integers(0, STEPS - lag, sequences)
    return encoded(symbols, places + lag), symbols[np.arange(sequences), places].astype(np.int32), places


def encoded(symbols, places):
    """Symbols (..., 8) with marks at ``places`` (...) as inputs (..., 8, 13)."""
    marks = np.arange(STEPS) == np.asarray(places)[..., None]
    return np.concatenate([np.eye(SYMBOLS)[symbols], marks[..., None]], axis=-1).astype(np.float32)


def replaced(inputs):
    """Each symbol replaced in turn by each of the four that are not in its row; the mark stays.

    From inputs (B, 8, 13) rows (B, 8, 4, 8, 13): which row, which symbol of it, by the how manieth of the four.
    """
    inputs = np.asarray(inputs)
    rows = len(inputs)
    there = inputs[..., :SYMBOLS].any(axis=1)
    absent = np.argsort(there, axis=1, kind="stable")[:, :ABSENT]
    found = np.broadcast_to(inputs[:, None, None], (rows, STEPS, ABSENT, STEPS, FEATURES)).copy()
    for place in range(STEPS):
        found[:, place, :, place, :SYMBOLS] = np.eye(SYMBOLS)[absent]
    return found
