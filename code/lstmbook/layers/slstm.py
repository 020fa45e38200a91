"""The sLSTM cell: one step of an LSTM with exponential gates, to be run by ``keras.layers.RNN``."""

import keras
from keras import ops

from lstmbook.layers.base import Cell

FORGET_GATES = ("sigmoid", "exponential")
NOTHING = -1e4
"""The stabiliser before the first step: the logarithm of nothing, for which any very negative number will do."""


def stepped(z, c, n, m, exponential, activation, output_activation):
    """The new h, c, n and m from the preactivations z (..., 4n) and the old c, n and m (..., n)."""
    log_i, f, g, o = ops.split(z, 4, axis=-1)
    log_f = f if exponential else ops.log_sigmoid(f)
    # No h depends on m, so that no gradient goes through it.
    new_m = ops.stop_gradient(ops.maximum(log_f + m, log_i))
    i, f = ops.exp(log_i - new_m), ops.exp(log_f + m - new_m)
    c = f * c + i * activation(g)
    n = f * n + i
    return output_activation(o) * c / n, c, n, new_m


@keras.saving.register_keras_serializable(package="lstmbook")
class SLSTMCell(Cell):
    """One step of an sLSTM; Keras has none.

    With a batch of rows x (B, d) and the states h, c, n, m (B, n) of the step before::

        log i = x W_i + h U_i + b_i                       input gate, exponential
        log f = log sigmoid(x W_f + h U_f + b_f)          forget gate, or log f = x W_f + h U_f + b_f
        g     = tanh(x W_g + h U_g + b_g)                 candidate
        o     = sigmoid(x W_o + h U_o + b_o)              output gate
        m'    = max(log f + m, log i)                     stabiliser: what is taken out of the exponents
        c'    = exp(log f + m - m') * c + exp(log i - m') * g
        n'    = exp(log f + m - m') * n + exp(log i - m') normaliser
        h'    = o * c' / n'                               hidden state

    h' is the same for any m. Here every exponent is at most zero and one of the two is zero, so that nothing overflows
    and n' is at least one from the first step on. Gradients do not go through m'. The four blocks are packed in the
    order i, f, g, o, which is i, f, z, o in the authors' own code. All units form one head.

    Weights: ``kernel (d, 4n)``, ``recurrent_kernel (n, 4n)`` and, with ``use_bias``, ``bias (4n,)``.

    Source: Beck, Poeppel, Spanring, Auer, Prudnikova, Kopp, Klambauer, Brandstetter & Hochreiter, "xLSTM: Extended Long
    Short-Term Memory", 2024, arXiv:2405.04517.

    Args:
        units: n, the size of every state: a positive integer.
        forget_gate: "sigmoid" or "exponential".
        **kwargs: as of ``Cell``; ``activation`` is that of the candidate, ``recurrent_activation`` that of the output
            gate.

    Call arguments:
        inputs: x, of shape (B, d).
        states: the list of h, c, n, m, each of shape (B, n).
        training: whether to drop.

    Returns:
        The pair ``h', [h', c', n', m']``.

    Raises:
        ValueError: for another forget gate, and as ``Cell``.
    """

    blocks = ("i", "f", "g", "o")
    state_names = ("h", "c", "n", "m")

    def __init__(self, units, forget_gate="sigmoid", **kwargs):
        if forget_gate not in FORGET_GATES:
            raise ValueError(f"forget_gate must be one of {', '.join(FORGET_GATES)}, got {forget_gate!r}")
        super().__init__(units, **kwargs)
        self.forget_gate = forget_gate

    def call(self, inputs, states, training=False):
        h, *others = self.checked(inputs, states)
        z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
        exponential = self.forget_gate == "exponential"
        h, *others = stepped(z, *others, exponential, self.activation, self.recurrent_activation)
        return h, [h, *others]

    def get_initial_state(self, batch_size=None):
        """Zeros for h, c and n, and the logarithm of nothing for m."""
        h, c, n, m = super().get_initial_state(batch_size)
        return [h, c, n, m + NOTHING]

    def get_config(self):
        return super().get_config() | {"forget_gate": self.forget_gate}
