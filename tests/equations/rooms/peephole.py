"""The LSTM with peepholes of Gers & Schmidhuber (2000): the input and forget gates see the old cell, the output gate
the new one, each through weights of its own unit alone."""

import sympy as sp
from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.nodes import Sigmoid
from lstmbook.notation.core import n, vector
from lstmbook.notation.recurrent import GATES, c

p_i, p_f, p_o = (
    vector(f"p_{gate}", n, meaning=f"peephole weights of the {GATES[gate][1]}", order=order, learned=True)
    for gate, order in (("i", 130), ("f", 131), ("o", 132))
)

PEEPHOLE_LSTM = LSTM.but(
    "peephole_lstm",
    i=Sigmoid(preactivation("i") + sp.HadamardProduct(p_i, c.prev)),
    f=Sigmoid(preactivation("f") + sp.HadamardProduct(p_f, c.prev)),
    o=Sigmoid(preactivation("o") + sp.HadamardProduct(p_o, c)),
)
