"""The mLSTM of Beck et al. (2024), arXiv:2405.04517: a matrix for a memory, exponential gates, a normaliser.

All is in rows, so that the memory is the transpose of the paper's. What is called i and f is what is left of the gates
once exp(m) is taken out. ``MLSTM_PLAIN`` takes out nothing: its stabiliser keeps the value at which it starts, zero,
and with exp(0) its denominator is the paper's. There is one head.
"""

import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Absolute, Exp, LogSigmoid, Maximum, Ratio, Scaled, Sigmoid
from lstmbook.notation.attention import d_k
from lstmbook.notation.matrix_memory import C, W_of, b_of, f, h, i, k, log_f, log_i, m, norm, o, q, v
from lstmbook.notation.recurrent import x


def projection(letter):
    """x W + b of a block, by its letter."""
    return x * W_of[letter] + b_of[letter]


MLSTM = Model(
    "mlstm",
    inputs=[x],
    states=[C.prev, norm.prev, m.prev],
    equations={
        q: projection("q"),
        k: projection("k") / sp.sqrt(d_k),
        v: projection("v"),
        log_i: projection("i"),
        log_f: LogSigmoid(projection("f")),
        o: Sigmoid(projection("o")),
        m: Maximum(log_f + m.prev, log_i),
        i: Exp(log_i - m),
        f: Exp(log_f + m.prev - m),
        C: Scaled(f, C.prev) + Scaled(i, k.T * v),
        norm: Scaled(f, norm.prev) + Scaled(i, k),
        h: sp.HadamardProduct(o, Ratio(q * C, Maximum(Absolute(q * norm.T), Exp(-m)))),
    },
)

MLSTM_PLAIN = MLSTM.but("mlstm_plain", m=m.prev)
