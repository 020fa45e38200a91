"""Variants of the LSTM with about as many parameters each, trained on the same tasks with the same seeds."""

import itertools
from dataclasses import dataclass

import keras
import numpy as np

from lstmbook.measure import comparison
from lstmbook.tasks import adding, order, recall
from lstmbook.training import kinds
from lstmbook.training.trainer import Network, train

VARIANTS = {
    "simple RNN": kinds.SIMPLE_RNN,
    "LSTM": kinds.LSTM,
    "peepholes": kinds.PEEPHOLE_LSTM,
    "coupled gates": kinds.COUPLED_LSTM,
    "GRU": kinds.GRU,
    "two layers": kinds.stacked(kinds.LSTM, 2),
    "sLSTM": kinds.SLSTM,
    "minGRU": kinds.MIN_GRU,
    "minLSTM": kinds.MIN_LSTM,
}
LAST = 40
"""The loss of a run is the mean over its last updates. Every batch is new, so that it was measured before it was
learned from; and the learning rate has by then fallen close to zero."""


@dataclass(frozen=True)
class Task:
    """A task of T steps: what draws its batches, its d and k, the loss of a constant answer, and as a share of that the
    loss of who sees the last step alone."""

    drawn: object
    sizes: tuple[int, int]
    guessing: float
    memoryless: float
    steps: int


def tasks(length=30, sequences=16):
    """The tasks by name, each ``length`` steps long. ValueError for a length too short for one of them."""
    return {
        name: Task(
            lambda rng, one=one: one.batch(rng, sequences, length),
            (one.FEATURES, one.OUTPUTS),
            one.GUESSING,
            one.memoryless(length) / one.GUESSING,
            length,
        )
        for name, one in (("adding", adding), ("recall", recall), ("order", order))
    }


def parameters(kind, features, units):
    """How many numbers a layer of this kind learns."""
    return sum(np.size(one) for one in kind.start(features, units, 0))


def units_for(kind, features, budget):
    """The number of units with which a layer of this kind comes closest to ``budget`` parameters."""
    units = 1
    while parameters(kind, features, units + 1) <= budget:
        units += 1
    return min(units, units + 1, key=lambda n: abs(parameters(kind, features, n) - budget))


def matched(kind, task, budget_of=16):
    """The units with which a layer has about as many parameters on ``task`` as an LSTM of ``budget_of`` units."""
    features, _ = task.sizes
    return units_for(kind, features, parameters(kinds.LSTM, features, budget_of))


def shares(kind, task, seeds, updates, units=None, learning_rate=0.01, shuffled=False):
    """The loss of each run on ``task``, a ``Task``, as a share of that of a constant answer: (seeds,).

    The layers have ``units`` units, those of ``matched`` if not given. The learning rate falls to zero along half a
    cosine. ValueError as in ``training.trainer.train``, and for fewer updates than ``LAST``.
    """
    if updates < LAST:
        raise ValueError(f"updates must be at least {LAST}, got {updates}")
    units = matched(kind, task) if units is None else units
    falling = keras.optimizers.schedules.CosineDecay(learning_rate, updates)
    network = Network(kind, shuffled)
    runs = train(task.drawn, task.sizes, [network], seeds, updates, units, [task.steps], falling)[network]
    return np.array([run.losses[-LAST:].mean() for run in runs]) / task.guessing


def by_task(rows):
    """The losses of a stored table: task -> variant -> an array (seeds,)."""
    found = {}
    for one in rows:
        found.setdefault(one["task"], {})[one["variant"]] = np.array(one["shares"])
    return found


def learned(losses, memoryless, below=0.9):
    """The variants whose median loss is less than that of who has no memory: by a tenth, or as ``below`` says."""
    return [variant for variant, values in losses.items() if np.median(values) < below * memoryless]


def against(losses, reference="LSTM"):
    """For each other variant how often it beats ``reference``, and the interval: variant -> three numbers."""
    return {
        variant: (
            float(comparison.better(values, losses[reference])),
            *comparison.interval(values, losses[reference]),
        )
        for variant, values in losses.items()
        if variant != reference
    }


def orders(losses, level=0.95):
    """The pairs of variants, better one first, whose medians keep their order in at least ``level`` of all resamples of
    the seeds, and the other pairs."""
    stable, open_ones = [], []
    for one, other in itertools.combinations(losses, 2):
        share = comparison.stability(losses[one], losses[other])
        pair = (one, other) if share >= 0.5 else (other, one)
        (stable if max(share, 1 - share) >= level else open_ones).append(pair)
    return stable, open_ones
