"""One step of backpropagation through time through the LSTM: from the gradients at h_t and c_t to all others.

A bar over a quantity is the gradient of the loss with respect to it. What reaches h_t is the loss's own gradient at
this step and what step t + 1 hands back; what reaches c_t beside that comes straight down the cell's line. The
equations are derived, entry by entry and for all sizes, in ``derivations/lstm_backward.py``, for one sequence; the
gradient of a weight is the sum over the sequences of a batch.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Summed, Tanh
from lstmbook.notation.core import BATCH, n
from lstmbook.notation.gradients import (
    U_bar_of,
    W_bar_of,
    c_bar,
    c_bar_plus,
    h_bar,
    h_bar_plus,
    loss_bar,
    x_bar,
    z_bar_of,
)
from lstmbook.notation.recurrent import U_of, W_of, c, f, g, h, i, o, x

GATES = "ifgo"

_one, _shown, _times = sp.OneMatrix(1, n), Tanh(c), sp.HadamardProduct


def _through(weights):
    """The four gates' gradients, each back through its weights."""
    return sp.MatAdd(*(z_bar_of[gate] * weights[gate].T for gate in GATES))


def _square(matrix):
    return _times(matrix, matrix)


LSTM_BACKWARD = Model(
    "lstm_backward",
    inputs=[x, h.prev, c.prev, i, f, g, o, c, loss_bar],
    states=[h_bar_plus, c_bar_plus],
    equations={
        h_bar: loss_bar + h_bar_plus,
        c_bar: c_bar_plus + _times(h_bar, o, _one - _square(_shown)),
        z_bar_of["i"]: _times(c_bar, g, i, _one - i),
        z_bar_of["f"]: _times(c_bar, c.prev, f, _one - f),
        z_bar_of["g"]: _times(c_bar, i, _one - _square(g)),
        z_bar_of["o"]: _times(h_bar, _shown, o, _one - o),
        h_bar_plus.prev: _through(U_of),
        c_bar_plus.prev: _times(c_bar, f),
        x_bar: _through(W_of),
        **{W_bar_of[gate]: Summed(x.T * z_bar_of[gate], BATCH) for gate in GATES},
        **{U_bar_of[gate]: Summed(h.prev.T * z_bar_of[gate], BATCH) for gate in GATES},
    },
)
