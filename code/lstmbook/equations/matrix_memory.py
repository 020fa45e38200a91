"""Attention without its softmax, read all at once and step by step: Katharopoulos et al. (2020), arXiv:2006.16236.

``LINEAR_ATTENTION`` has every key and value, and a mask that hides the future; ``MATRIX_MEMORY`` has the sum of their
products and nothing else, Schlag et al. (2021), arXiv:2102.11174. Neither has the feature map of the first paper, which
changes queries and keys before they come here. ``GATED_MEMORY`` forgets, and weighs what it writes.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Scaled
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT
from lstmbook.notation.attention import d_k, mask, scores
from lstmbook.notation.matrix_memory import C, f, i, k, q, r, v

LINEAR_ATTENTION = SCALED_DOT_PRODUCT.but("linear_attention", inputs=[mask], weights=sp.HadamardProduct(mask, scores))

MATRIX_MEMORY = Model(
    "matrix_memory",
    inputs=[q, k, v],
    states=[C.prev],
    equations={C: C.prev + k.T * v, r: q * C / sp.sqrt(d_k)},
)

GATED_MEMORY = Model(
    "gated_memory",
    inputs=[q, k, v, i, f],
    states=[C.prev],
    equations={C: Scaled(f, C.prev) + Scaled(i, k.T * v), r: q * C / sp.sqrt(d_k)},
)
