"""The LSTM cell with peepholes: its gates see the cell, through one weight a unit and gate."""

import keras
from keras import ops

from lstmbook.layers.lstm import LSTMCell


@keras.saving.register_keras_serializable(package="lstmbook")
class PeepholeLSTMCell(LSTMCell):
    """One step of an LSTM whose gates see the cell of their own unit.

    With a batch of rows x (B, d) and the states h, c (B, n) of the step before::

        i  = sigmoid(x W_i + h U_i + b_i + p_i * c)      input gate, sees the old cell
        f  = sigmoid(x W_f + h U_f + b_f + p_f * c)      forget gate, sees the old cell
        g  = tanh(x W_g + h U_g + b_g)                   candidate, sees none
        c' = f * c + i * g                               cell state
        o  = sigmoid(x W_o + h U_o + b_o + p_o * c')     output gate, sees the new cell
        h' = o * tanh(c')                                hidden state

    All are (B, n); ``*`` is the elementwise product, so that no unit sees another's cell.

    Weights: ``kernel (d, 4n)``, ``recurrent_kernel (n, 4n)`` and, with ``use_bias``, ``bias (4n,)``, packed in the
    order i, f, g, o as those of ``LSTMCell``; then ``peephole_kernel (3, n)`` with the rows p_i, p_f, p_o. It starts as
    ``kernel_initializer`` says, and no regularizer or constraint reaches it, as in ``PeepholeLSTMCell`` of the Keras
    in TensorFlow 2.

    Sources: Gers & Schmidhuber, "Recurrent nets that time and count", IJCNN 2000, doi:10.1109/IJCNN.2000.861302; Gers,
    Schraudolph & Schmidhuber, "Learning Precise Timing with LSTM Recurrent Networks", Journal of Machine Learning
    Research 3, 2002.

    Args:
        units: n, the size of both states: a positive integer.
        **kwargs: as of ``LSTMCell``.

    Call arguments, returned value and errors: as of ``LSTMCell``.
    """

    def build(self, input_shape):
        super().build(input_shape)
        self.peephole_kernel = self.add_weight(
            name="peephole_kernel", shape=(3, self.units), initializer=self.kernel_initializer
        )

    def call(self, inputs, states, training=False):
        h, c = self.checked(inputs, states)
        z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
        peepholes = ops.unstack(self.peephole_kernel)
        h, c = peeping(z, c, peepholes, self.activation, self.recurrent_activation)
        return h, [h, c]


def peeping(z, c, peepholes, activation, recurrent_activation):
    """The new h and c from preactivations z (..., 4n) and the old c (..., n).

    z lacks the peepholes' terms; ``peepholes`` are p_i, p_f and p_o, each of
    a shape that broadcasts against (..., n).
    """
    i, f, g, o = ops.split(z, 4, axis=-1)
    p_i, p_f, p_o = peepholes
    i = recurrent_activation(i + p_i * c)
    f = recurrent_activation(f + p_f * c)
    c = f * c + i * activation(g)
    o = recurrent_activation(o + p_o * c)
    return o * activation(c), c
