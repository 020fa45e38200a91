"""The two roads of a memory through a trained LSTM: the cells' own line, and the loop through the hidden state."""

from dataclasses import dataclass, replace

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import half_life


def line_part(weights, x, nudge=1e-6):
    """How large a part of a change in the last cells came along the cells' own line, relative to the whole change.

    The first feature of the first step of ``x`` (B, T, d) is changed by ``nudge``; sizes are norms over the batch and
    the units. The line's part is the change of the first cell, times all later forget gates. The two roads can oppose
    each other, so that it is no share. ValueError for fewer than two steps or a change of zero.
    """
    if x.shape[1] < 2 or not nudge:
        raise ValueError(f"needs at least two steps and a change that is not zero, got {x.shape[1]} and {nudge}")
    nudged = x.copy()
    nudged[:, 0, 0] += nudge
    lstm = Scan(LSTM)
    plain = lstm(x, weights)
    change = lstm(nudged, weights)["c"] - plain["c"]
    line = change[:, 0] * plain["f"][:, 1:].prod(axis=1)
    return float(np.linalg.norm(line) / np.linalg.norm(change[:, -1]))


@dataclass(frozen=True)
class Deaf:
    """What is left of a network whose recurrent weights are zero.

    ``left`` of a kick to its cells, all of it along the line; ``kept``, that in relation to what the line leaves in
    the network as it was; ``wrong``, the mean squared error of its answers; ``refitted``, that of a new linear output.
    """

    left: float
    kept: float
    wrong: float
    refitted: float


def deafened(run, x):
    """The ``Deaf`` network of a ``Run`` of ``half_life``, measured on inputs (B, T, 2) to hold.

    The new output is fitted to every other sequence and tried on the rest. ValueError for a single sequence.
    """
    if len(x) < 2:
        raise ValueError("a new output needs a sequence to be fitted to and another one to be tried on")
    deaf = run.weights | {f"U_{gate}": 0 * run.weights[f"U_{gate}"] for gate in "ifgo"}
    cut, whole = half_life.survival(deaf, x), half_life.survival(run.weights, x)
    wanted, hidden = x[:, 0, 0], Scan(LSTM)(x, deaf)["h"][:, -1]
    wrong = np.mean((half_life.answers(replace(run, weights=deaf), x) - wanted) ** 2)
    shown = np.c_[hidden, np.ones(len(x))]
    fitted, *_ = np.linalg.lstsq(shown[::2], wanted[::2])
    refitted = np.mean((shown[1::2] @ fitted - wanted[1::2]) ** 2)
    return Deaf(*map(float, (cut.everything[-1], cut.gates[-1] / whole.gates[-1], wrong, refitted)))
