"""How many past inputs a network's state holds: linear networks by their weights, others by what a readout can say."""

import numpy as np

from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.experiments.matrices import independent, orthogonal
from lstmbook.measure import capacity

WASHOUT = 200  # steps after which a state has forgotten that it started at zero


def gaussian(units, radius, seed):
    """Recurrent weights of independent normal numbers with a largest eigenvalue of length ``radius``, and input weights
    of length one: arrays (units, units) and (units,). ValueError for no units."""
    return independent(units, radius, seed), _inputs(units, seed)


def reservoir(units, size, seed):
    """``size`` times an orthogonal matrix, and input weights of length one. ValueError for no units."""
    return orthogonal(units, size, seed), _inputs(units, seed)


def delay_line(units):
    """A chain along which an input moves by one unit a step, and drops off at its end. ValueError for no units."""
    if units < 1:
        raise ValueError(f"a delay line needs at least one unit, got {units}")
    return np.eye(units, k=1), np.eye(units)[0]


def _inputs(units, seed):
    weights = np.random.default_rng([seed, 1]).normal(size=units)
    return weights / np.linalg.norm(weights)


def recalled(weights, scale, lags, seed, steps=4000, shuffled=False):
    """The share of each of ``lags`` past inputs that a linear readout of a tanh network says, an array (lags,).

    The network reads ``scale`` times a normal signal of variance one. With ``shuffled`` the readout is asked for the
    signal in another order, of which the state knows nothing. ValueError for a scale that is not positive and finite,
    and where the steps are too few, see ``measure.capacity``.
    """
    if not 0 < scale < np.inf:
        raise ValueError(f"a signal needs a positive, finite scale, got {scale}")
    recurrent, inputs = weights
    rng = np.random.default_rng([seed, 2])
    signal = rng.normal(size=steps + WASHOUT)
    parameters = {"W": inputs[None], "U": recurrent, "b": np.zeros(len(inputs))}
    states = Scan(SIMPLE_RNN)(scale * signal[None, :, None], parameters)["h"][0, WASHOUT:]
    signal = signal[WASHOUT:]
    return capacity.by_regression(states, rng.permutation(signal) if shuffled else signal, lags)


def totals(scales, units=50, size=0.95, lags=100, seeds=range(5), **options):
    """The sum over the lags of ``recalled`` for several orthogonal reservoirs: an array (scales, seeds)."""
    return np.array(
        [
            [recalled(reservoir(units, size, seed), scale, lags, seed, **options).sum() for seed in seeds]
            for scale in scales
        ]
    )
