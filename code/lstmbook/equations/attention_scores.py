"""Attention with the scores that have mattered, for one query, or many at once: additive, dot, general, scaled.

The query is a vector: a row of all queries, or the hidden state of a decoder. Sources: Bahdanau, Cho & Bengio,
arXiv:1409.0473, appendix A.1.2 (additive); Luong, Pham & Manning, arXiv:1508.04025, section 3.1 (dot, general);
Vaswani et al., arXiv:1706.03762, equation 1 (scaled).
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import MaskedSoftmax, Rows, RowSoftmax, Tanh
from lstmbook.notation.attention import (
    T_k,
    U_memory,
    W_query,
    W_score,
    k,
    k_wide,
    q_row,
    q_wide,
    read_by,
    seen,
    v,
    v_score,
)


def dot(query, keys):
    return query * keys.T


def scaled(query, keys):
    return query * keys.T / sp.sqrt(query.shape[1])


def general(query, keys, W=W_score):
    return query * W * keys.T


def additive(query, keys, W=W_query, U=U_memory, w=v_score):
    return w * Tanh(Rows(query * W, T_k) + keys * U).T


def attention(name, score, query, keys):
    """The model that reads the values v (T_k, d_v) at the weights of a score, one of the functions above."""
    scores, weights, context = read_by(query)
    equations = {scores: score(query, keys), weights: RowSoftmax(scores), context: weights * v}
    return Model(name, inputs=[query, keys, v], states=[], equations=equations)


def masked(model, seen=seen):
    """The same over the steps where ``seen``, a mask of the padding, is one. A query that sees nothing reads zeros."""
    scores = model.quantities["scores"]
    return model.but(f"masked_{model.name}", inputs=[seen], weights=MaskedSoftmax(scores, seen))


ADDITIVE = attention("additive", additive, q_wide, k_wide)
GENERAL = attention("general", general, q_wide, k_wide)
DOT = attention("dot", dot, q_row, k)
SCALED = attention("scaled", scaled, q_row, k)
