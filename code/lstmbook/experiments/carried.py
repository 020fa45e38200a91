"""What a network that was trained on recall has in its last cell: what came along from the last mark, and the rest."""

from dataclasses import dataclass

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan


@dataclass(frozen=True)
class Gates:
    """Forget and input gates of the whole cells, by "f" and "i": ``quiet`` and ``marked`` are means of each unit over
    the steps without and with a mark, (seeds, n); ``longest`` is, for each seed, the largest share that a unit keeps at
    a quiet step, a geometric mean.
    """

    quiet: dict[str, np.ndarray]
    marked: dict[str, np.ndarray]
    longest: np.ndarray


def gates(runs, inputs):
    """The ``Gates`` of runs of the whole cell on recall over inputs (B, T, 5)."""
    marks = inputs[..., -1] == 1
    traces = [Scan(LSTM)(inputs, run.weights) for run in runs]
    quiet, marked = (
        {name: np.stack([one[name][at].mean(axis=0) for one in traces]) for name in "fi"} for at in (~marks, marks)
    )
    kept = [np.exp(np.log(one["f"][~marks]).mean(axis=0)).max() for one in traces]
    return Gates(quiet, marked, np.array(kept))


@dataclass(frozen=True)
class Split:
    """For each seed, one number: the median ``share`` of the line in the last cell, by their norms; the shares of
    answers that are wrong with the whole cell, with the line alone and with the rest alone; and ``follows``, the share
    of answers that follow the rest where it is joined with another sequence's line that knows another letter.
    """

    share: np.ndarray
    wrong: np.ndarray
    line_wrong: np.ndarray
    rest_wrong: np.ndarray
    follows: np.ndarray


def split(runs, inputs, targets):
    """The ``Split`` of runs of the whole cell on recall, over inputs (B, T, 5).

    The line is the cell at the last mark times the forget gates that it has passed since; the rest was written later.
    """
    steps = inputs.shape[1]
    last = steps - 1 - (inputs[..., -1] == 1)[:, ::-1].argmax(axis=1)
    rows = [_split(run, inputs, targets, last) for run in runs]
    return Split(*(np.array(column) for column in zip(*rows, strict=True)))


def _split(run, inputs, targets, last):
    trace = Scan(LSTM)(inputs, run.weights)
    cell, shown = trace["c"][:, -1], trace["o"][:, -1]
    line = np.stack([trace["f"][row, m + 1 :].prod(axis=0) * trace["c"][row, m] for row, m in enumerate(last)])
    rest = cell - line

    def answered(cell):
        return run.read(shown * np.tanh(cell)).argmax(axis=-1)

    wrong = [float(np.mean(answered(one) != targets)) for one in (cell, line, rest)]
    share = np.median(np.linalg.norm(line, axis=1) / np.linalg.norm(cell, axis=1))
    other = np.roll(np.arange(len(inputs)), 1)
    differ = targets != targets[other]
    follows = np.mean((answered(line + rest[other]) == targets[other])[differ])
    return float(share), *wrong, float(follows)
