"""One step of backpropagation through time through the mLSTM, with the stabiliser held where it is.

It may be, since the hidden states are the same for every stabiliser: what a loss owes to it is zero. Nothing hears h,
so that memory and normaliser alone lead back. The switch is one where |q n| is the larger of the two in the
denominator; where they are equal the denominator has a kink and no derivative.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Absolute, Exp, Inner, Maximum, Positive, Ratio, Scaled, Summed
from lstmbook.notation.attention import d_k, d_v
from lstmbook.notation.core import BATCH
from lstmbook.notation.gradients import x_bar
from lstmbook.notation.matrix_memory import (
    C,
    C_bar,
    C_bar_plus,
    W_bar_of,
    W_of,
    against,
    below,
    f,
    h,
    i,
    k,
    log_f,
    log_f_bar,
    loss_bar,
    m,
    norm,
    norm_bar,
    norm_bar_plus,
    o,
    p_bar,
    q,
    r_bar,
    switch,
    v,
    z_bar_of,
)
from lstmbook.notation.recurrent import x

_times = sp.HadamardProduct
LETTERS = "qkvifo"

MLSTM_BACKWARD = Model(
    "mlstm_backward",
    inputs=[x, C.prev, norm.prev, q, k, v, i, f, log_f, o, m, C, norm, h, loss_bar],
    states=[C_bar_plus, norm_bar_plus],
    equations={
        against: q * norm.T,
        below: Maximum(Absolute(against), Exp(-m)),
        switch: Positive(Absolute(against) - Exp(-m)),
        r_bar: Ratio(_times(loss_bar, o), below),
        p_bar: -_times(switch, Ratio(_times(against, loss_bar * h.T), _times(below, below))),
        C_bar: C_bar_plus + q.T * r_bar,
        norm_bar: norm_bar_plus + Scaled(p_bar, q),
        z_bar_of["q"]: r_bar * C.T + Scaled(p_bar, norm),
        z_bar_of["k"]: Scaled(i, v * C_bar.T + norm_bar) / sp.sqrt(d_k),
        z_bar_of["v"]: Scaled(i, k * C_bar),
        z_bar_of["i"]: _times(i, k * C_bar * v.T + k * norm_bar.T),
        log_f_bar: _times(f, Inner(C_bar, C.prev) + norm_bar * norm.prev.T),
        z_bar_of["f"]: log_f_bar - _times(log_f_bar, Exp(log_f)),
        z_bar_of["o"]: _times(loss_bar, h, sp.OneMatrix(1, d_v) - o),
        C_bar_plus.prev: Scaled(f, C_bar),
        norm_bar_plus.prev: Scaled(f, norm_bar),
        x_bar: sp.MatAdd(*(z_bar_of[letter] * W_of[letter].T for letter in LETTERS)),
        **{W_bar_of[letter]: Summed(x.T * z_bar_of[letter], BATCH) for letter in LETTERS},
    },
)
