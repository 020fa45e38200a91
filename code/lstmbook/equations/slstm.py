"""The sLSTM of Beck et al. (2024), arXiv:2405.04517: exponential gates, a normaliser, and a stabiliser.

``SLSTM`` has the logistic function for its forget gate, ``SLSTM_EXPONENTIAL`` the exponential one. What is called i and
f is what is left of the gates once exp(m) is taken out. ``SLSTM_PLAIN`` takes out nothing: its stabiliser keeps the
value at which it starts, zero. All units form one head, so that each hears all.
"""

import sympy as sp

from lstmbook.equations.lstm import preactivation
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Exp, LogSigmoid, Maximum, Ratio, Sigmoid, Tanh
from lstmbook.notation.recurrent import c, f, g, h, i, o, x
from lstmbook.notation.slstm import log_f, log_i, m, norm

_times = sp.HadamardProduct

SLSTM = Model(
    "slstm",
    inputs=[x],
    states=[h.prev, c.prev, norm.prev, m.prev],
    equations={
        log_i: preactivation("i"),
        log_f: LogSigmoid(preactivation("f")),
        g: Tanh(preactivation("g")),
        o: Sigmoid(preactivation("o")),
        m: Maximum(log_f + m.prev, log_i),
        i: Exp(log_i - m),
        f: Exp(log_f + m.prev - m),
        c: _times(f, c.prev) + _times(i, g),
        norm: _times(f, norm.prev) + i,
        h: _times(o, Ratio(c, norm)),
    },
)

SLSTM_EXPONENTIAL = SLSTM.but("slstm_exponential", log_f=preactivation("f"))

SLSTM_PLAIN = SLSTM.but("slstm_plain", m=m.prev)
