"""Multi-head attention: Vaswani et al. (2017), section 3.2.2, with the biases that Keras has.

The paper concatenates the heads and multiplies by one matrix; one row block of that matrix belongs to each
head, so the product is the sum over the heads that stands here.
"""

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import MaskedSoftmax, Rows, Summed
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT
from lstmbook.notation import attention
from lstmbook.notation.attention import HEAD, T_k, T_q, b_out, key, mask, query, value, y
from lstmbook.notation.core import Quantity

q, k, v, scores, weights, context, head, W_q, W_k, W_v, W_out, b_q, b_k, b_v = (
    getattr(attention, name).along(HEAD)
    for name in "q k v scores weights context head W_q W_k W_v W_out b_q b_k b_v".split()
)


def of_each_head(expression):
    """The same expression with an axis of heads in all that it names."""
    return expression.replace(lambda part: isinstance(part, Quantity), lambda part: part.along(HEAD))


MULTI_HEAD_ATTENTION = Model(
    "multi_head_attention",
    inputs=[query, key, value],
    states=[],
    equations={
        q: query * W_q + Rows(b_q, T_q),
        k: key * W_k + Rows(b_k, T_k),
        v: value * W_v + Rows(b_v, T_k),
        **{left: of_each_head(SCALED_DOT_PRODUCT.expression(left.name)) for left in (scores, weights, context)},
        head: context * W_out,
        y: Summed(head, HEAD) + Rows(b_out, T_q),
    },
)

MASKED_MULTI_HEAD_ATTENTION = MULTI_HEAD_ATTENTION.but(
    "masked_multi_head_attention", inputs=[mask], weights=MaskedSoftmax(scores, mask)
)
