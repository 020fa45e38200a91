"""Two keys: pairs of a key and a value go by, and the values of two of the keys are asked for, in an order.

The rows and the answers are the same whether the two keys are named while the row is read or only afterwards.
"""

import numpy as np

KEYS, VALUES, MARKS = 6, 6, 2
STEPS = KEYS
FEATURES = KEYS + VALUES + MARKS
QUESTION = MARKS * KEYS

# How often who says the same in both orders is right at best, over both answers: always where the two values are alike,
# else in two of four. Who names one of the two values twice, or knows one and guesses the other, is right as often.
ORDER_LOST = (1 + 1 / VALUES) / 2
# And who is right in one of the two orders, and in the other in one answer, where the values differ: three of four.
ONE_ORDER = (3 + 1 / VALUES) / 4


def batch(rng, rows, asked=2, marked=False):
    """Random rows, what is asked of them, and the answers.

    A row shows each key once, one a step and in any order; features 0 to 5 say which. Features 6 to 11 show its value,
    drawn freely. The keys that are asked for differ.

    Args:
        rng: a NumPy random generator.
        rows: B, a positive number.
        asked: P, for how many keys, one or two.
        marked: whether features 12 and 13 show, at the step of a key, that it is the first or the second to be asked
            for. The question is then empty; else the marks are.

    Returns:
        The rows (B, 6, 14), the questions (B, 12), the keys that are asked for side by side, and the answers (B, P),
        int32: the values of the keys in the order in which they are asked for.

    Raises:
        ValueError: for fewer than one row or another number of keys.
    """
    if rows < 1 or asked not in (1, 2):
        raise ValueError(f"rows must be at least 1 and asked 1 or 2, got {rows} and {asked}")
    keys = rng.random((rows, KEYS)).argsort(axis=1)
    values = rng.integers(0, VALUES, (rows, KEYS))
    places = rng.random((rows, KEYS)).argsort(axis=1)[:, :asked]
    named = np.zeros((rows, MARKS, KEYS))
    named[:, :asked] = np.eye(KEYS)[places]  # of each answer, the step at which its key is shown
    shown = np.eye(KEYS)[keys]
    question = (named @ shown).reshape(rows, QUESTION)
    inputs = np.concatenate([shown, np.eye(VALUES)[values], named.swapaxes(1, 2) * marked], axis=-1)
    return inputs, question * (not marked), np.take_along_axis(values, places, axis=1).astype(np.int32)


def places(inputs, question):
    """The steps (B, 2) at which the two keys that are asked for are shown, in their order, asked afterwards or marked.

    ``inputs`` (B, 6, 14) and ``question`` (B, 12) as ``batch`` draws them.
    """
    named = question.reshape(-1, MARKS, KEYS) @ inputs[..., :KEYS].swapaxes(1, 2)
    return (named + inputs[..., KEYS + VALUES :].swapaxes(1, 2)).argmax(axis=-1)
