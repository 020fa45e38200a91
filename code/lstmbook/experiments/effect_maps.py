"""What each step of a trained decoder hangs on: the same map as that of its weights, made by replacing symbols."""

import numpy as np

from lstmbook.equations.function import softmax
from lstmbook.experiments.encoder_decoder import read
from lstmbook.measure.attention_maps import total_variation
from lstmbook.tasks import reversal as task


def maps(network, runs, length, sequences=20):
    """Weights and effects of each run, means over new rows: two arrays (R, length, length), steps said by symbols read.

    The effect of a symbol on a step is how far the step's probabilities move when the symbol is replaced by another one
    in the row and, where it is heard later on, there too: the mean total variation distance over all other symbols.
    """
    source, *_ = task.batch(np.random.default_rng(10_000), sequences, length)
    symbols = source.argmax(axis=-1)
    others = np.stack([_replaced(symbols, place, by) for place in range(length) for by in range(1, task.SYMBOLS)])
    weights, effects = [], []
    for run in runs:
        own, (moved, _) = _said(network, run, symbols), _said(network, run, others.reshape(-1, length))
        moved = moved.reshape(length, task.SYMBOLS - 1, sequences, length, -1)
        effects.append(total_variation(moved, own[0]).mean(axis=(1, 2)).T)
        weights.append(own[1].mean(axis=0))
    return np.array(weights), np.array(effects)


def _replaced(symbols, place, by):
    other = symbols.copy()
    other[:, place] = (other[:, place] + by) % task.SYMBOLS
    return other


def _said(network, run, symbols):
    """Probabilities (B, T, 8) and weights (B, T, T) for rows of symbols (B, T), each said right up to every step."""
    before = np.concatenate([np.full((len(symbols), 1), task.START), symbols[:, :0:-1]], axis=1)
    mask = np.ones(symbols.shape, bool)
    found = read(network, run, np.eye(task.FEATURES)[symbols], mask, np.eye(task.HEARD)[before])
    return softmax(found["said"]), found["weights"]
