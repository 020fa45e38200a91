"""The LSTM cell with coupled gates: what is let in is what is let go."""

import keras
from keras import ops

from lstmbook.layers.base import Cell


@keras.saving.register_keras_serializable(package="lstmbook")
class CoupledLSTMCell(Cell):
    """One step of an LSTM whose forget gate is one minus its input gate.

    With a batch of rows x (B, d) and the states h, c (B, n) of the step before::

        i  = sigmoid(x W_i + h U_i + b_i)      input gate; + p_i * c inside with ``peephole``
        g  = tanh(x W_g + h U_g + b_g)         candidate
        c' = (1 - i) * c + i * g               cell state
        o  = sigmoid(x W_o + h U_o + b_o)      output gate; + p_o * c' inside with ``peephole``
        h' = o * tanh(c')                      hidden state

    All are (B, n); ``*`` is the elementwise product. The three blocks are packed side by side in the order i, g, o.

    Weights: ``kernel (d, 3n)``, ``recurrent_kernel (n, 3n)`` and, with ``use_bias``, ``bias (3n,)``; with ``peephole``
    then ``peephole_kernel (2, n)``, the rows p_i and p_o. It starts as ``kernel_initializer`` says, and no regularizer
    or constraint reaches it.

    Source: the variant CIFG of Greff, Srivastava, Koutnik, Steunebrink & Schmidhuber, "LSTM: A Search Space Odyssey",
    IEEE Transactions on Neural Networks and Learning Systems, 2017, arXiv:1503.04069. Theirs has peepholes.

    Args:
        units: n, the size of both states: a positive integer.
        peephole: whether the input gate sees the old cell and the output gate the new one.
        unit_forget_bias: start the input block of ``bias`` at minus one, so that with all else at zero f = sigmoid(1),
            as in an LSTM whose forget bias starts at one. The input gate then starts at 1 - sigmoid(1).
        **kwargs: as of ``layers.base.Cell``; ``bias_initializer`` leaves the input block alone if ``unit_forget_bias``.

    Call arguments:
        inputs: x, of shape (B, d).
        states: the pair h, c, each of shape (B, n).
        training: whether to drop.

    Returns:
        The pair ``h', [h', c']``.

    Raises:
        ValueError: as of ``layers.base.Cell``.
    """

    blocks = ("i", "g", "o")
    state_names = ("h", "c")

    def __init__(self, units, peephole=False, unit_forget_bias=True, **kwargs):
        super().__init__(units, **kwargs)
        self.peephole, self.unit_forget_bias = peephole, unit_forget_bias

    def build(self, input_shape):
        super().build(input_shape)
        self.peephole_kernel = None
        if self.peephole:
            self.peephole_kernel = self.add_weight(
                name="peephole_kernel", shape=(2, self.units), initializer=self.kernel_initializer
            )

    def call(self, inputs, states, training=False):
        h, c = self.checked(inputs, states)
        z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
        peepholes = ops.unstack(self.peephole_kernel) if self.peephole else (0, 0)
        h, c = coupled(z, c, self.activation, self.recurrent_activation, peepholes)
        return h, [h, c]

    def initial_bias(self, shape, dtype=None):
        """The bias initializer's, with the input block at minus one if ``unit_forget_bias``."""
        if not self.unit_forget_bias:
            return super().initial_bias(shape, dtype)
        n = self.units
        return ops.concatenate([-ops.ones((n,), dtype), self.bias_initializer((2 * n,), dtype)])

    def get_config(self):
        return super().get_config() | {"peephole": self.peephole, "unit_forget_bias": self.unit_forget_bias}


def coupled(z, c, activation, recurrent_activation, peepholes=(0, 0)):
    """The new h and c from the preactivations z (..., 3n) without peepholes and the old c (..., n).

    ``peepholes`` are p_i and p_o, each of a shape that broadcasts against (..., n).
    """
    i, g, o = ops.split(z, 3, axis=-1)
    p_i, p_o = peepholes
    i = recurrent_activation(i + p_i * c)
    c = (1 - i) * c + i * activation(g)
    o = recurrent_activation(o + p_o * c)
    return o * activation(c), c
