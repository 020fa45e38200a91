"""The LSTM cell: one step of a long short-term memory, to be run by ``keras.layers.RNN``."""

import keras
from keras import ops

from lstmbook.layers.base import Cell


@keras.saving.register_keras_serializable(package="lstmbook")
class LSTMCell(Cell):
    """One step of an LSTM; exchanges weights with ``keras.layers.LSTMCell``.

    With a batch of rows x (B, d) and the states h, c (B, n) of the step before::

        i  = sigmoid(x W_i + h U_i + b_i)      input gate
        f  = sigmoid(x W_f + h U_f + b_f)      forget gate
        g  = tanh(x W_g + h U_g + b_g)         candidate
        o  = sigmoid(x W_o + h U_o + b_o)      output gate
        c' = f * c + i * g                     cell state
        h' = o * tanh(c')                      hidden state

    All are (B, n); ``*`` is the elementwise product. The four blocks are packed side by side in the order
    i, f, g, o (Keras writes i, f, c, o), so that one product with each kernel serves four gates.

    Weights: ``kernel (d, 4n)``, ``recurrent_kernel (n, 4n)`` and, with ``use_bias``, ``bias (4n,)``.

    Sources: Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, for the cell
    with input and output gates; Gers, Schmidhuber & Cummins, "Learning to Forget: Continual Prediction with
    LSTM", Neural Computation 12(10), 2000, for the forget gate; Jozefowicz, Zaremba & Sutskever, "An
    Empirical Exploration of Recurrent Network Architectures", ICML 2015, for the forget bias of one.

    Args:
        units: n, the size of both states: a positive integer.
        activation: applied to the candidate and to the new cell state.
        recurrent_activation: applied to the three gates.
        use_bias: whether there is a ``bias``.
        kernel_initializer: initializer of ``kernel``.
        recurrent_initializer: initializer of ``recurrent_kernel``.
        bias_initializer: initializer of ``bias``, its forget block excepted if ``unit_forget_bias``.
        unit_forget_bias: start the forget block of ``bias`` at one: the cell remembers before it has learnt.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: regularizers of the three weights.
        kernel_constraint, recurrent_constraint, bias_constraint: constraints of the three weights.
        dropout: fraction of the inputs to drop, in [0, 1): one mask a sequence, shared by the four blocks.
        recurrent_dropout: fraction of h to drop, in [0, 1): one mask a sequence for each block; the inputs
            then also get one mask for each block, as in Keras.
        seed: seed of the dropout masks.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        inputs: x, of shape (B, d).
        states: the pair h, c, each of shape (B, n).
        training: whether to drop.

    Returns:
        The pair ``h', [h', c']``.

    Raises:
        ValueError: if ``units`` is not a positive integer, a dropout is not in [0, 1), the last dimension of
            ``inputs`` is unknown or not the d the cell was built for, or ``states`` are not two of (B, n).
    """

    blocks = ("i", "f", "g", "o")
    state_names = ("h", "c")

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias=True,
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            units,
            activation,
            recurrent_activation,
            use_bias,
            *(kernel_initializer, recurrent_initializer, bias_initializer),
            *(kernel_regularizer, recurrent_regularizer, bias_regularizer),
            *(kernel_constraint, recurrent_constraint, bias_constraint),
            *(dropout, recurrent_dropout, seed),
            **kwargs,
        )
        self.unit_forget_bias = unit_forget_bias

    def call(self, inputs, states, training=False):
        h, c = self.checked(inputs, states)
        z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
        i, f, g, o = ops.split(z, 4, axis=-1)
        i, f, o = (self.recurrent_activation(gate) for gate in (i, f, o))
        g = self.activation(g)
        c = f * c + i * g
        h = o * self.activation(c)
        return h, [h, c]

    def initial_bias(self, shape, dtype=None):
        if not self.unit_forget_bias:
            return super().initial_bias(shape, dtype)
        n, start = self.units, self.bias_initializer
        return ops.concatenate([start((n,), dtype), ops.ones((n,), dtype), start((2 * n,), dtype)])

    def get_config(self):
        return super().get_config() | {"unit_forget_bias": self.unit_forget_bias}
