"""Gradients of a loss at the quantities of attention: a bar over each, as everywhere in the book."""

from lstmbook.notation import attention
from lstmbook.notation.attention import context, k, q, scores, v, weights
from lstmbook.notation.core import matrix


def bar(quantity, order=10):
    """The gradient at a matrix: with its shape, its axes and its colour."""
    letter = quantity.letter
    stem, _, below = letter.tex.partition("_")
    return matrix(
        f"{letter.name}_bar",
        *quantity.shape,
        quantity.axes,
        role=letter.role,
        tex=rf"\bar{{{stem}}}" + (f"_{below}" if below else ""),
        meaning=f"gradient at the {letter.meaning.partition(':')[0]}",
        order=order,
    )


context_bar, v_bar, weights_bar, scores_bar, q_bar, k_bar = map(bar, (context, v, weights, scores, q, k))

query_bar, key_bar, value_bar, y_bar = map(bar, (attention.query, attention.key, attention.value, attention.y))
W_q_bar, W_k_bar, W_v_bar, W_out_bar = map(bar, (attention.W_q, attention.W_k, attention.W_v, attention.W_out))
b_q_bar, b_k_bar, b_v_bar, b_out_bar = map(bar, (attention.b_q, attention.b_k, attention.b_v, attention.b_out))
