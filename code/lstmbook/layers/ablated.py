"""LSTM cells with one part taken out, to see what it was for."""

import keras
from keras import ops

from lstmbook.layers.lstm import LSTMCell

PARTS = ("forget gate", "input gate", "output gate", "output activation")


@keras.saving.register_keras_serializable(package="lstmbook")
class AblatedLSTMCell(LSTMCell):
    """One step of an LSTM without one of its parts; exchanges weights with ``LSTMCell``.

    A gate that is taken out is one at every step, and without the output activation the cell is shown as it is::

        forget gate        c' = c + i * g
        input gate         c' = f * c + g
        output gate        h' = tanh(c')
        output activation  h' = o * c'

    The block of a missing gate stays in the kernels, so that weights can be moved between variants; nothing reads
    it and no gradient reaches it.

    Source: the variants NFG, NIG, NOG and NOAF of Greff, Srivastava, Koutnik, Steunebrink & Schmidhuber, "LSTM: A
    Search Space Odyssey", IEEE Transactions on Neural Networks and Learning Systems, 2017, arXiv:1503.04069,
    without their peephole connections.

    Args:
        units: n, the size of both states: a positive integer.
        without: one of ``PARTS``, or None for the whole cell.
        **kwargs: as of ``LSTMCell``.

    Call arguments, returned value and errors: as of ``LSTMCell``.

    Raises:
        ValueError: for a part that the cell does not have.
    """

    def __init__(self, units, without=None, **kwargs):
        if without is not None and without not in PARTS:
            raise ValueError(f"without must be None or one of {', '.join(PARTS)}, got {without!r}")
        super().__init__(units, **kwargs)
        self.without = without

    def call(self, inputs, states, training=False):
        h, c = self.checked(inputs, states)
        z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
        missing = {part: part == self.without for part in PARTS}
        h, c = gated(z, c, missing, self.activation, self.recurrent_activation)
        return h, [h, c]

    def get_config(self):
        return super().get_config() | {"without": self.without}


def gated(z, c, missing, activation, recurrent_activation):
    """The new h and c from the preactivations z (..., 4n) and the old c (..., n).

    ``missing`` says for each of ``PARTS`` whether it is taken out: True, False,
    or a boolean tensor that broadcasts against (..., n), so that cells without
    different parts can run side by side.
    """
    i, f, g, o = ops.split(z, 4, axis=-1)
    i = ops.where(missing["input gate"], 1.0, recurrent_activation(i))
    f = ops.where(missing["forget gate"], 1.0, recurrent_activation(f))
    o = ops.where(missing["output gate"], 1.0, recurrent_activation(o))
    c = f * c + i * activation(g)
    h = o * ops.where(missing["output activation"], c, activation(c))
    return h, c
