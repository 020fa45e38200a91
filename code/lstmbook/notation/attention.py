"""Attention: queries, keys and values, the scores and weights between them, and the projections that make them."""

from lstmbook.notation.core import BATCH, Axis, T, d, matrix, size, vector

T_q = size("T_q", "steps of the sequence that asks", "i")
T_k = size("T_k", "steps of the sequence that is asked", "s")
d_k = size("d_k", "features of a query and of a key, per head", "a")
d_v = size("d_v", "features of a value, per head", "a")
H = size("H", "attention heads", "e")
d_heads = size("d_heads", "features of the contexts of all heads side by side", "m")
d_query = size("d_query", "features of the sequence that asks, before projection", "k")
d_key = size("d_key", "features of the sequence that keys are made from", "k")
d_value = size("d_value", "features of the sequence that values are made from", "k")
d_out = size("d_out", "features of the result of multi-head attention", "k")

HEAD = Axis("head", H, "e", above=True)


def _made(role, steps, width, source, source_width, order):
    """One of queries, keys and values, the sequence it is made from, and the weights and bias that make it."""
    letter, what = role[0], f"projection to the {role}"
    tex, note = f"X_{letter}", f"sequence the {role} is made from"
    return (
        matrix(letter, steps, width, (BATCH,), role=role, meaning=f"{role} of every step", order=30 + order),
        matrix(source, steps, source_width, (BATCH,), tex=tex, meaning=note, order=33 + order),
        matrix(f"W_{letter}", source_width, width, meaning=what, order=160 + 3 * order, learned=True),
        vector(f"b_{letter}", width, meaning=f"bias of the {role}", order=162 + 3 * order, learned=True),
    )


q, query, W_q, b_q = _made("query", T_q, d_k, "query", d_query, 0)
k, key, W_k, b_k = _made("key", T_k, d_k, "key", d_key, 1)
v, value, W_v, b_v = _made("value", T_k, d_v, "value", d_value, 2)

scores = matrix("scores", T_q, T_k, (BATCH,), tex="S", meaning="scores: how well each query fits each key", order=36)
weights = matrix("weights", T_q, T_k, (BATCH,), tex="A", meaning="attention weights: each row sums to one", order=37)
context = matrix(
    "context", T_q, d_v, (BATCH,), role="value", tex="C", meaning="context: the weighted mean of the values", order=38
)
mean_weights = matrix(
    "mean_weights", T_q, T_k, (BATCH,), tex=r"\tilde{A}", meaning="mean of the attention weights of all heads", order=37
)
head = matrix("head", T_q, d_out, (BATCH,), tex="Y", meaning="one head's part of the output", order=39)
y = matrix("y", T_q, d_out, (BATCH,), meaning="output of multi-head attention")
W_out = matrix(
    "W_out", d_v, d_out, tex="W_O", meaning="one head's part of the output projection", order=190, learned=True
)
b_out = vector("b_out", d_out, tex="b_O", meaning="bias of the output projection", order=191, learned=True)
beside = matrix("beside", T_q, d_heads, (BATCH,), role="value", tex="Z", meaning="all contexts side by side", order=38)
W_whole = matrix("W_whole", d_heads, d_out, tex="W", meaning="the output projection in one matrix", order=190)
block = matrix("block", d_v, d_heads, tex="E", meaning="places of one head among the columns of all", order=39)
mask = matrix("mask", T_q, T_k, (BATCH,), tex="M", meaning="mask: one where a query may see a key, else zero", order=40)

# One query at a time: a row of all queries, or the hidden state of a decoder's step.
QUERY = Axis("query", T_q, "i")
u = size("u", "units in which an additive score compares", "a")

q_row = vector("q", d_k, (BATCH, QUERY), role="query", meaning="one query", order=30)
q_wide = vector("q", d_query, (BATCH, QUERY), role="query", meaning="one query", order=30)
k_wide = matrix("k", T_k, d_key, (BATCH,), role="key", meaning="key of every step", order=31)
v_score = vector("v_score", u, tex="w", meaning="score vector", order=29, learned=True)
W_query = matrix("W_query", d_query, u, tex="W", meaning="what is compared of a query", order=160, learned=True)
U_memory = matrix("U_memory", d_key, u, tex="U", meaning="what is compared of a key", order=161, learned=True)
W_score = matrix("W_score", d_query, d_key, tex="W", meaning="what of query and key meets", order=162, learned=True)
seen = vector("mask", T_k, (BATCH,), tex="m", meaning="mask: one at a step that may be seen, else zero", order=40)
without_one = matrix(
    "without_one", T_k, d_v, (BATCH, QUERY), role="value", tex=r"\tilde{v}", meaning="mean of other values", order=39
)


def read_by(query, width=d_v):
    """The scores s, the weights a and the context r (width) of one query, a vector: with the query's own axes."""
    about = {"axes": query.axes}
    return (
        vector("scores", T_k, tex="s", meaning="scores: how well the query fits each key", order=36, **about),
        vector("weights", T_k, tex="a", meaning="attention weights: they sum to one", order=37, **about),
        vector("context", width, tex="r", role="value", meaning="context: what is read", order=38, **about),
    )


# One sequence that asks itself.
x = matrix("x", T, d, (BATCH,), tex="X", meaning="sequence that asks and is asked", order=29)

# Where a step stands: turned queries and keys, and vectors of a distance.
J = matrix("J", d_k, d_k, tex="J", meaning="quarter turn of every pair of features", order=45)
q_turned = matrix("q_turned", T_q, d_k, (BATCH,), role="query", tex=r"\hat{q}", meaning="turned query", order=30)
k_turned = matrix("k_turned", T_k, d_k, (BATCH,), role="key", tex=r"\hat{k}", meaning="turned key", order=31)
cos_q, sin_q, cos_k, sin_k = (
    matrix(f"{name}_{of}", steps, d_k, tex=rf"\{name}\Theta_{of}", meaning=f"{name} of a {what}'s angles", order=50)
    for of, steps, what in (("q", T_q, "query"), ("k", T_k, "key"))
    for name in ("cos", "sin")
)
a_key = matrix("a_key", T_k, d_k, (QUERY,), tex=r"\rho", meaning="key of every step's distance", order=43)
a_value = matrix("a_value", T_k, d_v, (QUERY,), tex=r"\varrho", meaning="value of every step's distance", order=44)
