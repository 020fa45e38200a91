"""The LSTM with peepholes of Gers & Schmidhuber (2000): the input and forget gates see the old cell, the output gate
the new one, each through weights of its own unit alone."""

import sympy as sp

from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.nodes import Sigmoid
from lstmbook.notation.recurrent import c, p_of

PEEPHOLE_LSTM = LSTM.but(
    "peephole_lstm",
    i=Sigmoid(preactivation("i") + sp.HadamardProduct(p_of["i"], c.prev)),
    f=Sigmoid(preactivation("f") + sp.HadamardProduct(p_of["f"], c.prev)),
    o=Sigmoid(preactivation("o") + sp.HadamardProduct(p_of["o"], c)),
)
