"""Two questions: pairs of a key and a value go by, then bits, and with every bit comes a question.

It is either what value came with a key, or whether the number of ones so far is odd. The one wants something found
among eight pairs, the other a state that every one flips.
"""

import numpy as np

KEYS, VALUES, BITS = 8, 8, 24
STEPS = KEYS + BITS
FEATURES, OUTPUTS = KEYS + VALUES + 2 + 2, VALUES + 2
EVEN = VALUES  # the symbol for an even number of ones; the next one is for an odd number


def batch(rng, sequences, parity_share=0.5):
    """Random rows and the answers to their questions.

    Features 0 to 7 say which key is shown or asked for, 8 to 15 which value is shown, 16 and 17 which bit, 18 that the
    question is about a key, 19 that it is about the parity. Eight steps show the keys, each once, with values drawn
    freely; 24 steps follow with a bit and a question each, about the parity with probability ``parity_share``.

    Returns:
        The inputs (B, 32, 20), float32, and the answers (B, 24), int32: a value 0 to 7, or 8 for even and 9 for odd.

    Raises:
        ValueError: for fewer than one sequence or a share outside of zero to one.
    """
    if sequences < 1:
        raise ValueError(f"sequences must be at least 1, got {sequences}")
    if not 0 <= parity_share <= 1:
        raise ValueError(f"parity_share must be from 0 to 1, got {parity_share}")
    keys = rng.random((sequences, KEYS)).argsort(axis=1)
    values = rng.integers(0, VALUES, (sequences, KEYS))
    bits = rng.integers(0, 2, (sequences, BITS))
    asked = rng.integers(0, KEYS, (sequences, BITS))  # places among the pairs
    parity = rng.random((sequences, BITS)) < parity_share
    rows = np.arange(sequences)[:, None]
    questions = [np.eye(KEYS)[keys[rows, asked]] * ~parity[..., None], np.zeros((sequences, BITS, VALUES))]
    questions += [np.eye(2)[bits], np.eye(2)[parity.astype(int)]]
    pairs = [np.eye(KEYS)[keys], np.eye(VALUES)[values], np.zeros((sequences, KEYS, 4))]
    inputs = np.concatenate([np.concatenate(one, axis=-1) for one in (pairs, questions)], axis=1)
    answers = np.where(parity, EVEN + np.cumsum(bits, axis=1) % 2, values[rows, asked])
    return inputs.astype(np.float32), answers.astype(np.int32)


def without_memory(parity_share):
    """The best share of right answers for who hears a step and remembers nothing of those before, both kinds mixed.

    Of the values one in eight is right. Said to be the parity, the present bit is right at the first of the bits, of
    which it is the parity, and at half of the others.
    """
    return parity_share * (1 + (BITS - 1) / 2) / BITS + (1 - parity_share) / VALUES
