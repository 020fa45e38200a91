"""Parity by layers whose gates hear h, or do not: trained on short rows, asked about longer ones."""

import keras
import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.min_gru import MIN_GRU
from lstmbook.equations.min_lstm import MIN_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.equations.slstm import SLSTM
from lstmbook.tasks import parity as task
from lstmbook.training import kinds, trainer
from lstmbook.training.trainer import Network

KINDS = {
    "LSTM": (kinds.LSTM, LSTM),
    "sLSTM": (kinds.SLSTM, SLSTM),
    "minGRU": (kinds.MIN_GRU, MIN_GRU),
    "minLSTM": (kinds.MIN_LSTM, MIN_LSTM),
    "two minGRUs": (kinds.stacked(kinds.MIN_GRU, 2), MIN_GRU),
}
LONGEST = 10


def train(name, seeds, steps, control=False, units=16, longest=LONGEST):
    """Networks of one of ``KINDS`` with every seed, trained on rows of ``longest`` bits: a list of ``Run``.

    At every step they are asked for the parity so far. The learning rate falls from 0.02 to zero. With ``control`` a
    list of two such lists: the second networks are trained on the answers of other rows. KeyError for another name,
    ValueError as in ``trainer.train``.
    """
    networks = [Network(KINDS[name][0], shuffled) for shuffled in (False, True)[: 1 + control]]

    def drawn(rng):
        return task.batch(rng, 32, longest)

    rate = keras.optimizers.schedules.CosineDecay(0.02, max(steps, 1))
    sizes = task.FEATURES, task.OUTPUTS
    found = trainer.train(drawn, sizes, networks, seeds, steps, units, key=(longest,), learning_rate=rate)
    return list(found.values()) if control else found[networks[0]]


def hidden(run, inputs, name):
    """The hidden states (B, T, n) that the readout of a ``Run`` sees, by the equations."""
    scan = Scan(KINDS[name][1])
    if "layer_1" in run.weights:
        return scan(scan(inputs, run.weights["layer_1"])["h"], run.weights["layer_2"])["h"]
    return scan(inputs, run.weights)["h"]


def right(run, inputs, targets, name):
    """Which answers (B, T) are right."""
    return run.read(hidden(run, inputs, name)).argmax(axis=-1) == targets


def accuracies(runs, name, steps, sequences=200):
    """The share of right answers of every run at each step of new random rows, (R, T)."""
    inputs, targets = task.batch(np.random.default_rng(1000), sequences, steps)
    return np.array([right(run, inputs, targets, name).mean(axis=0) for run in runs])


def as_if_counting(runs, name, steps=5, sequences=500):
    """How often each run answers as one does who counts to three: odd after one or two ones, else even: (R,)."""
    inputs, _ = task.batch(np.random.default_rng(1000), sequences, steps)
    rule = np.isin(np.cumsum(inputs.argmax(axis=-1), axis=1), (1, 2))
    return np.array([right(run, inputs, rule, name).mean() for run in runs])


def turns(run, name, steps=100):
    """How often the answer of a ``Run`` to a row of ones changes from one step to the next."""
    inputs, _ = task.of_bits(np.ones((1, steps), int))
    said = run.read(hidden(run, inputs, name)).argmax(axis=-1)
    return int(np.abs(np.diff(said[0])).sum())
