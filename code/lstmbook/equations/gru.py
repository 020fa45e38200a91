"""The gated recurrent unit in both conventions: the reset gate acts before the product with U, or after it.

Before: Cho et al. (2014). After: the one that Keras calls ``reset_after`` and cuDNN computes.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.notation.core import n
from lstmbook.notation.gru import U_of, W_of, b_of, bU_of, r, z
from lstmbook.notation.recurrent import g, h, x

_times = sp.HadamardProduct


def preactivation(gate):
    """x_t W + h_{t-1} U + b with the weights of one gate."""
    return x * W_of[gate] + h.prev * U_of[gate] + b_of[gate]


GRU = Model(
    "gru",
    inputs=[x],
    states=[h.prev],
    equations={
        z: Sigmoid(preactivation("z")),
        r: Sigmoid(preactivation("r")),
        g: Tanh(x * W_of["g"] + _times(r, h.prev) * U_of["g"] + b_of["g"]),
        h: _times(z, h.prev) + _times(sp.OneMatrix(1, n) - z, g),
    },
)

GRU_RESET_AFTER = GRU.but(
    "gru_reset_after",
    z=Sigmoid(preactivation("z") + bU_of["z"]),
    r=Sigmoid(preactivation("r") + bU_of["r"]),
    g=Tanh(x * W_of["g"] + b_of["g"] + _times(r, h.prev * U_of["g"] + bU_of["g"])),
)
