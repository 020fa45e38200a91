"""Where a step stands: sinusoids that are added to it, and heads that turn their queries and keys by it."""

import keras
from keras import ops

from lstmbook.layers.attention import MultiHeadAttention


@keras.saving.register_keras_serializable(package="lstmbook")
class SinusoidalPositions(keras.layers.Layer):
    """Adds to every step of a sequence the sinusoids of its position.

    With positions p = 0, 1, ... and pairs j = 1, ..., d/2 of features::

        E[p, 2j - 1] = sin(p w_j)    E[p, 2j] = cos(p w_j)    w_j = base ** (-2 (j - 1) / d)
        y_p = x_p + E[p]

    There are no weights.

    Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762, section 3.5, which multiplies
    the embeddings by sqrt(d) before; this layer does not.

    Args:
        base: the wavelengths go from 2 pi up to nearly 2 pi times this positive number.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        x: (B, T, d), with an even d.

    Returns:
        An array of the same shape.

    Raises:
        ValueError: if ``base`` is not positive; in a call, if d is odd or ``x`` has no steps.
    """

    def __init__(self, base=10000.0, **kwargs):
        _check_base(base)
        super().__init__(**kwargs)
        self.base = base
        self.supports_masking = True

    def build(self, input_shape):
        if len(input_shape) != 3:
            raise ValueError(f"x must have shape (batch, steps, features), got {tuple(input_shape)}")
        _check_even("features", input_shape[-1])
        self.built = True

    def call(self, x):
        angles = _angles(ops.shape(x)[1], x.shape[-1], self.base)
        pairs = ops.stack([ops.sin(angles), ops.cos(angles)], axis=-1)
        return x + ops.cast(ops.reshape(pairs, (-1, x.shape[-1])), x.dtype)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        return super().get_config() | {"base": self.base}


@keras.saving.register_keras_serializable(package="lstmbook")
class RotaryMultiHeadAttention(MultiHeadAttention):
    """Multi-head attention whose queries and keys are turned by their positions, in pairs of neighbouring features.

    In each head, for the query at position i, and in the same way for the key at position s, with w_j as in
    ``SinusoidalPositions`` for d = dk::

        (x, y)_j  becomes  (x cos(i w_j) - y sin(i w_j), x sin(i w_j) + y cos(i w_j))

    Values are left as they are. Queries and keys both count their positions from zero.

    Weights, call arguments and returned values: as of ``MultiHeadAttention``.

    Source: Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", arXiv:2104.09864.

    Args:
        num_heads, key_dim, value_dim, use_bias, kernel_initializer: as of ``MultiHeadAttention``; key_dim even.
        base: as of ``SinusoidalPositions``.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Raises:
        ValueError: as ``MultiHeadAttention``; if ``key_dim`` is odd or ``base`` is not positive.
    """

    def __init__(self, num_heads, key_dim, value_dim=None, use_bias=True, base=10000.0, **kwargs):
        super().__init__(num_heads, key_dim, value_dim, use_bias, **kwargs)
        _check_even("key_dim", key_dim)
        _check_base(base)
        self.base = base

    def _projected(self, name, sequence):
        found = super()._projected(name, sequence)
        return found if name == "value" else turned(found, self.base)

    def get_config(self):
        return super().get_config() | {"base": self.base}


def turned(sequence, base=10000.0):
    """Each pair of neighbouring features of a sequence (..., T, d) turned by the angle of its step."""
    steps, width = ops.shape(sequence)[-2], sequence.shape[-1]
    angles = _angles(steps, width, base)
    cos, sin = (ops.cast(function(angles), sequence.dtype) for function in (ops.cos, ops.sin))
    x, y = sequence[..., ::2], sequence[..., 1::2]
    pairs = ops.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)
    return ops.reshape(pairs, ops.shape(sequence))


def _angles(steps, width, base):
    """The angle of each step and pair: (T, width / 2), in double precision, since large angles have few digits left."""
    speeds = base ** (-ops.arange(0, width, 2, dtype="float64") / width)
    return ops.expand_dims(ops.arange(steps, dtype="float64"), 1) * speeds


def _check_even(name, size):
    if size is None or size % 2:
        raise ValueError(f"{name} must be an even number, got {size}")


def _check_base(base):
    if isinstance(base, bool) or not isinstance(base, (int, float)) or not base > 0:
        raise ValueError(f"base must be a positive number, got {base!r}")
