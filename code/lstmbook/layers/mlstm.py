"""The mLSTM layer: a long short-term memory whose memory is a matrix, step by step or all at once."""

import keras
from keras import ops

from lstmbook.layers.checks import check_positive, fits
from lstmbook.layers.minimal import Minimal

BLOCKS = ("query", "key", "value", "input", "forget", "output")


def written(states, seen):
    """C (..., dk, dv), n (..., dk) and m (..., 1) after a step.

    ``states`` are those before it; ``seen`` are k (..., dk), v (..., dv)
    and the logarithms of the two gates (..., 1).
    """
    C, n, m = states
    k, v, log_i, log_f = seen
    # No h depends on m, so that no gradient goes through it.
    new_m = ops.stop_gradient(ops.maximum(log_f + m, log_i))
    i, f = ops.exp(log_i - new_m), ops.exp(log_f + m - new_m)
    C = f[..., None] * C + i[..., None] * k[..., :, None] * v[..., None, :]
    n = f * n + i * k
    return C, n, new_m


def read(q, C, n, m):
    """What a query (..., dk) reads, (..., dv)."""
    above = ops.squeeze(ops.matmul(q[..., None, :], C), -2)
    against = ops.sum(q * n, axis=-1, keepdims=True)
    return above / ops.maximum(ops.abs(against), ops.exp(-m))


def recurrent(seen, start):
    """What is read at all steps (B, T, dv), written one after the other, and the last states."""

    def step(states, now):
        after = written(states, now)
        return after, after  # all are kept, as gradients need them

    q, *others = seen
    last, states = ops.scan(step, start, tuple(ops.swapaxes(one, 0, 1) for one in others))
    return read(q, *(ops.swapaxes(one, 0, 1) for one in states)), last


def parallel(seen, start):
    """The same at once.

    Before the axes of time and features any others may stand.
    """
    q, k, v, log_i, log_f = seen
    C, n, m = start
    total = ops.cumsum(log_f, axis=-2)  # with the step's own gate: inclusive
    logs = total - ops.swapaxes(total - log_i, -1, -2)
    logs = ops.where(_past(logs), logs, -float("inf"))
    before = total + m[..., None, :]
    largest = ops.maximum(ops.max(logs, axis=-1, keepdims=True), before)
    new_m = ops.stop_gradient(largest)
    scores = ops.matmul(q, ops.swapaxes(k, -1, -2))
    weights, kept = ops.exp(logs - new_m) * scores, ops.exp(before - new_m)
    above = ops.matmul(weights, v) + kept * ops.matmul(q, C)
    against = ops.sum(weights, axis=-1, keepdims=True)
    against = against + kept * ops.matmul(q, n[..., None])
    found = above / ops.maximum(ops.abs(against), ops.exp(-new_m))
    # What the last step hands on.
    k = k * ops.exp(logs[..., -1, :, None] - new_m[..., -1:, :])
    C = kept[..., -1:, :] * C + ops.matmul(ops.swapaxes(k, -1, -2), v)
    n = kept[..., -1, :] * n + ops.sum(k, axis=-2)
    return found, (C, n, new_m[..., -1, :])


def _past(square):
    """Where a step (rows) sees another (columns): booleans (T, T)."""
    places = ops.arange(square.shape[-1])
    return places[None] <= places[:, None]


def gated(blocks):
    """q, k, v and the logarithms of the gates, and the output gate, from x W + b of the six blocks."""
    q, k, v, log_i, f, o = blocks
    return (q, k / k.shape[-1] ** 0.5, v, log_i, ops.log_sigmoid(f)), ops.sigmoid(o)


@keras.saving.register_keras_serializable(package="lstmbook")
class MLSTM(Minimal):
    """An mLSTM over sequences, with one head; Keras has none.

    With rows x (B, d) of a step and the states C (B, dk, n), n (B, dk) and m (B, 1) of the step before::

        q     = x W_q + b_q                        query
        k     = (x W_k + b_k) / sqrt(dk)           key
        v     = x W_v + b_v                        value
        log i = x W_i + b_i                        input gate, exponential, one number
        log f = log sigmoid(x W_f + b_f)           forget gate, one number
        o     = sigmoid(x W_o + b_o)               output gate
        m'    = max(log f + m, log i)              stabiliser: what is taken out of the exponents
        C'    = exp(log f + m - m') C + exp(log i - m') k^T v
        n'    = exp(log f + m - m') n + exp(log i - m') k
        h     = o * (q C') / max(|q n'|, exp(-m'))

    h is the same for any m, and gradients do not go through it. No block hears h, so that all steps can be computed at
    once, from products of all queries with all keys. In half precision the memory is kept in single.

    Weights: of the query, key, value, input gate, forget gate and output gate, in this order, ``query_kernel (d, dk)``
    and, with ``use_bias``, ``query_bias (dk,)`` and so on: ``key_kernel (d, dk)``, ``value_kernel (d, n)``,
    ``input_kernel (d, 1)``, ``forget_kernel (d, 1)``, ``output_kernel (d, n)``.

    Source: Beck, Poeppel, Spanring, Auer, Prudnikova, Kopp, Klambauer, Brandstetter & Hochreiter, "xLSTM: Extended Long
    Short-Term Memory", 2024, arXiv:2405.04517. The authors' code adds 1e-6 to the denominator.

    Args:
        units: n, the size of the values and of h: a positive integer.
        key_dim: dk, the size of queries and keys: a positive integer.
        **kwargs: ``use_bias``, ``parallel``, ``return_sequences``, ``return_state`` and the initializers, regularizers
            and constraints as of ``MinLSTM``. Where the number of steps is not known when a graph is built, they are
            computed one after the other.

    Call arguments:
        inputs: x, of shape (B, T, d).
        initial_state: the list of C, n and m before the first step; zeros where not given.
        mask: booleans (B, T). A step without its one hands all states on, and shows the h before; before the first step
            that counts zeros are shown, as in Keras.

    Returns:
        h (B, T, n) or (B, n), and with ``return_state`` the last C, n and m after it, a list of four.

    Raises:
        ValueError: if a size is not a positive integer, or an argument of the call has another shape.
    """

    blocks = BLOCKS

    def __init__(self, units, key_dim, **kwargs):
        check_positive(key_dim=key_dim)
        super().__init__(units, **kwargs)
        self.key_dim = key_dim

    def build(self, input_shape):
        n, dk = self.units, self.key_dim
        self.projections = [
            self.dense(input_shape, width, f"{name}_") for name, width in zip(BLOCKS, (dk, dk, n, 1, 1, n), strict=True)
        ]

    def call(self, inputs, initial_state=None, mask=None):
        self.check_inputs(inputs, mask)
        wide = keras.backend.result_type(self.compute_dtype, "float32")
        blocks = [ops.cast(self.projected(inputs, *one), wide) for one in self.projections]
        seen, o = gated(blocks)
        if mask is not None:
            seen = _without(seen, ops.expand_dims(ops.cast(mask, "bool"), -1))
        form = parallel if self.parallel and inputs.shape[1] is not None else recurrent
        found, last = form(seen, self._start(inputs, initial_state, wide))
        h = o * found if mask is None else _shown(o * found, ops.cast(mask, "bool"))
        h = ops.cast(h if self.return_sequences else h[:, -1], self.compute_dtype)
        return [h, *last] if self.return_state else h

    def _state_shapes(self, batch):
        return {"C": (batch, self.key_dim, self.units), "n": (batch, self.key_dim), "m": (batch, 1)}

    def _start(self, inputs, states, dtype):
        """C, n and m before the first step. ValueError, naming it, for what has another shape than it must have."""
        if states is None:
            return tuple(ops.zeros(shape, dtype) for shape in self._state_shapes(ops.shape(inputs)[0]).values())
        if not isinstance(states, (list, tuple)) or len(states) != 3:
            raise ValueError(f"initial_state must be the list of C, n, m, got {states!r}")
        states = tuple(ops.cast(one, dtype) for one in states)
        for one, (name, shape) in zip(states, self._state_shapes(inputs.shape[0]).items(), strict=True):
            if not fits(one.shape, shape):
                raise ValueError(f"initial_state: {name} must have shape {shape}, got {tuple(one.shape)}")
        return states

    def compute_mask(self, inputs, mask=None, **others):
        shown = mask if self.return_sequences else None
        return [shown, None, None, None] if self.return_state else shown

    def compute_output_shape(self, inputs_shape, *others, **more):
        shown = (*(inputs_shape[:2] if self.return_sequences else inputs_shape[:1]), self.units)
        return [shown, *self._state_shapes(inputs_shape[0]).values()] if self.return_state else shown

    def get_config(self):
        return super().get_config() | {"key_dim": self.key_dim}


def _without(seen, counts):
    """The same where steps that do not count, booleans (B, T, 1), write nothing and forget nothing."""
    *others, log_i, log_f = seen
    nothing = ops.full_like(log_i, -float("inf"))
    return (*others, ops.where(counts, log_i, nothing), ops.where(counts, log_f, ops.zeros_like(log_f)))


def _shown(h, counts):
    """h (B, T, n) of the last step that counts, for every step; zeros before the first one."""
    places = ops.arange(h.shape[1]) if h.shape[1] is not None else ops.arange(ops.shape(h)[1])
    past = places[None, None] <= places[None, :, None]
    last = ops.max(ops.where(ops.logical_and(past, counts[:, None]), places, -1), axis=-1)[..., None]
    return ops.where(last >= 0, ops.take_along_axis(h, ops.maximum(last, 0), axis=1), ops.zeros_like(h))
