"""Interpretable multi-head attention: the heads have queries and keys of their own, and share values and output.

Source: Lim, Arik, Loeff & Pfister, arXiv:1912.09363, section on interpretable multi-head attention. They project the
mean of the heads' contexts; here the sum is projected, so that their output matrix is H times this one.
"""

from lstmbook.equations.model import Model
from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION, context, k, q, scores, weights
from lstmbook.equations.nodes import Rows, Summed
from lstmbook.notation.attention import HEAD, T_k, T_q, W_out, W_v, b_out, b_v, key, query, v, value, y

INTERPRETABLE_ATTENTION = Model(
    "interpretable_attention",
    inputs=[query, key, value],
    states=[],
    equations={
        **{left: MULTI_HEAD_ATTENTION.expression(left.name) for left in (q, k)},
        v: value * W_v + Rows(b_v, T_k),
        **{left: MULTI_HEAD_ATTENTION.expression(left.name) for left in (scores, weights)},
        context: weights * v,
        y: Summed(context * W_out, HEAD) + Rows(b_out, T_q),
    },
)
