"""Counting a^n b^n with coupled gates: by hand, and as far as training finds it."""

from dataclasses import dataclass, replace

import numpy as np

from lstmbook import layouts
from lstmbook.experiments import counting
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.runs import Run

OPEN = 40.0  # a gate with this preactivation is one in double precision


def by_hand(first=0.01, shut=0.125):
    """A network of three units with coupled gates that is right at every step of S a^n b^n, as long as ``first`` 2^-n
    is a number above zero: each a halves its counting cell, each b but the first doubles it.

    S writes ``first``. At an a the counting unit's gate is half open and its candidate zero, since the unit showed
    nothing at the step before. At a b the gate stands at ``shut`` and the candidate is a multiple of what was shown:
    nothing at the first b, then the multiple that makes two of one. The other two units show whether S or b was read.

    The ``Run`` has weights in the form ``coupled_lstm``. ValueError unless 0 < ``first`` <= 0.01 and
    0 < ``shut`` <= 1/2.
    """
    if not 0 < first <= 0.01 or not 0 < shut <= 0.5:
        raise ValueError(f"first must be in (0, 0.01] and shut in (0, 0.5], got {first} and {shut}")
    shapes = {"W": (3, 3), "U": (3, 3), "b": (3,)}
    weights = {f"{kind}_{gate}": np.zeros(shapes[kind]) for gate in "igo" for kind in "WUb"}
    # Rows are S, a, b; columns the counting unit, the one that shows S and the one that shows b.
    weights["W_i"][:, 0] = OPEN, 0, np.log(shut / (1 - shut))
    weights["W_g"] = np.array([[np.arctanh(first), OPEN, -OPEN], [0, -OPEN, -OPEN], [0, -OPEN, OPEN]])
    weights["U_g"][0, 0] = (1 + shut) / shut  # (1 - shut) c + shut u c = 2 c
    weights["W_o"][:, 0] = -OPEN, -OPEN, OPEN
    weights["b_i"][1:] = weights["b_o"][1:] = OPEN
    # At the end of a string the cell holds half of what the first b leaves of the first number, one b before a quarter.
    between, shown = 0.375 * (1 - shut) * first, np.tanh(1.0)
    readout = np.array([[0, -3, 3], [0, -2, 0], [-1, 0, 0]]) / np.array([[between], [shown], [shown]])
    return Run(0, weights, readout, np.array([0.0, 1.0, -3.0]))


def as_lstm(run):
    """The same network with the weights of the LSTM that its cell is."""
    return replace(run, weights=layouts.coupled_lstm_to_lstm(run.weights))


def _uncoupled(features, units, seed):
    """The arrays of an LSTM that starts as the network with coupled gates that has this seed."""
    params = layouts.coupled_lstm_from_keras(*initialisers.coupled_lstm(features, units, seed))
    return list(layouts.lstm_to_keras(layouts.coupled_lstm_to_lstm(params)))


FREED = kinds.Kind(_uncoupled, walk.lstm, 2, layouts.lstm_from_keras)
"""An LSTM that computes at its start what a coupled one does, with gates that are free to part."""

VARIANTS = {"coupled": kinds.COUPLED_LSTM, "freed": FREED, "LSTM": kinds.LSTM}


def train(seeds, **settings):
    """Networks of each of ``VARIANTS``, one for each seed, trained by ``counting.train`` with these settings.

    Returns a dict: variant -> a list of ``Run``, all with weights in the form ``lstm``, the coupled ones' converted, so
    that ``counting`` can measure them. ValueError as of ``counting.train``.
    """
    found = {name: counting.train(seeds, kind=kind, **settings) for name, kind in VARIANTS.items()}
    return found | {"coupled": [as_lstm(run) for run in found["coupled"]]}


@dataclass(frozen=True)
class Survey:
    """What is measured on each of several networks: arrays with one entry a network.

    ``learnt``: whether all strings of the training are right; ``reach``: up to which n all are. ``largest``: the
    largest cell, in size, on S a^n b^n with the n of ``limit``. ``step``: how far the cell that moves most moves with
    the last a of the longest string of training; ``shown``: the same of the hidden states.
    """

    learnt: np.ndarray
    reach: np.ndarray
    largest: np.ndarray
    step: np.ndarray
    shown: np.ndarray


def survey(runs, longest, limit):
    """A ``Survey`` of networks trained up to n = ``longest``, on strings up to n = ``limit``.

    ValueError unless 1 <= ``longest`` <= ``limit``.
    """
    if not 1 <= longest <= limit:
        raise ValueError(f"longest must be at least 1 and at most limit, got {longest} and {limit}")
    rows = [_measured(run, longest, limit) for run in runs]
    return Survey(*(np.array(column) for column in zip(*rows, strict=True)))


def _measured(run, longest, limit):
    right, found = counting.right_up_to(run, limit), counting.trace(run, limit)
    step, shown = (np.abs(found[name][longest] - found[name][longest - 1]).max() for name in "ch")
    return bool(right[:longest].all()), counting.reach(right), np.abs(found["c"]).max(), step, shown
