"""How much of a change to one unit with tanh is felt later, while other inputs come in."""

import numpy as np

from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN


def felt(weight, scale, steps, sequences=200, seed=0):
    """The share of a small change of the state at step 0 that is felt after 0, ..., ``steps`` more steps, (steps + 1,).

    One unit with the recurrent weight ``weight`` starts at zero and reads normal numbers of standard deviation
    ``scale``. The share is the product of the weight and the slopes since, the median over sequences. ValueError for
    fewer than one step or sequence, or a scale that is negative or not finite.
    """
    if min(steps, sequences) < 1 or not 0 <= scale < np.inf:
        raise ValueError(f"felt needs steps, sequences and a scale from zero on, got {steps}, {sequences}, {scale}")
    x = scale * np.random.default_rng(seed).normal(size=(sequences, steps, 1))
    parameters = {"W": np.ones((1, 1)), "U": np.full((1, 1), float(weight)), "b": np.zeros(1)}
    slopes = 1 - Scan(SIMPLE_RNN)(x, parameters)["h"][..., 0] ** 2
    return np.concatenate([[1.0], np.median(np.cumprod(weight * slopes, axis=1), axis=0)])
