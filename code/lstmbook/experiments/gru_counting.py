"""GRUs and LSTMs learn a^n b^n alike: how far each counts, and what its states do while it reads a."""

import numpy as np

from lstmbook.equations.gru import GRU_RESET_AFTER
from lstmbook.equations.lstm import LSTM
from lstmbook.experiments import counting
from lstmbook.training import kinds

KINDS = {"LSTM": (kinds.LSTM, LSTM), "GRU": (kinds.GRU, GRU_RESET_AFTER)}


def train(lengths, seeds, steps=1000, units=3, names=tuple(KINDS)):
    """Networks of each kind for each longest string of training: a dict (kind, longest) -> a list of ``Run``.

    ``steps`` and ``units`` as in ``counting.train``, and its errors. ``names`` are some of ``KINDS``; KeyError for
    another one.
    """
    return {
        (name, longest): counting.train(seeds, longest, units=units, steps=steps, kind=KINDS[name][0])
        for longest in lengths
        for name in names
    }


def reaches(trained, limit):
    """The largest n up to which each network is right on all strings, tried to ``limit``: (kind, longest) -> array."""
    return {
        (name, longest): np.array([counting.reach(counting.right_up_to(one, limit, KINDS[name][1])) for one in runs])
        for (name, longest), runs in trained.items()
    }


def climb(run, kind, longest, steps):
    """The state of one unit after S and after each of ``steps`` letters a: an array (steps + 1,).

    The unit is the one that moves farthest from half of ``longest`` letters to ``longest``, its sign turned so that it
    rises there. An LSTM's state is here its cell. ValueError for a ``kind`` that is not in ``KINDS`` or a ``longest``
    that is not between 2 and ``steps``.
    """
    states = _states(run, kind, steps)
    if not 2 <= longest <= steps:
        raise ValueError(f"longest must be between 2 and {steps}, got {longest}")
    moved = states[longest] - states[longest // 2]
    unit = np.argmax(np.abs(moved))
    return np.sign(moved[unit]) * states[:, unit]


def last_move(run, kind, steps):
    """How far the state moves with the last of ``steps`` letters a, in the unit that moves farthest then."""
    states = _states(run, kind, steps)
    return float(np.abs(states[-1] - states[-2]).max())


def _states(run, kind, steps):
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    model = KINDS[kind][1]
    name = model.states[-1].removesuffix("_prev")
    return counting.trace(run, steps, model)[name][: steps + 1]
