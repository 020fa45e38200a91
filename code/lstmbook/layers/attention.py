"""Attention: what a query gets from a memory, by an additive or a multiplicative score, or by several heads."""

import keras
from keras import initializers, ops

from lstmbook.layers.checks import afresh, check_positive, fits


class _Attention(keras.layers.Layer):
    """Scores, weights and context; a layer of this kind writes ``build`` and ``scores``, with heads ``call``."""

    def __init__(self, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.supports_masking = True

    def call(self, query, value, key=None, mask=None, causal=False, value_mask=None):
        key = value if key is None else key
        _check_steps(query, key, value)
        allowed = allowed_pairs(mask, causal, value_mask, query, key)
        return attended(self.scores(query, key), value, allowed)

    def compute_mask(self, query, mask=None):
        """The context has the query's steps, and so its mask; ``mask`` is that of the call, of keys."""
        return getattr(query, "_keras_mask", None)

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        """The shapes of the context (B, Tq, dv) and of the weights (B, Tq, Tk)."""
        return (*query_shape[:2], value_shape[-1]), (*query_shape[:2], value_shape[1])

    def get_config(self):
        return super().get_config() | {"kernel_initializer": initializers.serialize(self.kernel_initializer)}

    def _kernel(self, name, shape):
        return self.add_weight(name=name, shape=shape, initializer=afresh(self.kernel_initializer))


@keras.saving.register_keras_serializable(package="lstmbook")
class AdditiveAttention(_Attention):
    """Attention with the additive score of Bahdanau, Cho & Bengio.

    With queries q_i (dq,) and a memory of keys k_j (dm,) and values v_j (dv,)::

        s_ij    = tanh(q_i W + k_j U) . v         score; W, U and v are learned
        a_ij    = exp(s_ij) / sum over l of exp(s_il)
        context = sum over j of a_ij v_j

    Weights: ``query_kernel (dq, u)``, ``memory_kernel (dm, u)``, ``score_vector (u,)``.

    Source: Bahdanau, Cho & Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", ICLR 2015,
    arXiv:1409.0473, appendix A.1.2. ``keras.layers.AdditiveAttention`` has the vector alone and no projections.

    Args:
        units: u, the size in which query and key are compared: a positive integer.
        kernel_initializer: initializer of the three weights.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments:
        query: (B, Tq, dq).
        value: (B, Tk, dv).
        key: (B, Tk, dm); the values themselves if not given.
        mask: booleans (B, Tq, Tk) or (B, Tk), true where a query may attend.
        causal: whether query i may only attend to keys up to i, also where Tq and Tk differ.

    Returns:
        The context (B, Tq, dv) and the weights (B, Tq, Tk). A query that may attend nowhere gets zeros.

    Raises:
        ValueError: if ``units`` is not a positive integer; in a call for inputs or masks of other shapes.
    """

    def __init__(self, units, **kwargs):
        check_positive(units=units)
        super().__init__(**kwargs)
        self.units = units

    def build(self, query_shape, value_shape, key_shape=None):
        query_width, key_width = query_shape[-1], (key_shape or value_shape)[-1]
        self.query_kernel = self._kernel("query_kernel", (query_width, self.units))
        self.memory_kernel = self._kernel("memory_kernel", (key_width, self.units))
        self.score_vector = self._kernel("score_vector", (self.units,))
        self.built = True

    def scores(self, query, key):
        """The scores (B, Tq, Tk)."""
        asked = ops.expand_dims(ops.matmul(query, self.query_kernel), 2)
        offered = ops.expand_dims(ops.matmul(key, self.memory_kernel), 1)
        return ops.sum(ops.tanh(asked + offered) * self.score_vector, axis=-1)

    def get_config(self):
        return super().get_config() | {"units": self.units}


@keras.saving.register_keras_serializable(package="lstmbook")
class MultiplicativeAttention(_Attention):
    """Attention with a multiplicative score of Luong, Pham & Manning, or the scaled one of Vaswani et al.

    With queries q_i (dq,) and keys k_j (dm,) the score s_ij is::

        dot      q_i . k_j
        general  q_i W . k_j                      W is learned
        scaled   q_i . k_j / sqrt(dq)

    Weights: ``score_kernel (dq, dm)`` for "general", else none.

    Sources: Luong, Pham & Manning, "Effective Approaches to Attention-based Neural Machine Translation", EMNLP 2015,
    arXiv:1508.04025, section 3.1; Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762,
    equation 1.

    Args:
        score: "dot", "general" or "scaled".
        kernel_initializer: initializer of ``score_kernel``.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments and returned values: as of ``AdditiveAttention``.

    Raises:
        ValueError: for an unknown score; in a call for inputs or masks of other shapes, and for "dot" and "scaled" if
            queries and keys differ in size.
    """

    SCORES = ("dot", "general", "scaled")

    def __init__(self, score="dot", **kwargs):
        if score not in self.SCORES:
            raise ValueError(f"score must be one of {', '.join(self.SCORES)}, got {score!r}")
        super().__init__(**kwargs)
        self.score = score

    def build(self, query_shape, value_shape, key_shape=None):
        query_width, key_width = query_shape[-1], (key_shape or value_shape)[-1]
        if self.score == "general":
            self.score_kernel = self._kernel("score_kernel", (query_width, key_width))
        elif query_width != key_width:
            raise ValueError(
                f"the score {self.score!r} needs queries and keys of one size, got {query_width} and {key_width}; "
                "use 'general'"
            )
        self.built = True

    def scores(self, query, key):
        """The scores (B, Tq, Tk)."""
        if self.score == "general":
            query = ops.matmul(query, self.score_kernel)
        elif self.score == "scaled":
            query = query / query.shape[-1] ** 0.5  # before the product, which might overflow
        return ops.matmul(query, ops.swapaxes(key, 1, 2))

    def get_config(self):
        return super().get_config() | {"score": self.score}


@keras.saving.register_keras_serializable(package="lstmbook")
class MultiHeadAttention(_Attention):
    """Multi-head attention; exchanges weights with ``keras.layers.MultiHeadAttention``.

    Each head projects queries, keys and values with weights of its own, attends with the scaled score, and its context
    is projected back; the output is the sum over the heads and a bias::

        q = query W_q + b_q     k = key W_k + b_k     v = value W_v + b_v          of each head
        a = softmax(q k^T / sqrt(dk))                                              of each head
        y = sum over the heads of a v W_out, + b_out

    Weights, each with its bias if there are any: ``query_kernel (dq, H, dk)``, ``query_bias (H, dk)``,
    ``key_kernel (dm, H, dk)``, ``key_bias``, ``value_kernel (d, H, dv)``, ``value_bias (H, dv)``,
    ``output_kernel (H, dv, dq)``, ``output_bias (dq,)``.

    Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762, section 3.2.2, which
    concatenates the heads and multiplies by one matrix; that is the same sum.

    Args:
        num_heads: H, a positive integer.
        key_dim: dk, the size of the queries and keys of one head: a positive integer.
        value_dim: dv, the size of the values of one head; that of the keys if not given.
        use_bias: whether the four projections have biases.
        kernel_initializer: initializer of the four kernels.
        **kwargs: ``name``, ``dtype`` and ``trainable``, as of every layer.

    Call arguments: as of ``AdditiveAttention``.

    Returns:
        The output (B, Tq, dq) and the weights (B, H, Tq, Tk). A query that may attend nowhere gets weights of zero, and
        of the output the bias.

    Raises:
        ValueError: if a size is not a positive integer; in a call for inputs or masks of other shapes.
    """

    def __init__(self, num_heads, key_dim, value_dim=None, use_bias=True, **kwargs):
        value_dim = key_dim if value_dim is None else value_dim
        check_positive(num_heads=num_heads, key_dim=key_dim, value_dim=value_dim)
        super().__init__(**kwargs)
        self.num_heads, self.key_dim, self.value_dim, self.use_bias = num_heads, key_dim, value_dim, use_bias

    def build(self, query_shape, value_shape, key_shape=None):
        widths = {"query": query_shape[-1], "key": (key_shape or value_shape)[-1], "value": value_shape[-1]}
        sizes = {"query": self.key_dim, "key": self.key_dim, "value": self.value_dim}
        self.projections = {}
        for name, width in widths.items():
            shape = (self.num_heads, sizes[name])
            self.projections[name] = self._projection(name, (width, *shape), shape)
        shape = (self.num_heads, self.value_dim, query_shape[-1])
        self.projections["output"] = self._projection("output", shape, shape[-1:])
        self.built = True

    def _projection(self, name, shape, bias_shape):
        kernel = self._kernel(f"{name}_kernel", shape)
        if not self.use_bias:
            return kernel, None
        return kernel, self.add_weight(name=f"{name}_bias", shape=bias_shape, initializer="zeros")

    def _projected(self, name, sequence):
        """What each head makes of a sequence (B, T, d): (B, H, T, dk)."""
        kernel, bias = self.projections[name]
        found = ops.einsum("btd,dha->bhta", sequence, kernel)
        return found if bias is None else found + ops.expand_dims(bias, 1)

    def scores(self, query, key):
        """The scores of each head (B, H, Tq, Tk)."""
        # Scaled before the product, which might overflow.
        asked = self._projected("query", query) / self.key_dim**0.5
        return ops.matmul(asked, ops.swapaxes(self._projected("key", key), 2, 3))

    def call(self, query, value, key=None, mask=None, causal=False, value_mask=None):
        key = value if key is None else key
        _check_steps(query, key, value)
        allowed = allowed_pairs(mask, causal, value_mask, query, key)
        allowed = None if allowed is None else ops.expand_dims(allowed, 1)
        scores = self.scores(query, key)
        context, weights = attended(scores, self._projected("value", value), allowed)
        kernel, bias = self.projections["output"]
        output = ops.einsum("bhta,had->btd", context, kernel)
        return (output if bias is None else output + bias), weights

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        """The shapes of the output (B, Tq, dq) and of the weights (B, H, Tq, Tk)."""
        return tuple(query_shape), (query_shape[0], self.num_heads, query_shape[1], value_shape[1])

    def get_config(self):
        return super().get_config() | {
            name: getattr(self, name) for name in ("num_heads", "key_dim", "value_dim", "use_bias")
        }


def attended(scores, value, allowed=None):
    """The context (..., Tq, dv) and the weights (..., Tq, Tk) of scores (..., Tq, Tk) over values (..., Tk, dv).

    ``allowed`` are booleans that broadcast against the scores; a query that is allowed nothing gets zeros.
    """
    if allowed is None:
        weights = ops.softmax(scores, axis=-1)
    else:
        # Not minus infinity, of which a row without anything allowed would make 0 / 0: it is uniform, and then zero.
        lowest = -65504.0 if keras.backend.standardize_dtype(scores.dtype) == "float16" else -1e38
        weights = ops.softmax(ops.where(allowed, scores, ops.cast(lowest, scores.dtype)), axis=-1)
        weights = weights * ops.cast(allowed, scores.dtype)
    return ops.matmul(weights, value), weights


def allowed_pairs(mask, causal, value_mask, query, key):
    """Which query may attend to which key: booleans that broadcast to (B, Tq, Tk), or None where all may.

    ``mask`` is (B, Tq, Tk) or (B, Tk), ``value_mask`` (B, Tk). ValueError for other shapes.
    """
    steps, keys = query.shape[1], key.shape[1]
    found = []
    for one in (mask, value_mask):
        if one is not None:
            found.append(_pairs(one, (query.shape[0], steps, keys)))
    if causal:
        places = ops.arange(ops.shape(key)[1])
        found.append((places <= ops.expand_dims(ops.arange(ops.shape(query)[1]), 1))[None])
    allowed = found[0] if found else None
    for one in found[1:]:
        allowed = ops.logical_and(allowed, one)
    return allowed


def _pairs(mask, shape):
    mask = ops.cast(ops.convert_to_tensor(mask), "bool")
    wanted = shape if len(mask.shape) == 3 else (shape[0], shape[2])
    if not fits(mask.shape, wanted):
        batch, steps, keys = shape
        raise ValueError(
            f"mask must have shape ({batch}, {steps}, {keys}) or ({batch}, {keys}), got {tuple(mask.shape)}"
        )
    return mask if len(mask.shape) == 3 else ops.expand_dims(mask, 1)


def _check_steps(query, key, value):
    for name, one in {"query": query, "value": value, "key": key}.items():
        if len(one.shape) != 3:
            raise ValueError(f"{name} must have shape (batch, steps, features), got {tuple(one.shape)}")
    if key.shape[1] != value.shape[1] and None not in (key.shape[1], value.shape[1]):
        raise ValueError(f"key and value must have as many steps, got {key.shape[1]} and {value.shape[1]}")
