"""The clockwork network of Koutnik, Greff, Gomez & Schmidhuber (2014), arXiv:1402.3511.

Its units stand in modules, each with a period. At step t, counted from 0, the units are due whose period divides t;
all others keep what they hold. A unit hears the units of its own module and of those that are at least as slow.

The clock a_t and the pattern M are inputs: they are made of the periods, by ``clock`` and ``pattern``, and not learned.
"""

import numpy as np
import sympy as sp

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Summed, Tanh
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation.clockwork import M, U_bar, W_bar, a
from lstmbook.notation.core import BATCH, n
from lstmbook.notation.gradients import h_bar, h_bar_plus, loss_bar, x_bar, z_bar_of
from lstmbook.notation.recurrent import U, W, b, g, h, x

_one, _times = sp.OneMatrix(1, n), sp.HadamardProduct
_heard, _z_bar = _times(U, M), z_bar_of["g"]

CLOCKWORK = SIMPLE_RNN.but(
    "clockwork",
    inputs=[a, M],
    new={g: Tanh(x * W + h.prev * _heard + b)},
    h=_times(a, g) + _times(_one - a, h.prev),
)

CLOCKWORK_BACKWARD = Model(
    "clockwork_backward",
    inputs=[x, h.prev, a, M, g, loss_bar],
    states=[h_bar_plus],
    equations={
        h_bar: loss_bar + h_bar_plus,
        _z_bar: _times(h_bar, a, _one - _times(g, g)),
        h_bar_plus.prev: _z_bar * _heard.T + _times(h_bar, _one - a),
        x_bar: _z_bar * W.T,
        W_bar: Summed(x.T * _z_bar, BATCH),
        U_bar: _times(Summed(h.prev.T * _z_bar, BATCH), M),
    },
)


def of_units(units, periods):
    """The period of every unit, (n,), the modules side by side and equally large, in the order of ``periods``.

    ValueError for periods that are not positive integers in strictly rising order, or that are not modules of
    ``units``, a positive integer, of one size.
    """
    periods = list(periods)
    if not periods or any(isinstance(one, bool) or not isinstance(one, (int, np.integer)) for one in periods):
        raise ValueError(f"periods must be positive integers, at least one, got {periods}")
    if min(periods) < 1 or np.any(np.diff(periods) <= 0):
        raise ValueError(f"periods must be positive integers that rise, got {periods}")
    if isinstance(units, bool) or not isinstance(units, (int, np.integer)) or units < 1 or units % len(periods):
        raise ValueError(f"units must be a positive multiple of the {len(periods)} modules, got {units!r}")
    return np.repeat(periods, units // len(periods))


def clock(units, periods, steps, first=0):
    """Who is due at each of ``steps`` steps, the first of them with the number ``first``: zeros and ones (T, n).

    ValueError as in ``of_units``, and for steps or a first number below zero.
    """
    if steps < 0 or first < 0:
        raise ValueError(f"steps and the first number must not be negative, got {steps} and {first}")
    numbers = np.arange(first, first + steps)
    return (numbers[:, None] % of_units(units, periods) == 0).astype(float)


def pattern(units, periods):
    """Who hears whom, zeros and ones (n, n): one where the row's unit is at least as slow as the column's.

    With rising periods the ones stand on and below the diagonal of modules. ValueError as in ``of_units``.
    """
    slow = of_units(units, periods)
    return (slow[:, None] >= slow).astype(float)


def read(x, parameters, periods, start=None, first=0):
    """All quantities of the model over sequences x (B, T, d), each (B, T, n): the clock and the pattern are made here.

    ``start`` as of ``Scan``, ``first`` the number of the first step. ValueError as in ``clock``.
    """
    x = np.asarray(x, float)
    units = len(parameters["b"])
    due = clock(units, periods, x.shape[1], first)
    heard = {"x": x, "a": np.broadcast_to(due, (len(x), *due.shape))}
    return Scan(CLOCKWORK)(heard, parameters, start=start, M=pattern(units, periods))


def parameter_count(features, units, periods):
    """How many numbers are learned: those of W and b, and of U the entries that the pattern lets through.

    ValueError as in ``of_units``.
    """
    return features * units + int(pattern(units, periods).sum()) + units
