"""The minLSTM of Feng et al. (2024), arXiv:2410.01201: gates that hear x alone, normalised so that they add up to one.

Its candidate is that of the minGRU. It has no output gate, and what it stores is what it shows.
"""

import sympy as sp

from lstmbook.equations.min_gru import CANDIDATE, preactivation
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Ratio, Sigmoid
from lstmbook.notation.minimal import kept, taken
from lstmbook.notation.recurrent import f, g, h, i, x

MIN_LSTM = Model(
    "min_lstm",
    inputs=[x],
    states=[h.prev],
    equations={
        i: Sigmoid(preactivation("i")),
        f: Sigmoid(preactivation("f")),
        **CANDIDATE,
        kept: Ratio(f, f + i),
        taken: Ratio(i, f + i),
        h: sp.HadamardProduct(kept, h.prev) + sp.HadamardProduct(taken, g),
    },
)
