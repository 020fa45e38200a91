"""The minGRU of Feng et al. (2024), arXiv:2410.01201: a GRU without reset gate, whose update gate hears x alone.

z takes the new state, the other way round from Keras's GRU. The candidate is x + 1/2 from zero on and sigma(x) below,
written with a switch, which is one or zero: so every piece of it is a function that the proofs know.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Positive, Sigmoid
from lstmbook.notation.core import n
from lstmbook.notation.minimal import W_of, b_of, s, z, z_g
from lstmbook.notation.recurrent import g, h, x

_one, _times = sp.OneMatrix(1, n), sp.HadamardProduct


def preactivation(gate):
    """x_t W + b with the weights of one gate."""
    return x * W_of[gate] + b_of[gate]


CANDIDATE = {
    z_g: preactivation("g"),
    s: Positive(z_g),
    g: _times(s, z_g + _one / 2) + _times(_one - s, Sigmoid(z_g)),
}

MIN_GRU = Model(
    "min_gru",
    inputs=[x],
    states=[h.prev],
    equations={
        z: Sigmoid(preactivation("z")),
        **CANDIDATE,
        h: _times(_one - z, h.prev) + _times(z, g),
    },
)
