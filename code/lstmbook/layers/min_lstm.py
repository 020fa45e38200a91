"""The minLSTM layer: a long short-term memory whose gates hear the input alone."""

import keras
from keras import ops

from lstmbook.layers.minimal import Minimal, candidate


def pairs(z):
    """a and b of h' = a * h + b from the preactivations (..., 3n)."""
    i, f, g = ops.split(z, 3, axis=-1)
    i, f = ops.sigmoid(i), ops.sigmoid(f)
    return f / (f + i), i / (f + i) * candidate(g)


@keras.saving.register_keras_serializable(package="lstmbook")
class MinLSTM(Minimal):
    """A minLSTM over sequences; Keras has none.

    With rows x (B, d) of a step and the state h (B, n) of the step before::

        i  = sigmoid(x W_i + b_i)                  input gate
        f  = sigmoid(x W_f + b_f)                  forget gate
        g  = candidate(x W_g + b_g)                candidate: x + 1/2 for x >= 0, sigmoid(x) below
        h' = f / (f + i) * h + i / (f + i) * g     hidden state, from gates that are normalised to add up to one

    No block hears h, so that all steps can be computed by a scan. The three blocks are packed in the order i, f, g.
    There is no output gate, and the cell is the hidden state.

    Weights: ``kernel (d, 3n)`` and, with ``use_bias``, ``bias (3n,)``.

    Source: Feng, Tung, Ahmed, Bengio & Hajimirsadeghi, "Were RNNs All We Needed?", 2024, arXiv:2410.01201.

    Args:
        units: n, a positive integer.
        use_bias: whether there is a ``bias``.
        parallel: compute all steps by a scan, or one after the other. The results are the same up to rounding. Where
            the number of steps is not known when a graph is built, they are computed one after the other.
        return_sequences: return every h, (B, T, n), or the last one, (B, n).
        return_state: return the last state as well.
        kernel_initializer, bias_initializer: initializers of the weights; so for ``_regularizer`` and ``_constraint``.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        inputs: x, of shape (B, T, d).
        initial_state: h before the first step, (B, n), or a list of it; zero where not given.
        mask: booleans (B, T). A step without its one hands h on; before the first step that counts zeros are shown,
            as in Keras.

    Returns:
        h (B, T, n) or (B, n), and with ``return_state`` the last state (B, n) beside it.

    Raises:
        ValueError: if ``units`` is not a positive integer, or an argument of the call has another shape.
    """

    blocks = ("i", "f", "g")

    def pairs(self, z):
        return pairs(z)
