"""Scaled dot-product attention backwards: from the gradient at the context to those at values, keys and queries.

A bar over a quantity is the gradient of the loss with respect to it. The equations are derived, entry by entry and for
all sizes, in ``derivations/attention_backward.py``. They hold for masked weights as well: a weight that the mask has
made zero passes no gradient on, and all that the rest needs to know of the mask is in the weights.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import RowSums
from lstmbook.notation.attention import d_k, k, q, v, weights
from lstmbook.notation.attention_gradients import context_bar, k_bar, q_bar, scores_bar, v_bar, weights_bar

_times = sp.HadamardProduct

ATTENTION_BACKWARD = Model(
    "attention_backward",
    inputs=[q, k, v, weights, context_bar],
    states=[],
    equations={
        v_bar: weights.T * context_bar,
        weights_bar: context_bar * v.T,
        scores_bar: _times(weights, weights_bar - RowSums(_times(weights, weights_bar))),
        q_bar: scores_bar * k / sp.sqrt(d_k),
        k_bar: scores_bar.T * q / sp.sqrt(d_k),
    },
)
