"""The language a^n b^n: n times a, then as often b. At every step the task is to say which symbols may follow.

A string starts with the symbol S and ends with T. Which symbols may follow is certain at every step, so a network
can be right or wrong about it and need not guess: after S only a; after an a both a and b; after a b only b, until
there are as many as there were a; then only T. The task and this way of judging it are those of Gers &
Schmidhuber, "LSTM Recurrent Networks Learn Simple Context-Free and Context-Sensitive Languages", IEEE
Transactions on Neural Networks 12(6), 2001.
"""

import numpy as np

READ = "Sab"
FOLLOWS = "abT"


def string(n):
    """S a^n b^n, one-hot over READ, and what may follow each symbol, over FOLLOWS.

    Both are (2n + 1, 3). ValueError unless n is a positive integer.
    """
    _check(n=n)
    inputs = np.eye(3)[[0] + [1] * n + [2] * n]
    only_a, a_or_b, only_b, end = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]])
    follows = np.array([only_a] + [a_or_b] * n + [only_b] * (n - 1) + [end], float)
    return inputs, follows


def batch(longest):
    """All strings with n = 1, ..., ``longest``, padded with zeros to the length L = 2 ``longest`` + 1.

    Returns inputs (longest, L, 3), targets (longest, L, 3) and weights (longest, L), one inside a string and zero in
    its padding. ValueError unless ``longest`` is a positive integer.
    """
    _check(longest=longest)
    length = 2 * longest + 1
    inputs, targets = np.zeros((2, longest, length, 3))
    weights = np.zeros((longest, length))
    for row in range(longest):
        steps = 2 * (row + 1) + 1
        inputs[row, :steps], targets[row, :steps] = string(row + 1)
        weights[row, :steps] = 1
    return inputs, targets, weights


def _check(**sizes):
    for name, size in sizes.items():
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(f"{name} must be a positive integer, got {size!r}")
