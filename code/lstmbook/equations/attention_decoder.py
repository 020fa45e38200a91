"""Two decoders with attention, each stated as a change to the LSTM: the context goes into the cell, or beside it.

The memory M (T_k, d_m) holds the encoder's hidden states, h and c are the decoder's own, and r is the context. Over
sequences: ``Scan(BAHDANAU)(x, parameters, start=..., memory=M)``, and ``seen=`` too for a ``masked`` model.

Sources: Bahdanau, Cho & Bengio, arXiv:1409.0473, section 3.1 and appendix A, who have a gated unit in place of the
LSTM; Luong, Pham & Manning, arXiv:1508.04025, sections 3, 3.1 and 3.3. They write s or h for the decoder's hidden
state, h for the encoder's, and c for the context.
"""

from lstmbook.equations import attention_scores
from lstmbook.equations.attention_scores import additive, dot, general
from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.nodes import RowSoftmax, Sigmoid, Tanh
from lstmbook.notation.attention import read_by
from lstmbook.notation.core import n
from lstmbook.notation.decoder import (
    attentional_weights,
    d_m,
    h_tilde,
    memory_of,
    read_weights,
    score_weights,
    seen,
)
from lstmbook.notation.recurrent import h

SCORES = ("additive", "general", "dot")
SQUASHED = {"i": Sigmoid, "f": Sigmoid, "g": Tanh, "o": Sigmoid}


def before_the_cell(score="additive"):
    """Bahdanau's decoder: the query is h_{t-1}, and all four blocks of the step hear what it reads."""
    memory, reading = _reading(score, h.prev)
    context = list(reading)[-1]
    return LSTM.but("bahdanau", inputs=[memory], new=reading, **_heard_as_well(context))


def after_the_cell(score="general", feeding=True):
    """Luong's decoder: the query is h_t, and what it reads is joined to h_t outside of the cell.

    With ``feeding``, of the input, the next step hears the attentional vector.
    """
    memory, reading = _reading(score, h)
    context = list(reading)[-1]
    W_r, W_h = attentional_weights(context.shape[1])
    new = {**reading, h_tilde: Tanh(context * W_r + h * W_h)}
    if not feeding:
        return LSTM.but("luong_unfed", inputs=[memory], new=new)
    return LSTM.but("luong", inputs=[memory], states=[h_tilde.prev], new=new, **_heard_as_well(h_tilde.prev))


def masked(model):
    """A decoder that reads those rows of the memory alone where ``seen``, the mask of the source, is one."""
    return attention_scores.masked(model, seen)


def _reading(score, query):
    """The memory and the three equations of reading it. ValueError for an unknown score."""
    if score not in SCORES:
        raise ValueError(f"score must be one of {', '.join(SCORES)}, got {score!r}")
    width = n if score == "dot" else d_m
    memory, (W_query, U_memory, w, W_score) = memory_of(width), score_weights(width)
    made = {
        "additive": lambda: additive(query, memory, W_query, U_memory, w),
        "general": lambda: general(query, memory, W_score),
        "dot": lambda: dot(query, memory),
    }
    scores, weights, context = read_by(query, width)
    return memory, {scores: made[score](), weights: RowSoftmax(scores), context: weights * memory}


def _heard_as_well(read):
    """The four blocks of the LSTM, each hearing one more vector."""
    V_of = read_weights(read.shape[1])
    return {gate: squashed(preactivation(gate) + read * V_of[gate]) for gate, squashed in SQUASHED.items()}


BAHDANAU = before_the_cell()
LUONG = after_the_cell()
LUONG_DOT = after_the_cell("dot")
UNFED = after_the_cell(feeding=False)
