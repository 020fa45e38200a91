"""Delayed recall: one symbol of a row is marked, and after a fixed number of further symbols it is asked for.

What comes between is random and says nothing about the answer, so that accuracy against the lag is how far back a
network remembers.
"""

import numpy as np

SYMBOLS = 4
FEATURES, OUTPUTS = SYMBOLS + 1, SYMBOLS

# What no memory earns: every symbol is as likely, so that any answer is right in one case of four, and the best
# probabilities are equal ones, with a cross-entropy, in nats, of ln 4.
CHANCE = 1 / SYMBOLS
GUESSING = float(np.log(SYMBOLS))


def batch(rng, sequences, lag, steps=None, strength=1.0):
    """Random sequences and the symbol that is marked in each, ``lag`` steps before the last.

    Features 0 to 3 say which of the four symbols is shown, feature 4 is one at the marked step and zero elsewhere.

    In the manner of the tasks with long time lags of Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural
    Computation 9(8), 1997.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        lag: how many symbols come after the marked one, from 0 on.
        steps: T, more than ``lag``; if not given, the marked symbol is the first of ``lag`` + 1.
        strength: what the features of all other symbols are multiplied by; at zero they are blanks.

    Returns:
        The inputs (B, T, 5), float32, and the targets (B,), int32.

    Raises:
        ValueError: for fewer than one sequence, a lag that is negative or does not fit into the steps, or a strength
            that is not finite.
    """
    steps = lag + 1 if steps is None else steps
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    if lag < 0:
        raise ValueError(f"the lag must be at least 0, got {lag}")
    if lag >= steps:
        raise ValueError(f"a lag of {lag} steps does not fit into a sequence of {steps}")
    if not np.isfinite(strength):
        raise ValueError(f"strength must be finite, got {strength}")
    marked = steps - 1 - lag
    symbols = rng.integers(0, SYMBOLS, (sequences, steps))
    inputs = np.zeros((sequences, steps, FEATURES), np.float32)
    inputs[..., :SYMBOLS] = np.eye(SYMBOLS)[symbols] * np.where(np.arange(steps) == marked, 1, strength)[:, None]
    inputs[:, marked, SYMBOLS] = 1
    return inputs, symbols[:, marked].astype(np.int32)
