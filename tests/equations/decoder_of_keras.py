"""A decoder with attention of Keras's LSTM cell, whatever it reads with, to hold those of the equations against."""

import keras
import numpy as np
from keras import ops
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM


class Decoder(keras.layers.Layer):
    """A cell for ``keras.layers.RNN``: ``read`` gives what a query (B, n) reads from the memory, (B, n)."""

    def __init__(self, weights, after, read, features):
        super().__init__(dtype="float64")
        self.own, self.after, self.read = weights, after, read
        units = len(weights["U_i"])
        self.state_size, self.output_size = [units] * (2 + after), units
        packed = {name: weights[name] for name in LSTM.parameters}
        for gate in "ifgo":
            packed[f"W_{gate}"] = np.concatenate([weights[f"W_{gate}"], weights[f"V_{gate}"]])
        self.cell = keras.layers.LSTMCell(units, dtype="float64")
        self.cell.build((None, features + units))
        self.cell.set_weights(layouts.lstm_to_keras(packed))

    def call(self, x, states):
        if not self.after:
            return self.cell(ops.concatenate([x, self.read(states[0])], -1), list(states))
        h, c, fed = states
        h, (_, c) = self.cell(ops.concatenate([x, fed], -1), [h, c])
        shown = ops.tanh(ops.matmul(self.read(h), self.own["W_read"]) + ops.matmul(h, self.own["W_shown"]))
        return shown, [h, c, shown]


def decoded(weights, after, read, x, start):
    """What it shows at every step of ``x`` (B, T, d) from ``start``, its states h and c and, ``after`` the cell, h~."""
    rnn = keras.layers.RNN(Decoder(weights, after, read, x.shape[-1]), return_sequences=True, dtype="float64")
    states = [ops.convert_to_tensor(one) for one in start][: 2 + after]
    return np.asarray(rnn(ops.convert_to_tensor(x), initial_state=states))
