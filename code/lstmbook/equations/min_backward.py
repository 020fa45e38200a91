"""One step of backpropagation through time through the minGRU and the minLSTM.

No gate hears h, so that only what is kept leads back to the step before. The switch of the candidate stands still: it
changes only where the preactivation is zero, and there the candidate has a kink and no derivative.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Summed
from lstmbook.notation.core import BATCH, n
from lstmbook.notation.gradients import h_bar, h_bar_plus, loss_bar, x_bar
from lstmbook.notation.minimal import W_bar_of, W_of, kept, s, taken, z, z_bar_of, z_g
from lstmbook.notation.recurrent import f, g, h, i, x

_one, _times = sp.OneMatrix(1, n), sp.HadamardProduct
_slope = s + _times(_one - s, Sigmoid(z_g), _one - Sigmoid(z_g))


def _shared(gates):
    """What the gradients before the gates' squashing lead to, and where the gradient at h comes from."""
    return {
        h_bar: loss_bar + h_bar_plus,
        x_bar: sp.MatAdd(*(z_bar_of[gate] * W_of[gate].T for gate in gates)),
        **{W_bar_of[gate]: Summed(x.T * z_bar_of[gate], BATCH) for gate in gates},
    }


MIN_GRU_BACKWARD = Model(
    "min_gru_backward",
    inputs=[x, h.prev, z, z_g, s, g, loss_bar],
    states=[h_bar_plus],
    equations={
        **_shared("zg"),
        z_bar_of["z"]: _times(h_bar, g - h.prev, z, _one - z),
        z_bar_of["g"]: _times(h_bar, z, _slope),
        h_bar_plus.prev: _times(h_bar, _one - z),
    },
)

MIN_LSTM_BACKWARD = Model(
    "min_lstm_backward",
    inputs=[x, h.prev, i, f, z_g, s, g, kept, taken, h, loss_bar],
    states=[h_bar_plus],
    equations={
        **_shared("ifg"),
        z_bar_of["i"]: _times(h_bar, taken, g - h, _one - i),
        z_bar_of["f"]: _times(h_bar, kept, h.prev - h, _one - f),
        z_bar_of["g"]: _times(h_bar, taken, _slope),
        h_bar_plus.prev: _times(h_bar, kept),
    },
)
