"""Copying: a few symbols are shown, a long silence follows, and then they are to be said again in their order."""

import numpy as np

SYMBOLS = 8
BLANK, MARK = SYMBOLS, SYMBOLS + 1
FEATURES, OUTPUTS = SYMBOLS + 2, SYMBOLS + 1


def batch(rng, sequences, delay, symbols):
    """Random sequences of K symbols to be copied after a delay of T steps, and what is to be said at each step.

    The K symbols come first, one of eight at each step, then T - 1 blanks, a mark that says "now", and K blanks. What
    is to be said is a blank at the first T + K steps and then the K symbols.

    The task and its loss without memory are those of Arjovsky, Shah & Bengio, "Unitary Evolution Recurrent Neural
    Networks", ICML 2016, arXiv:1511.06464, with K = 10.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        delay: T, a positive number.
        symbols: K, a positive number.

    Returns:
        The inputs (B, T + 2 K, 10), float32, one-hot over eight symbols, the blank and the mark, and the targets
        (B, T + 2 K), int32, of which 8 is the blank.

    Raises:
        ValueError: for fewer than one sequence, step of delay or symbol.
    """
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    _check(delay, symbols)
    chosen = rng.integers(0, SYMBOLS, (sequences, symbols))
    shown = np.full((sequences, delay + 2 * symbols), BLANK)
    shown[:, :symbols], shown[:, symbols + delay - 1] = chosen, MARK
    targets = np.full(shown.shape, BLANK, np.int32)
    targets[:, symbols + delay :] = chosen
    return np.eye(FEATURES, dtype=np.float32)[shown], targets


def guessing(delay, symbols):
    """The mean cross-entropy a step, in nats, of who says blank where blank is certain and finds the eight symbols
    equally likely where one is asked for: K ln 8 / (T + 2 K). ValueError for a delay or symbols below one.
    """
    _check(delay, symbols)
    return float(symbols * np.log(SYMBOLS) / (delay + 2 * symbols))


def _check(delay, symbols):
    if min(delay, symbols) < 1:
        raise ValueError(f"delay and symbols must be at least 1, got {delay} and {symbols}")
