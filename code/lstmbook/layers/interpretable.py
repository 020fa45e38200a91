"""Multi-head attention whose heads share their values, so that all heads together have one map."""

import keras
from keras import ops

from lstmbook.layers.attention import MultiHeadAttention, _check_steps, allowed_pairs, attended


@keras.saving.register_keras_serializable(package="lstmbook")
class InterpretableAttention(MultiHeadAttention):
    """Multi-head attention in which the heads share values and output projection.

    Each head looks with queries and keys of its own. What they read of the same values is added and projected::

        q = query W_q + b_q     k = key W_k + b_k          of each head
        a = softmax(q k^T / sqrt(dk))                      of each head
        v = value W_v + b_v                                of all heads
        y = (sum over the heads of a v) W_out + b_out

    Weights, each with its bias if there are any: ``query_kernel (dq, H, dk)``, ``query_bias (H, dk)``,
    ``key_kernel (dm, H, dk)``, ``key_bias``, ``value_kernel (d, dv)``, ``value_bias (dv,)``,
    ``output_kernel (dv, dq)``, ``output_bias (dq,)``.

    Source: Lim, Arik, Loeff & Pfister, "Temporal Fusion Transformers for Interpretable Multi-horizon Time Series
    Forecasting", arXiv:1912.09363, the section on interpretable multi-head attention. They project the mean over the
    heads, without biases: their output matrix is H times this one.

    Arguments, calls, returned values and errors: as of ``MultiHeadAttention``. The mean of the returned weights over
    the heads, (B, Tq, Tk), is the map that the output is made with.
    """

    def build(self, query_shape, value_shape, key_shape=None):
        key_width, shape = (key_shape or value_shape)[-1], (self.num_heads, self.key_dim)
        output = self.value_dim, query_shape[-1]
        self.projections = {
            "query": self._projection("query", (query_shape[-1], *shape), shape),
            "key": self._projection("key", (key_width, *shape), shape),
            "value": self._projection("value", (value_shape[-1], self.value_dim), (self.value_dim,)),
            "output": self._projection("output", output, output[-1:]),
        }
        self.built = True

    def call(self, query, value, key=None, mask=None, causal=False, value_mask=None):
        key = value if key is None else key
        _check_steps(query, key, value)
        allowed = allowed_pairs(mask, causal, value_mask, query, key)
        shared = ops.expand_dims(self._shared("value", value), 1)  # by all heads
        allowed = None if allowed is None else ops.expand_dims(allowed, 1)
        contexts, weights = attended(self.scores(query, key), shared, allowed)
        return self._shared("output", ops.sum(contexts, axis=1)), weights

    def _shared(self, name, sequence):
        """What the projection of all heads makes of a sequence (B, T, d)."""
        kernel, bias = self.projections[name]
        found = ops.matmul(sequence, kernel)
        return found if bias is None else found + bias
