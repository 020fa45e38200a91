"""An LSTM over chunks: one reads each chunk of a sequence, another one what the first made of the chunks."""

import keras
from keras import ops


def chunked_lstm(steps, features, length, units, **kwargs):
    """A model from sequences (B, T, d) to the last hidden state (B, n) of an LSTM over chunks of ``length`` steps.

    Each chunk is read from zero states by one LSTM, the same for all; its last hidden state stands for the chunk, and
    a second LSTM reads these in order. Masks are not supported: what is cut is the sequence with its padding.

    Weights, in this order: ``kernel (d, 4n)``, ``recurrent_kernel (n, 4n)`` and ``bias (4n,)`` of the first, as in
    ``keras.layers.LSTM``, then those of the second, whose ``kernel`` is (n, 4n).

    Args:
        steps: T, a multiple of ``length``.
        features: d.
        length: k, the steps of a chunk.
        units: n, of both.
        **kwargs: of both ``keras.layers.LSTM``, such as ``dtype``.

    Raises:
        ValueError: where ``length`` is not a positive integer that divides ``steps``.
    """
    whole = isinstance(length, int) and not isinstance(length, bool)
    if not whole or length < 1 or steps % length:
        raise ValueError(f"length must be a positive integer that divides the {steps} steps, got {length!r}")
    dtype = keras.dtype_policies.get(kwargs.get("dtype"))
    within, over = (keras.layers.LSTM(units, **kwargs) for _ in range(2))
    inputs = keras.Input((steps, features), dtype=dtype.variable_dtype)
    chunks = ops.reshape(inputs, (-1, length, features))  # side by side: each is a row of the batch
    kept = ops.reshape(within(chunks), (-1, steps // length, units))
    return keras.Model(inputs, over(kept))
