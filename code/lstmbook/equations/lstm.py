"""The long short-term memory of Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000)."""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.notation import QUANTITIES

_s = {name: quantity.symbol for name, quantity in QUANTITIES.items()}


def preactivation(gate):
    """x_t W + h_{t-1} U + b with the weights of one gate."""
    return _s["x"] * _s[f"W_{gate}"] + _s["h_prev"] * _s[f"U_{gate}"] + _s[f"b_{gate}"]


LSTM = Model(
    name="lstm",
    inputs=("x",),
    states=("h_prev", "c_prev"),
    parameters=tuple(f"{kind}_{gate}" for gate in "ifgo" for kind in "WUb"),
    equations=(
        ("i", Sigmoid(preactivation("i"))),
        ("f", Sigmoid(preactivation("f"))),
        ("g", Tanh(preactivation("g"))),
        ("o", Sigmoid(preactivation("o"))),
        ("c", sp.HadamardProduct(_s["f"], _s["c_prev"]) + sp.HadamardProduct(_s["i"], _s["g"])),
        ("h", sp.HadamardProduct(_s["o"], Tanh(_s["c"]))),
    ),
)
