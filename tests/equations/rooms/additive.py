"""The additive score of Bahdanau et al. (2015) over a batch of encoder states with a mask: for the hidden state of a
decoder's step, and for many queries at once."""

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import MaskedSoftmax, Rows, Tanh
from lstmbook.notation.attention import T_k, T_q
from lstmbook.notation.core import BATCH, Axis, matrix, size, vector
from lstmbook.notation.recurrent import h

d_m, d_q, u = size("d_m", "features of a state", "k"), size("d_q", "features of a query", "l"), size("u", "units", "a")
QUERY = Axis("query", T_q, "i")

memory = matrix("memory", T_k, d_m, (BATCH,), tex="M", meaning="states of the encoder", order=30)
mask = vector("mask", T_k, (BATCH,), tex="m", meaning="one where there is a state, zero in the padding", order=29)
query = vector("query", d_q, (BATCH, QUERY), role="query", tex="q", meaning="query", order=28)
keys = matrix("keys", T_k, u, (BATCH,), role="key", tex="K", meaning="what the states offer", order=31)
W_memory = matrix("W_memory", d_m, u, tex="W_m", meaning="projection of the states", order=160, learned=True)
v = vector("v", u, meaning="score vector", order=27, learned=True)


def additive(name, query):
    """Additive attention of a query, a vector, over the memory."""
    W_query = matrix(
        "W_query", query.shape[1], u, tex="W_q", meaning="projection of the query", order=161, learned=True
    )
    scores, weights = (
        vector(what, T_k, query.axes, tex=tex, meaning=what, order=order)
        for what, tex, order in (("scores", "s", 36), ("weights", "a", 37))
    )
    context = vector("context", d_m, query.axes, role="value", tex="r", meaning="mean of the states", order=38)
    equations = {
        keys: memory * W_memory,
        scores: v * Tanh(keys + Rows(query * W_query, T_k)).T,
        weights: MaskedSoftmax(scores, mask),
        context: weights * memory,
    }
    return Model(name, inputs=[query, memory, mask], states=[], equations=equations)


ADDITIVE = additive("additive", query)
ADDITIVE_OVER_STATES = additive("additive_over_states", h)
