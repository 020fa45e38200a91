"""One step of backpropagation through time through the LSTM with coupled gates.

As ``LSTM_BACKWARD``, with three blocks: what the forget gate would be told, the input gate hears with its sign turned.
Derived, entry by entry and for all sizes, in ``derivations/coupled.py``.
"""

import sympy as sp

from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.notation.core import n
from lstmbook.notation.gradients import c_bar, z_bar_of
from lstmbook.notation.recurrent import U_of, W_of, c, g, i

GATES = "igo"


def _through(weights):
    """The three blocks' gradients, each back through its weights."""
    return sp.MatAdd(*(z_bar_of[gate] * weights[gate].T for gate in GATES))


COUPLED_LSTM_BACKWARD = LSTM_BACKWARD.but(
    "coupled_lstm_backward",
    without=("W_bar_f", "U_bar_f", "z_bar_f"),
    z_bar_i=sp.HadamardProduct(c_bar, g - c.prev, i, sp.OneMatrix(1, n) - i),
    h_bar_plus_prev=_through(U_of),
    x_bar=_through(W_of),
)
