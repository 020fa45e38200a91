"""One function of two sequences, one that asks and one that is asked: cross-attention, and self-attention of it.

Queries are made from the one, keys and values from the other; in self-attention both are the same sequence. One head,
no biases. Source: Vaswani et al., arXiv:1706.03762, section 3.2.
"""

from lstmbook.equations.model import Model
from lstmbook.equations.residual import resized
from lstmbook.equations.scaled_dot_product import MASKED_SCALED_DOT_PRODUCT, SCALED_DOT_PRODUCT
from lstmbook.notation.attention import T_k, T_q, W_k, W_q, W_v, d_k, d_v, key, query, x
from lstmbook.notation.core import Quantity


def attending(name, asking, asked, inner=SCALED_DOT_PRODUCT):
    """The model in which the sequence ``asking`` (steps, features) reads the sequence ``asked``, by ``inner``."""
    steps, places = asking.shape[0], asked.shape[0]
    inner = resized(resized(inner, T_q, steps), T_k, places)
    asker, memory = asking.shape[1], asked.shape[1]
    projected = {
        inner.quantities["q"]: asking * _shaped(W_q, asker, d_k),
        inner.quantities["k"]: asked * _shaped(W_k, memory, d_k),
        inner.quantities["v"]: asked * _shaped(W_v, memory, d_v),
    }
    others = [inner.quantities[one] for one in inner.inputs if one not in ("q", "k", "v")]
    inputs = [*dict.fromkeys([asking, asked]), *others]
    read = {inner.quantities[name]: right for name, right in inner.equations}
    return Model(name, inputs=inputs, states=[], equations={**projected, **read})


def _shaped(matrix, *shape):
    return Quantity(matrix.letter.but(shape=shape), *shape)


CROSS_ATTENTION = attending("cross_attention", query, key)
SELF_ATTENTION = attending("self_attention", x, x)
MASKED_CROSS_ATTENTION = attending("masked_cross_attention", query, key, MASKED_SCALED_DOT_PRODUCT)
MASKED_SELF_ATTENTION = attending("masked_self_attention", x, x, MASKED_SCALED_DOT_PRODUCT)
