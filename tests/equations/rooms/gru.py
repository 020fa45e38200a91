"""The gated recurrent unit in both conventions: the reset gate acts before the product with U, or after it.

Before: Cho et al. (2014). After: the one that Keras calls ``reset_after`` and cuDNN computes.
"""

import sympy as sp
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.notation.core import n, vector
from lstmbook.notation.recurrent import g, h, step_vector, weights_of, x

z = step_vector("z", n, role="forget", meaning="update gate: what is kept", order=21)
r = step_vector("r", n, role="input", meaning="reset gate", order=22)
(W_z, U_z, b_z), (W_r, U_r, b_r), (W_g, U_g, b_g) = (
    weights_of(letter, what, order)
    for letter, what, order in (("z", "update gate", 100), ("r", "reset gate", 110), ("g", "candidate", 120))
)
bU_z, bU_r, bU_g = (
    vector(f"bU_{letter}", n, tex=f"b^U_{letter}", meaning="bias of the recurrent product", order=order, learned=True)
    for letter, order in (("z", 103), ("r", 113), ("g", 123))
)

_times = sp.HadamardProduct

GRU = Model(
    "gru",
    inputs=[x],
    states=[h.prev],
    equations={
        z: Sigmoid(x * W_z + h.prev * U_z + b_z),
        r: Sigmoid(x * W_r + h.prev * U_r + b_r),
        g: Tanh(x * W_g + _times(r, h.prev) * U_g + b_g),
        h: _times(z, h.prev) + _times(sp.OneMatrix(1, n) - z, g),
    },
)

GRU_RESET_AFTER = GRU.but(
    "gru_reset_after",
    z=Sigmoid(x * W_z + h.prev * U_z + b_z + bU_z),
    r=Sigmoid(x * W_r + h.prev * U_r + b_r + bU_r),
    g=Tanh(x * W_g + b_g + _times(r, h.prev * U_g + bU_g)),
)
