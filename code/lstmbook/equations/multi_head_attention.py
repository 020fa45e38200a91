"""Multi-head attention: Vaswani et al. (2017), section 3.2.2, with the biases that Keras has.

The paper concatenates the heads and multiplies by one matrix; one row block of that matrix belongs to each
head, so the product is the sum over the heads that stands here.
"""

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import HeadSum, Rows
from lstmbook.equations.scaled_dot_product import EQUATIONS
from lstmbook.notation import QUANTITIES, T_k, T_q

_s = {name: quantity.symbol for name, quantity in QUANTITIES.items()}

MULTI_HEAD_ATTENTION = Model(
    name="multi_head_attention",
    inputs=("query", "key", "value"),
    states=(),
    parameters=("W_q", "b_q", "W_k", "b_k", "W_v", "b_v", "W_out", "b_out"),
    equations=(
        ("q", _s["query"] * _s["W_q"] + Rows(_s["b_q"], T_q)),
        ("k", _s["key"] * _s["W_k"] + Rows(_s["b_k"], T_k)),
        ("v", _s["value"] * _s["W_v"] + Rows(_s["b_v"], T_k)),
        *EQUATIONS,
        ("head", _s["context"] * _s["W_out"]),
        ("y", HeadSum(_s["head"]) + Rows(_s["b_out"], T_q)),
    ),
    heads=True,
)
