"""Associative recall by memories of one size: an LSTM, whose state is two rows of numbers, and an mLSTM."""

import keras
import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.mlstm import MLSTM
from lstmbook.equations.sequence import Scan
from lstmbook.tasks import associative_recall as task
from lstmbook.training import kinds, trainer
from lstmbook.training.matrix_memories import mlstm_of
from lstmbook.training.trainer import Network

KEY_DIM, LONGEST = 7, 8
ROWS = 500  # of each number of pairs that a network is asked about


FORGET_BIAS = 4  # of both: what is kept is kept for long
KINDS = {
    "LSTM": (kinds.biased(kinds.LSTM, FORGET_BIAS), 32, LSTM),
    "mLSTM": (kinds.biased(mlstm_of(KEY_DIM), FORGET_BIAS, (9,), lambda units: slice(None)), 8, MLSTM),
}
STATES = {"LSTM": 2 * 32, "mLSTM": KEY_DIM * 8 + KEY_DIM + 1}
"""How many numbers a step hands on."""


def train(name, seeds, steps, control=False, longest=LONGEST, apart=False, rate=0.1):
    """Networks of one of ``KINDS`` with every seed, trained on rows of one to ``longest`` pairs: a list of ``Run``.

    The learning rate falls from ``rate`` to zero. With ``control`` a list of two such lists: the second networks are
    trained on the answers to other rows. KeyError for another name, ValueError as in ``trainer.train``.
    """
    kind, units, _ = KINDS[name]
    networks = [Network(kind, shuffled) for shuffled in (False, True)[: 1 + control]]

    def drawn(rng):
        return task.batch(rng, 64, rng.integers(1, longest + 1, 64), longest, apart)

    falling = keras.optimizers.schedules.CosineDecay(rate, max(steps, 1))
    sizes = task.FEATURES, task.OUTPUTS
    found = trainer.train(drawn, sizes, networks, seeds, steps, units, key=(longest, apart), learning_rate=falling)
    return list(found.values()) if control else found[networks[0]]


def accuracies(runs, name, longest=LONGEST, sequences=ROWS, apart=False):
    """The share of right answers of every run for each number of pairs from one to ``longest``: (R, longest)."""
    scan = Scan(KINDS[name][2])
    shares = []
    for pairs in range(1, longest + 1):
        inputs, answers = task.batch(np.random.default_rng(1000 + pairs), sequences, pairs, longest, apart)
        shares.append([np.mean(run.read(scan(inputs, run.weights)["h"][:, -1]).argmax(-1) == answers) for run in runs])
    return np.array(shares).T
