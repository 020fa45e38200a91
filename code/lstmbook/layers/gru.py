"""The GRU cell: one step of a gated recurrent unit in both conventions, to be run by ``keras.layers.RNN``."""

import keras
from keras import ops

from lstmbook.layers.base import Cell


@keras.saving.register_keras_serializable(package="lstmbook")
class GRUCell(Cell):
    """One step of a GRU; exchanges weights with ``keras.layers.GRUCell``.

    With a batch of rows x (B, d) and the state h (B, n) of the step before::

        z  = sigmoid(x W_z + b_z + h U_z + bU_z)        update gate: how much of h stays
        r  = sigmoid(x W_r + b_r + h U_r + bU_r)        reset gate: how much of h the candidate hears
        g  = tanh(x W_g + b_g + r * (h U_g + bU_g))     candidate, with ``reset_after``
        g  = tanh(x W_g + b_g + (r * h) U_g)            candidate, without; there is no bU then
        h' = z * h + (1 - z) * g                        new state

    All are (B, n); ``*`` is the elementwise product. The three blocks are packed side by side in the order z, r, g
    (Keras writes z, r, h). The two candidates are the same function of r and h only where U_g is diagonal and bU_g is
    zero, so that weights cannot be moved from one convention to the other.

    Weights: ``kernel (d, 3n)``, ``recurrent_kernel (n, 3n)`` and, with ``use_bias``, ``bias (2, 3n)``, b above bU, or
    ``bias (3n,)`` without ``reset_after``.

    Sources: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine
    Translation", EMNLP 2014, arXiv:1406.1078; for ``reset_after`` the documentation of ``keras.layers.GRU`` and of
    cuDNN.

    Args:
        units: n, the size of the state: a positive integer.
        activation: applied to the candidate.
        recurrent_activation: applied to the two gates.
        use_bias: whether there is a ``bias``.
        kernel_initializer, recurrent_initializer, bias_initializer: initializers of the three weights.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: regularizers of the three weights.
        kernel_constraint, recurrent_constraint, bias_constraint: constraints of the three weights.
        dropout: fraction of the inputs to drop, in [0, 1): one mask a sequence, shared by the blocks.
        recurrent_dropout: fraction of h to drop, in [0, 1): one mask a sequence for each block; the inputs
            then also get one mask for each block, as in Keras.
        reset_after: whether the reset gate acts after the product with U_g, as in Keras's default, or before it.
        seed: seed of the dropout masks.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        inputs: x, of shape (B, d).
        states: a list of h, of shape (B, n).
        training: whether dropout is applied.

    Returns:
        The new h, and the list of it.

    Raises:
        ValueError: as of ``Cell``.
    """

    blocks = ("z", "r", "g")

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        reset_after=True,
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
        self.reset_after, self.biases = reset_after, 2 if reset_after else 1

    def call(self, inputs, states, training=False):
        (h,) = self.checked(inputs, states)
        x_z, x_r, x_g = ops.split(self.from_inputs(inputs, training), 3, axis=-1)
        h_z, h_r = ops.split(self.from_hidden(h, training, "zr"), 2, axis=-1)
        z, r = self.recurrent_activation(x_z + h_z), self.recurrent_activation(x_r + h_r)
        if self.reset_after:
            g = self.activation(x_g + r * self.from_hidden(h, training, "g"))
        else:
            g = self.activation(x_g + self.from_hidden(r * h, training, "g"))
        h = z * h + (1 - z) * g
        return h, [h]

    def get_config(self):
        return super().get_config() | {"reset_after": self.reset_after}
