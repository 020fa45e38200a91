"""One step of backpropagation through time through the LSTM with peepholes, stated as a change to that of the LSTM.

What is new are the roads of the peepholes: from the output gate to the new cell, from the input and the forget gate to
the old one, and from all three to the peepholes' own weights. The equations are derived, entry by entry and for all
sizes, in ``derivations/peephole.py``.
"""

import sympy as sp

from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.equations.nodes import Summed
from lstmbook.notation.core import BATCH
from lstmbook.notation.gradients import p_bar_of, z_bar_of
from lstmbook.notation.recurrent import c, p_of

_times = sp.HadamardProduct
SEEN = {"i": c.prev, "f": c.prev, "o": c}
"""What each gate sees through its peephole."""

PEEPHOLE_BACKWARD = LSTM_BACKWARD.but(
    "peephole_backward",
    c_bar=LSTM_BACKWARD.expression("c_bar") + _times(z_bar_of["o"], p_of["o"]),
    c_bar_plus_prev=LSTM_BACKWARD.expression("c_bar_plus_prev")
    + _times(z_bar_of["i"], p_of["i"])
    + _times(z_bar_of["f"], p_of["f"]),
    new={p_bar_of[gate]: Summed(_times(z_bar_of[gate], seen), BATCH) for gate, seen in SEEN.items()},
)
