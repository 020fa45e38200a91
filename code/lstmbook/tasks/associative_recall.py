"""Associative recall: pairs of a key and a value go by, then a key comes alone, and its value is asked for.

What has to be remembered is which value came with which key. In the manner of the task of Ba, Hinton, Mnih, Leibo &
Ionescu, "Using Fast Weights to Attend to the Recent Past", NeurIPS 2016, arXiv:1610.06258.
"""

import numpy as np

KEYS, VALUES = 12, 8
FEATURES, OUTPUTS = KEYS + VALUES, VALUES
CHANCE = 1 / VALUES  # of who remembers nothing


def batch(rng, sequences, pairs, longest=None, apart=False):
    """Random rows of pairs and a question, and its answer.

    Features 0 to 11 say which key is shown, features 12 to 19 which value. The pairs come one a step, and the last step
    is the question, the key of one of them. Keys in a row differ, values are drawn freely.

    Args:
        rng: a NumPy random generator.
        sequences: B, a positive number.
        pairs: the number of pairs, from 1 to 12, or for each row one of its own, (B,).
        longest: how many pairs the row has room for, the largest number of pairs if not given; blanks come first.
        apart: whether a pair takes two steps, its key and then its value.

    Returns:
        The inputs (B, T, 20), float32, and the answers (B,), int32. T is ``longest`` + 1, or 2 ``longest`` + 1.

    Raises:
        ValueError: for fewer than one sequence, numbers of pairs below one or above ``longest``, and ``longest`` above
            twelve.
    """
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    pairs = np.broadcast_to(pairs, (sequences,))
    longest = int(pairs.max()) if longest is None else longest
    if not 1 <= longest <= KEYS:
        raise ValueError(f"longest must be from 1 to {KEYS}, got {longest}")
    if pairs.min() < 1 or pairs.max() > longest:
        raise ValueError(f"pairs must be from 1 to {longest}, got {pairs.min()} to {pairs.max()}")
    keys = rng.random((sequences, KEYS)).argsort(axis=1)[:, :longest]
    values = rng.integers(0, VALUES, (sequences, longest))
    asked = longest - 1 - rng.integers(0, pairs)
    shown = (np.arange(longest) >= longest - pairs[:, None])[..., None]
    rows = np.arange(sequences)
    inputs = _inputs(np.eye(KEYS)[keys] * shown, np.eye(VALUES)[values] * shown, np.eye(KEYS)[keys[rows, asked]], apart)
    return inputs, values[rows, asked].astype(np.int32)


def _inputs(keys, values, question, apart):
    """Keys (B, P, 12) and values (B, P, 8), in one step each or in two, and then the question (B, 12)."""
    steps = [(keys, 0 * values), (0 * keys, values)] if apart else [(keys, values)]
    before = np.stack([np.concatenate(one, axis=-1) for one in steps], axis=2).reshape(len(keys), -1, FEATURES)
    last = np.pad(question, ((0, 0), (0, VALUES)))[:, None]
    return np.concatenate([before, last], axis=1).astype(np.float32)


def without_keys(pairs, rows=20_000):
    """How often who knows all values of a row, and not to which key each belongs, is right at best.

    The best answer is the value that was shown most often. An average over random rows.
    """
    values = np.random.default_rng(0).integers(0, VALUES, (rows, pairs))
    counts = (values[..., None] == np.arange(VALUES)).sum(axis=1)
    return float(np.mean(counts.max(axis=1)) / pairs)
