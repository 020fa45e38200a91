"""Attention as it stands in a network: normalised, with a residual connection around it."""

import keras

from lstmbook.layers.attention import MultiHeadAttention


@keras.saving.register_keras_serializable(package="lstmbook")
class AttentionBlock(keras.layers.Layer):
    """Self-attention over the past, a residual connection around it, and layer normalisation before or after.

    With N for the normalisation of every step over its features::

        pre     y = x + attention(N(x))
        post    y = N(x + attention(x))

    Weights: ``gamma (n,)`` and ``beta (n,)`` of the normalisation, then the four kernels of ``MultiHeadAttention``,
    without biases.

    Sources: Vaswani et al., arXiv:1706.03762, section 3.1 (post); Xiong et al., arXiv:2002.04745, figure 1 (both).

    Args:
        num_heads: H, a positive integer.
        key_dim: the size of the queries, keys and values of one head: a positive integer.
        norm: "pre" or "post".
        epsilon: what is added to the variance under the root.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        x: (B, T, n).
        mask: booleans (B, T), false at steps that no other may attend to.

    Raises:
        ValueError: for any other ``norm``, for sizes that are not positive integers, and for inputs of another rank.
    """

    def __init__(self, num_heads, key_dim, norm="pre", epsilon=1e-5, **kwargs):
        if norm not in ("pre", "post"):
            raise ValueError(f"norm must be 'pre' or 'post', got {norm!r}")
        super().__init__(**kwargs)
        self.num_heads, self.key_dim, self.norm, self.epsilon = num_heads, key_dim, norm, epsilon
        self.normalise = keras.layers.LayerNormalization(epsilon=epsilon, dtype=self.dtype_policy)
        self.attention = MultiHeadAttention(num_heads, key_dim, use_bias=False, dtype=self.dtype_policy)
        self.supports_masking = True

    def build(self, shape):
        self.normalise.build(shape)
        self.attention.build(shape, shape)
        self.built = True

    def call(self, x, mask=None):
        if self.norm == "pre":
            return x + self.read(self.normalise(x), mask)
        return self.normalise(x + self.read(x, mask))

    def read(self, x, mask):
        output, _ = self.attention(x, x, mask=mask, causal=True)
        return output

    def compute_output_shape(self, shape):
        return shape

    def get_config(self):
        return super().get_config() | {
            name: getattr(self, name) for name in ("num_heads", "key_dim", "norm", "epsilon")
        }
