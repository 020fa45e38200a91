"""Gradients of a loss at the quantities of attention: a bar over each, as everywhere in the book."""

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
