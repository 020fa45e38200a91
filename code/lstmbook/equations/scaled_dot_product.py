"""Scaled dot-product attention: Vaswani et al. (2017), equation 1."""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import MaskedSoftmax, RowSoftmax
from lstmbook.notation.attention import context, d_k, k, mask, q, scores, v, weights

SCALED_DOT_PRODUCT = Model(
    "scaled_dot_product",
    inputs=[q, k, v],
    states=[],
    equations={scores: q * k.T / sp.sqrt(d_k), weights: RowSoftmax(scores), context: weights * v},
)

MASKED_SCALED_DOT_PRODUCT = SCALED_DOT_PRODUCT.but(
    "masked_scaled_dot_product", inputs=[mask], weights=MaskedSoftmax(scores, mask)
)
