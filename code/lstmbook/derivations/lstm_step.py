"""The Jacobians of one LSTM step: what the new cell and the new hidden state owe to what went in.

Within one step x_t, h_{t-1} and c_{t-1} are independent inputs; how they depend on earlier steps is the subject
of backpropagation through time.
"""

import sympy as sp

from lstmbook.equations.lstm import LSTM
from lstmbook.notation import recurrent
from lstmbook.notation.core import d, index, n
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

j, k, m = index("j"), index("k"), index("m")

f, i, g, o, c, h = (LSTM.quantities[name].entry(j) for name in "figoch")
c_prev, x, h_prev = recurrent.c.prev.entry(j), recurrent.x.entry(k), recurrent.h.prev.entry(m)


def _weight(kind, gate, row):
    return LSTM.quantities[f"{kind}_{gate}"].entry(row, j)


def _slope(gate):
    """The gate's derivative with respect to its preactivation, in terms of the gate itself."""
    return 1 - g**2 if gate is g else gate * (1 - gate)


def _definitions(names):
    return [LSTM.definition(name, j) for name in names]


def _cell_slope(kind, row):
    """d c_j through the three gates, for the weights W (row k) or U (row m)."""
    return (
        _slope(f) * c_prev * _weight(kind, "f", row)
        + _slope(i) * g * _weight(kind, "i", row)
        + i * _slope(g) * _weight(kind, "g", row)
    )


def cell_by_hidden():
    """d c_{t,j} / d h_{t-1,m}: three gates hear the old hidden state."""
    by = h_prev
    derivation = Derivation(
        sp.Derivative(c, by),
        claim="What the new cell owes to the old hidden state",
        given=[*_definitions("figc"), Range(m, 1, n), Fixed(x, (k,)), Fixed(c_prev, (j,))],
    )
    derivation.step(
        sp.Derivative(f, by) * c_prev + sp.Derivative(i, by) * g + i * sp.Derivative(g, by),
        because="the product rule in $c_t = f_t \\odot c_{t-1} + i_t \\odot g_t$, with $c_{t-1}$ held fixed",
    )
    derivation.step(
        _cell_slope("U", m),
        because="each gate by the chain rule, with $\\sigma' = \\sigma(1-\\sigma)$ and $\\tanh' = 1 - \\tanh^2$; "
        "of the sum over $l$ only $l = m$ remains",
    )
    return derivation.conclude(_cell_slope("U", m))


def hidden_by_input():
    """d h_{t,j} / d x_{t,k}: the output gate's own path, and the path through the cell."""
    by = x
    derivation = Derivation(
        sp.Derivative(h, by),
        claim="What the new hidden state owes to the input",
        given=[*_definitions("figoch"), Range(k, 1, d), Fixed(h_prev, (m,)), Fixed(c_prev, (j,))],
    )
    derivation.step(
        sp.Derivative(o, by) * sp.tanh(c) + o * (1 - sp.tanh(c) ** 2) * sp.Derivative(c, by),
        because="the product rule and the chain rule in $h_t = o_t \\odot \\tanh(c_t)$",
    )
    derivation.step(
        _slope(o) * sp.tanh(c) * _weight("W", "o", k) + o * (1 - sp.tanh(c) ** 2) * sp.Derivative(c, by),
        because="the output gate by the chain rule",
    )
    result = _slope(o) * sp.tanh(c) * _weight("W", "o", k) + o * (1 - sp.tanh(c) ** 2) * _cell_slope("W", k)
    derivation.step(result, because="the cell through its two gates and the candidate, as for the old hidden state")
    return derivation.conclude(result)


def gate_slope_bound():
    """s (1 - s) <= 1/4: a gate passes on at most a quarter of what reaches it."""
    s = sp.Symbol("s", real=True)
    derivation = Derivation(s * (1 - s), claim="A gate's slope is at most one quarter")
    derivation.at_most(
        sp.Rational(1, 4),
        certificate=(s - sp.Rational(1, 2)) ** 2,
        because="the difference is a square: $\\tfrac14 - s(1-s) = (s - \\tfrac12)^2$",
    )
    return derivation.conclude(sp.Rational(1, 4))
