"""Attention pooling: a sequence read by queries that are learned."""

import keras
from keras import initializers, ops

from lstmbook.layers.attention import MultiHeadAttention
from lstmbook.layers.checks import afresh, check_positive


@keras.saving.register_keras_serializable(package="lstmbook")
class AttentionPooling(keras.layers.Layer):
    """Multi-head attention whose queries are weights: a sequence of any length becomes as many rows as there are.

    With the states m_s (d,) of a sequence and learned queries p_i (d,)::

        q = p W_q + b_q     k = m W_k + b_k     v = m W_v + b_v                    of each head
        a = softmax(q k^T / sqrt(dk))                                              of each head
        y = sum over the heads of a v W_out, + b_out

    Weights: ``query (P, d)``, then those of ``MultiHeadAttention``, which are exchangeable with those of
    ``keras.layers.MultiHeadAttention`` when that is given the queries as an input.

    Sources: Vaswani et al., arXiv:1706.03762, section 3.2.2, for the heads; Lin et al., "A Structured Self-Attentive
    Sentence Embedding", ICLR 2017, arXiv:1703.03130, for several learned queries to the states of an LSTM, with an
    additive score.

    Args:
        num_heads: H, a positive integer.
        key_dim: dk, the size of the queries and keys of one head: a positive integer.
        queries: P, how many there are: a positive integer.
        value_dim: dv, the size of the values of one head; that of the keys if not given.
        use_bias: whether the four projections have biases.
        kernel_initializer: initializer of the queries and of the four kernels.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        value: (B, T, d).
        mask: booleans (B, T), true at a step that may be read; Keras hands on that of the sequence.

    Returns:
        The output (B, P, d) and the weights (B, H, P, T). A sequence without a step that may be read gets weights of
        zero, and of the output the bias. What comes out has no padding, and so no mask.

    Raises:
        ValueError: if a size is not a positive integer; in a call for a sequence or a mask of another shape.
    """

    def __init__(
        self,
        num_heads,
        key_dim,
        queries=1,
        value_dim=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        **kwargs,
    ):
        check_positive(queries=queries)
        super().__init__(**kwargs)
        self.queries = queries
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.attention = MultiHeadAttention(
            num_heads,
            key_dim,
            value_dim,
            use_bias,
            kernel_initializer=afresh(self.kernel_initializer),
            dtype=self.dtype_policy,
        )
        self.supports_masking = True

    def build(self, shape):
        width = shape[-1]
        self.query = self.add_weight(
            name="query", shape=(self.queries, width), initializer=afresh(self.kernel_initializer)
        )
        self.attention.build((shape[0], self.queries, width), shape)
        self.built = True

    def call(self, value, mask=None):
        shape = ops.shape(value)[0], *self.query.shape
        asked = ops.broadcast_to(self.query, shape)
        # Calling the layer itself would hand on the sequence's mask.
        return self.attention.call(asked, value, mask=mask)

    def compute_mask(self, value, previous_mask=None):
        """None: every row of the output is one."""
        return None

    def compute_output_shape(self, shape):
        """The shapes of the output (B, P, d) and of the weights (B, H, P, T)."""
        return (shape[0], self.queries, shape[-1]), (shape[0], self.attention.num_heads, self.queries, shape[1])

    def get_config(self):
        own = {"queries": self.queries, "kernel_initializer": initializers.serialize(self.kernel_initializer)}
        names = "num_heads", "key_dim", "value_dim", "use_bias"
        return super().get_config() | {name: getattr(self.attention, name) for name in names} | own
