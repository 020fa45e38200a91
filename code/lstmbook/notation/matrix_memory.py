"""A memory that is a matrix: query, key and value of one step, what is kept of them, and the gates of the mLSTM.

A gate here is one number a step. In code the normaliser and the stabiliser are n and m, as in the paper.
"""

from lstmbook.notation.attention import d_k, d_v
from lstmbook.notation.core import TIME, d, matrix, vector
from lstmbook.notation.recurrent import STEP, step_vector

q = step_vector("q", d_k, role="query", meaning="query: what the step asks for", order=30)
k = step_vector("k", d_k, role="key", meaning="key: under what the step writes", order=31)
v = step_vector("v", d_v, role="value", meaning="value: what the step writes", order=32)
C = matrix("C", d_k, d_v, STEP, role="cell", meaning="memory, a matrix: the sum of keys times values", order=29)
r = step_vector("r", d_v, role="value", meaning="context: what is read", order=38)
h = step_vector("h", d_v, role="hidden", meaning="hidden state: what the layer shows", order=39)

norm = step_vector("n", d_k, tex=r"\nu", meaning="normaliser: the sum of the keys", order=34)
m = step_vector("m", 1, tex=r"\mu", meaning="stabiliser: a logarithm that is taken out", order=28)
f = step_vector("f", 1, role="forget", meaning="forget gate, one number", order=21)
i = step_vector("i", 1, role="input", meaning="input gate, one number", order=22)
log_f = step_vector("log_f", 1, role="forget", tex=r"\ell^{f}", meaning="logarithm of the forget gate", order=27)
log_i = step_vector("log_i", 1, role="input", tex=r"\ell^{i}", meaning="logarithm of the input gate", order=27)
o = step_vector("o", d_v, role="output", meaning="output gate", order=23)

_BLOCKS = {
    "q": (d_k, "query"),
    "k": (d_k, "key"),
    "v": (d_v, "value"),
    "i": (1, "input gate"),
    "f": (1, "forget gate"),
    "o": (d_v, "output gate"),
}
W_of = {
    letter: matrix(f"W_{letter}", d, width, meaning=f"weights of the {what}", order=160 + 2 * place, learned=True)
    for place, (letter, (width, what)) in enumerate(_BLOCKS.items())
}
b_of = {
    letter: vector(f"b_{letter}", width, meaning=f"bias of the {what}", order=161 + 2 * place, learned=True)
    for place, (letter, (width, what)) in enumerate(_BLOCKS.items())
}

# Gradients, as in ``notation.gradients``.
loss_bar = step_vector(
    "loss_bar", d_v, role="hidden", tex=r"\bar{\ell}", meaning="the loss's own gradient at the hidden state", order=0
)
against = step_vector("against", 1, tex="p", meaning="query times normaliser", order=35)
below = step_vector("below", 1, tex="w", meaning="denominator", order=36)
switch = step_vector(
    "switch", 1, tex="s", meaning="switch: one where the query times the normaliser is below", order=20
)
p_bar = step_vector("p_bar", 1, tex=r"\bar{p}", meaning="gradient at the query times the normaliser", order=3)
r_bar = step_vector(
    "r_bar", d_v, role="value", tex=r"\bar{r}", meaning="gradient at the query times the memory", order=3
)
C_bar_plus = matrix(
    "C_bar_plus",
    d_k,
    d_v,
    STEP,
    role="cell",
    tex=r"\bar{C}^{+}",
    meaning="part of the gradient at the memory that comes from the step after",
    order=1,
)
C_bar = matrix(
    "C_bar", d_k, d_v, STEP, role="cell", tex=r"\bar{C}", meaning="gradient at the memory, complete", order=4
)
norm_bar_plus = step_vector(
    "n_bar_plus",
    d_k,
    tex=r"\bar{\nu}^{+}",
    meaning="part of the gradient at the normaliser that comes from the step after",
    order=2,
)
norm_bar = step_vector("n_bar", d_k, tex=r"\bar{\nu}", meaning="gradient at the normaliser, complete", order=5)
log_f_bar = step_vector(
    "log_f_bar",
    1,
    role="forget",
    tex=r"\bar{\ell}^{f}",
    meaning="gradient at the logarithm of the forget gate",
    order=3,
)
z_bar_of = {
    letter: step_vector(f"z_bar_{letter}", width, tex=rf"\bar{{z}}^{{{letter}}}", meaning=f"gradient before the {what}")
    for letter, (width, what) in _BLOCKS.items()
}
W_bar_of = {
    letter: matrix(
        f"W_bar_{letter}",
        d,
        width,
        (TIME,),
        tex=rf"\bar{{W}}_{letter}",
        meaning=f"one step's part of the gradient of the weights of the {what}",
    )
    for letter, (width, what) in _BLOCKS.items()
}
