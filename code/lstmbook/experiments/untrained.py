"""Untrained LSTMs: how much of a cell their forget gates would leave."""

import keras
import numpy as np

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.layers import LSTMCell


def kept_share(forget_bias, seed, steps=40, units=32, features=8, sequences=16):
    """Product of the forget gates over 1, ..., ``steps`` steps of standard normal input, as an array (steps,).

    The layer has Keras's default initialisation but for its forget bias; the result is the median over its units
    and over ``sequences`` sequences. ValueError where a size is not positive.
    """
    if min(steps, units, features, sequences) < 1:
        raise ValueError("steps, units, features and sequences must all be at least 1")
    cell = LSTMCell(
        units,
        kernel_initializer=keras.initializers.GlorotUniform(seed),
        recurrent_initializer=keras.initializers.Orthogonal(seed=seed),
    )
    cell.build((None, features))
    weights = layouts.lstm_from_keras(*map(np.asarray, cell.get_weights()))
    weights["b_f"] = np.full(units, float(forget_bias))
    inputs = np.random.default_rng(seed).normal(size=(steps, sequences, features))
    step, h, c, gates = LSTM.numpy(), *np.zeros((2, sequences, units)), []
    for x in inputs:
        result = step(x=x, h_prev=h, c_prev=c, **weights)
        h, c = result["h"], result["c"]
        gates.append(result["f"])
    return np.median(np.cumprod(gates, axis=0), axis=(1, 2))
