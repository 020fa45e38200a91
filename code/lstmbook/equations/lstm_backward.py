"""One step of backpropagation through time through the LSTM: from the gradients at h_t and c_t to all others.

A bar over a quantity is the gradient of the loss with respect to it. What reaches h_t is the loss's own gradient at
this step and what step t + 1 hands back; what reaches c_t beside that comes straight down the cell's line. The
equations are derived, entry by entry and for all sizes, in ``derivations/lstm_backward.py``.
"""

import sympy as sp

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Tanh
from lstmbook.notation import QUANTITIES, n

GATES = "ifgo"

_s = {name: quantity.symbol for name, quantity in QUANTITIES.items()}
_one, _shown, _times = sp.OneMatrix(1, n), Tanh(_s["c"]), sp.HadamardProduct


def _through(kind):
    """The four gates' gradients, each back through its weights."""
    return sp.MatAdd(*(_s[f"z_bar_{gate}"] * _s[f"{kind}_{gate}"].T for gate in GATES))


def _square(matrix):
    return _times(matrix, matrix)


LSTM_BACKWARD = Model(
    name="lstm_backward",
    inputs=("x", "h_prev", "c_prev", "i", "f", "g", "o", "c", "loss_bar"),
    states=("h_bar_plus", "c_bar_plus"),
    parameters=tuple(name for name in LSTM.parameters if name[0] != "b"),
    equations=(
        ("h_bar", _s["loss_bar"] + _s["h_bar_plus"]),
        ("c_bar", _s["c_bar_plus"] + _times(_s["h_bar"], _s["o"], _one - _square(_shown))),
        ("z_bar_i", _times(_s["c_bar"], _s["g"], _s["i"], _one - _s["i"])),
        ("z_bar_f", _times(_s["c_bar"], _s["c_prev"], _s["f"], _one - _s["f"])),
        ("z_bar_g", _times(_s["c_bar"], _s["i"], _one - _square(_s["g"]))),
        ("z_bar_o", _times(_s["h_bar"], _shown, _s["o"], _one - _s["o"])),
        ("h_bar_plus_prev", _through("U")),
        ("c_bar_plus_prev", _times(_s["c_bar"], _s["f"])),
        ("x_bar", _through("W")),
        *((f"W_bar_{gate}", _s["x"].T * _s[f"z_bar_{gate}"]) for gate in GATES),
        *((f"U_bar_{gate}", _s["h_prev"].T * _s[f"z_bar_{gate}"]) for gate in GATES),
    ),
)
