"""Scaled dot-product attention: Vaswani et al. (2017), equation 1."""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import RowSoftmax
from lstmbook.notation import QUANTITIES, d_k

_q, _k, _v, _scores, _weights = (QUANTITIES[name].symbol for name in ("q", "k", "v", "scores", "weights"))

EQUATIONS = (
    ("scores", _q * _k.T / sp.sqrt(d_k)),
    ("weights", RowSoftmax(_scores)),
    ("context", _weights * _v),
)

SCALED_DOT_PRODUCT = Model("scaled_dot_product", inputs=("q", "k", "v"), states=(), parameters=(), equations=EQUATIONS)
