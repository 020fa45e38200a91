"""Untrained LSTMs: how much of a cell their forget gates would leave."""

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import half_life


def kept_share(forget_bias, seed, steps=40, units=32, features=8, sequences=16):
    """Product of the forget gates over 1, ..., ``steps`` steps of standard normal input, as an array (steps,).

    The layer has Keras's default initialisation but for its forget bias; the result is the median over its units
    and over ``sequences`` sequences. ValueError where a size is not positive.
    """
    if min(steps, units, features, sequences) < 1:
        raise ValueError("steps, units, features and sequences must all be at least 1")
    weights = half_life.untrained(units, features, seed, float(forget_bias))
    inputs = np.random.default_rng(seed).normal(size=(steps, sequences, features))
    gates = Scan(LSTM)(inputs.swapaxes(0, 1), weights)["f"]
    return np.median(np.cumprod(gates, axis=1), axis=(0, 2))


def half_lives(forget_bias, seeds=range(3), steps=40, units=32, features=8, sequences=16):
    """Half-lives of untrained layers with one forget bias: from the bias alone, and from the gates, (seeds, units).

    The layers have Keras's default initialisation but for that bias, and read standard normal numbers. ValueError
    where a size is not positive.
    """
    if min(steps, units, features, sequences) < 1:
        raise ValueError("steps, units, features and sequences must all be at least 1")
    found = []
    for seed in seeds:
        x = np.random.default_rng(seed).normal(size=(sequences, steps, features))
        found.append(half_life.half_lives(half_life.untrained(units, features, seed, forget_bias=forget_bias), x))
    from_bias, from_gates = np.array(found).swapaxes(0, 1)
    return from_bias, from_gates
