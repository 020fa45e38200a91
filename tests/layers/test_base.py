"""The base has room for other cells, each its equations: an LSTM with peepholes."""

import keras
import numpy as np
from keras import ops
from lstmbook.layers import LSTMCell

B, T, D, N = 4, 5, 3, 3  # D == N: a transposed kernel is not caught by its shape


class PeepholeLSTMCell(LSTMCell):
    """One step of an LSTM whose gates see the cell: i and f the old one, o the new one; the rest as in ``LSTMCell``.

    i = sigmoid(x W_i + h U_i + p_i * c + b_i), f with p_f alike, o = sigmoid(x W_o + h U_o + p_o * c' + b_o)
    """

    def build(self, input_shape):
        super().build(input_shape)
        self.peephole_kernel = self.add_weight(name="peephole_kernel", shape=(3, self.units))

    def call(self, inputs, states, training=False):
        h, c = self.checked(inputs, states)
        p_i, p_f, p_o = ops.unstack(self.peephole_kernel)
        z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
        i, f, g, o = ops.split(z, 4, axis=-1)
        i, f = self.recurrent_activation(i + p_i * c), self.recurrent_activation(f + p_f * c)
        c = f * c + i * self.activation(g)
        h = self.recurrent_activation(o + p_o * c) * self.activation(c)
        return h, [h, c]


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def rnn(cell, seed=1, **kwargs):
    """`keras.layers.RNN` with `cell` in float64 and random weights."""
    layer = keras.layers.RNN(cell, dtype="float64", **kwargs)
    layer.build((B, T, D))
    layer.set_weights(random_arrays(seed, *(weight.shape for weight in layer.weights)))
    return layer


def test_peepholes_look_at_the_old_cell_and_the_output_gate_at_the_new_one():
    x, h, c = random_arrays(3, (B, D), (B, N), (B, N))
    layer = rnn(PeepholeLSTMCell(N, dtype="float64"))
    assert [weight.name for weight in layer.weights] == ["kernel", "recurrent_kernel", "bias", "peephole_kernel"]
    output, (new_h, new_c) = layer.cell(x, [h, c])
    kernel, recurrent_kernel, bias, (p_i, p_f, p_o) = layer.get_weights()

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    z_i, z_f, z_g, z_o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    expected_c = sigmoid(z_f + p_f * c) * c + sigmoid(z_i + p_i * c) * np.tanh(z_g)
    np.testing.assert_allclose(new_c, expected_c, rtol=0, atol=1e-12)
    np.testing.assert_allclose(new_h, sigmoid(z_o + p_o * expected_c) * np.tanh(expected_c), rtol=0, atol=1e-12)
    assert np.abs(new_h - sigmoid(z_o + p_o * c) * np.tanh(expected_c)).max() > 0.01
    np.testing.assert_array_equal(output, new_h)


def test_without_its_peepholes_it_is_the_lstm():
    layer, plain = rnn(PeepholeLSTMCell(N, dtype="float64")), rnn(LSTMCell(N, dtype="float64"))
    (x,) = random_arrays(5, (B, T, D))
    assert np.abs(layer(x) - plain(x)).max() > 0.01
    layer.set_weights([*plain.get_weights(), np.zeros((3, N))])
    np.testing.assert_allclose(layer(x), plain(x), rtol=0, atol=1e-14)
