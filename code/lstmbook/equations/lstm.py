"""The long short-term memory of Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000)."""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.notation.recurrent import U_of, W_of, b_of, c, f, g, h, i, o, x


def preactivation(gate):
    """x_t W + h_{t-1} U + b with the weights of one gate."""
    return x * W_of[gate] + h.prev * U_of[gate] + b_of[gate]


LSTM = Model(
    "lstm",
    inputs=[x],
    states=[h.prev, c.prev],
    equations={
        i: Sigmoid(preactivation("i")),
        f: Sigmoid(preactivation("f")),
        g: Tanh(preactivation("g")),
        o: Sigmoid(preactivation("o")),
        c: sp.HadamardProduct(f, c.prev) + sp.HadamardProduct(i, g),
        h: sp.HadamardProduct(o, Tanh(c)),
    },
)
