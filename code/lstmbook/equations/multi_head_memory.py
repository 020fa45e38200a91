"""Heads that read an LSTM's states: one reading, and three places from which its queries come.

The memory M (T_k, d_m) holds the hidden states of an LSTM. ``POOLING`` asks with learned queries, ``SELF_READING`` with
the states themselves, ``ASKED_BEFORE`` and ``ASKED_AFTER`` with the hidden state of a second LSTM, that of the step
before or that of the step. Over sequences: ``Scan(ASKED_BEFORE)(x, parameters, start=..., memory=M)``.

Sources: Vaswani et al., arXiv:1706.03762, section 3.2.2, for the heads; Lin et al., arXiv:1703.03130, for several
learned queries to the states of an LSTM, there with an additive score; Bahdanau et al., arXiv:1409.0473, and Luong et
al., arXiv:1508.04025, for what the two decoders do with what is read, there with one head.
"""

import sympy as sp

from lstmbook.equations import attention_scores
from lstmbook.equations.attention_decoder import SQUASHED
from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.model import Model
from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION
from lstmbook.equations.nodes import Rows, RowSoftmax, Summed, Tanh
from lstmbook.equations.placed import rebuilt
from lstmbook.notation import attention
from lstmbook.notation.attention import HEAD, T_k, T_q, d_k, d_out, d_query, d_v
from lstmbook.notation.core import Quantity, matrix, n
from lstmbook.notation.decoder import attentional_weights, d_m, h_tilde, memory_of, read_weights
from lstmbook.notation.recurrent import h, step_vector

memory = memory_of(d_m)
queries = matrix("queries", T_q, d_query, role="query", tex="Q", meaning="learned queries", order=33, learned=True)


def _shaped(quantity, *shape):
    return Quantity(quantity.letter.but(shape=shape), *shape)


def _of_heads(quantity, *shape):
    return _shaped(quantity, *shape).along(HEAD)


W_k, W_v = (_of_heads(one, d_m, width) for one, width in ((attention.W_k, d_k), (attention.W_v, d_v)))
W_q_self = _of_heads(attention.W_q, d_m, d_k)
W_q_state, W_out = _of_heads(attention.W_q, n, d_k), attention.W_out.along(HEAD)
b_q, b_k, b_v = (getattr(attention, name).along(HEAD) for name in ("b_q", "b_k", "b_v"))
k, v = attention.k.along(HEAD), attention.v.along(HEAD)
OFFERED = {k: memory * W_k + Rows(b_k, T_k), v: memory * W_v + Rows(b_v, T_k)}


# ---- Many queries at once: learned ones, or the states themselves

_WHOLE = {name: MULTI_HEAD_ATTENTION.quantities[name] for name in ("q", "query", "W_q", "k", "v")}
_FIXED_q = Quantity(attention.q.letter.but(axes=(HEAD,)), T_q, d_k)  # one for the whole batch


def _asked(name, inputs, q, asking, changes):
    """The heads with other queries: ``asking`` is their equation, ``changes`` what stands for what in all others."""

    def here(part):
        return changes.get(part) if isinstance(part, Quantity) else None

    equations = {q: asking, **OFFERED}
    for one, right in MULTI_HEAD_ATTENTION.equations:
        if one not in "qkv":
            left = MULTI_HEAD_ATTENTION.quantities[one]
            equations[rebuilt(left, here)] = rebuilt(right, here)
    return Model(name, inputs=inputs, states=[], equations=equations)


POOLING = _asked(
    "pooling",
    [memory],
    _FIXED_q,
    queries * attention.W_q.along(HEAD) + Rows(b_q, T_q),
    {_WHOLE["q"]: _FIXED_q},
)
MASKED_POOLING = attention_scores.masked(POOLING, attention.mask)


def _self_reading():
    """As many queries as rows of the memory, so that T_k stands wherever T_q stood."""

    def here(part):
        if not isinstance(part, Quantity) or T_q not in part.shape:
            return None
        return _shaped(part, *(T_k if one == T_q else one for one in part.shape))

    q = here(_WHOLE["q"])
    equations = {q: memory * W_q_self + Rows(b_q, T_k), **OFFERED}
    for one, right in MULTI_HEAD_ATTENTION.equations:
        if one not in "qkv":
            left = MULTI_HEAD_ATTENTION.quantities[one]
            right = right.replace(lambda part: isinstance(part, Rows), lambda part: Rows(part.vector, T_k))
            equations[here(left)] = rebuilt(right, here)
    return Model("self_reading", inputs=[memory], states=[], equations=equations)


SELF_READING = _self_reading()


# ---- One query a step: the hidden state of a second LSTM

q_t = step_vector("q", d_k, role="query", meaning="one query", order=30).along(HEAD)
scores_t = step_vector("scores", T_k, tex="s", meaning="scores: how well the query fits each key", order=36)
weights_t = step_vector("weights", T_k, tex="a", meaning="attention weights: they sum to one", order=37)
context_t = step_vector("context", d_v, role="value", tex="r", meaning="context: what one head reads", order=38)
head_t = step_vector("head", d_out, tex="y", meaning="one head's part of what is read", order=39)
y_t = step_vector("y", d_out, tex="y", meaning="what all heads read", order=40)
scores_t, weights_t, context_t, head_t = (one.along(HEAD) for one in (scores_t, weights_t, context_t, head_t))


def _reading(query):
    """The equations of all heads for one query, a hidden state."""
    return {
        q_t: query * W_q_state + b_q,
        **OFFERED,
        scores_t: q_t * k.T / sp.sqrt(d_k),
        weights_t: RowSoftmax(scores_t),
        context_t: weights_t * v,
        head_t: context_t * W_out,
        y_t: Summed(head_t, HEAD) + attention.b_out,
    }


def _heard_as_well(read):
    """The four blocks of the LSTM, each hearing one more vector."""
    V_of = read_weights(read.shape[1])
    return {gate: squashed(preactivation(gate) + read * V_of[gate]) for gate, squashed in SQUASHED.items()}


W_r, W_h = attentional_weights(d_out)
ASKED_BEFORE = LSTM.but("asked_before", inputs=[memory], new=_reading(h.prev), **_heard_as_well(y_t))
ASKED_AFTER = LSTM.but(
    "asked_after",
    inputs=[memory],
    states=[h_tilde.prev],
    new={**_reading(h), h_tilde: Tanh(y_t * W_r + h * W_h)},
    **_heard_as_well(h_tilde.prev),
)
