"""One step of backpropagation through time through the GRU in both conventions: from the gradient at h_t to all others.

A bar over a quantity is the gradient of the loss with respect to it. What reaches h_t is the loss's own gradient at
this step and what step t + 1 hands back. The equations are derived, entry by entry and for all sizes, in
``derivations/gru_backward.py``, for one sequence; the gradient of a weight is the sum over the sequences of a batch. At
a bias b the part of a sequence is the ``z_bar`` of its gate, at a second bias what the last equations say.

``s_bar`` is the gradient at what stands beside U_g: at r * h_{t-1}, which it multiplies, where the reset gate acts
before the product, and at h_{t-1} U_g + bU_g where it acts after.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Summed
from lstmbook.notation.core import BATCH, n
from lstmbook.notation.gradients import h_bar, h_bar_plus, loss_bar, x_bar
from lstmbook.notation.gru import (
    U_bar_of,
    U_of,
    W_bar_of,
    W_of,
    bU_bar_of,
    bU_of,
    r,
    s_bar,
    z,
    z_bar_of,
)
from lstmbook.notation.recurrent import g, h, x

GATES = "zrg"

_one, _times = sp.OneMatrix(1, n), sp.HadamardProduct


def _through(gates, weights):
    """The gradients of these gates, each back through its weights."""
    return [z_bar_of[gate] * weights[gate].T for gate in gates]


def _outer(row, gradient):
    return Summed(row.T * gradient, BATCH)


GRU_BACKWARD = Model(
    "gru_backward",
    inputs=[x, h.prev, z, r, g, loss_bar],
    states=[h_bar_plus],
    equations={
        h_bar: loss_bar + h_bar_plus,
        z_bar_of["z"]: _times(h_bar, h.prev - g, z, _one - z),
        z_bar_of["g"]: _times(h_bar, _one - z, _one - _times(g, g)),
        s_bar: z_bar_of["g"] * U_of["g"].T,
        z_bar_of["r"]: _times(s_bar, h.prev, r, _one - r),
        h_bar_plus.prev: sp.MatAdd(_times(h_bar, z), _times(s_bar, r), *_through("zr", U_of)),
        x_bar: sp.MatAdd(*_through(GATES, W_of)),
        **{W_bar_of[gate]: _outer(x, z_bar_of[gate]) for gate in GATES},
        **{U_bar_of[gate]: _outer(h.prev, z_bar_of[gate]) for gate in "zr"},
        U_bar_of["g"]: _outer(_times(r, h.prev), z_bar_of["g"]),
    },
)

GRU_RESET_AFTER_BACKWARD = GRU_BACKWARD.but(
    "gru_reset_after_backward",
    s_bar=_times(z_bar_of["g"], r),
    z_bar_r=_times(z_bar_of["g"], h.prev * U_of["g"] + bU_of["g"], r, _one - r),
    h_bar_plus_prev=sp.MatAdd(_times(h_bar, z), s_bar * U_of["g"].T, *_through("zr", U_of)),
    U_bar_g=_outer(h.prev, s_bar),
    new={bU_bar_of["z"]: z_bar_of["z"], bU_bar_of["r"]: z_bar_of["r"], bU_bar_of["g"]: s_bar},
)
