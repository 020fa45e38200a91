"""One step of backpropagation through time through the sLSTM, with the stabiliser held where it is.

It may be, since the hidden states are the same for every stabiliser: what a loss owes to it is zero.
"""

import sympy as sp

from lstmbook.equations.lstm_backward import GATES, LSTM_BACKWARD
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Exp, Ratio
from lstmbook.notation.core import n
from lstmbook.notation.gradients import c_bar, c_bar_plus, h_bar, h_bar_plus, loss_bar, z_bar_of
from lstmbook.notation.recurrent import c, f, g, h, i, o, x
from lstmbook.notation.slstm import log_f, norm, norm_bar, norm_bar_plus

_one, _times = sp.OneMatrix(1, n), sp.HadamardProduct
_quantities = {left.name: left for left in LSTM_BACKWARD.quantities.values()}
_from_lstm = {
    _quantities[name]: right
    for name, right in LSTM_BACKWARD.equations
    if name in ("h_bar", "x_bar", "h_bar_plus_prev", *(f"{kind}_bar_{gate}" for kind in "WU" for gate in GATES))
}

SLSTM_BACKWARD = Model(
    "slstm_backward",
    inputs=[x, h.prev, c.prev, norm.prev, i, f, g, o, c, norm, h, log_f, loss_bar],
    states=[h_bar_plus, c_bar_plus, norm_bar_plus],
    equations={
        **_from_lstm,
        c_bar: c_bar_plus + _times(h_bar, Ratio(o, norm)),
        norm_bar: norm_bar_plus - _times(h_bar, Ratio(h, norm)),
        z_bar_of["i"]: _times(_times(c_bar, g) + norm_bar, i),
        z_bar_of["f"]: _times(_times(c_bar, c.prev) + _times(norm_bar, norm.prev), f, _one - Exp(log_f)),
        z_bar_of["g"]: _times(c_bar, i, _one - _times(g, g)),
        z_bar_of["o"]: _times(h_bar, h, _one - o),
        c_bar_plus.prev: _times(c_bar, f),
        norm_bar_plus.prev: _times(norm_bar, f),
    },
)

SLSTM_EXPONENTIAL_BACKWARD = SLSTM_BACKWARD.but(
    "slstm_exponential_backward",
    z_bar_f=_times(_times(c_bar, c.prev) + _times(norm_bar, norm.prev), f),
)
