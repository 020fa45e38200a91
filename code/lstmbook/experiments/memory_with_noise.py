"""Which networks remember in spite of noise: recurrent matrices to compare, and what squashing makes of them."""

import numpy as np

from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.experiments import matrices
from lstmbook.experiments.memory_capacity import delay_line, gaussian, reservoir
from lstmbook.measure import fisher

WASHOUT = 100  # steps after which a state has forgotten that it started at zero


def symmetric(units, radius, seed):
    """A random symmetric matrix (units, units) with a largest eigenvalue of length ``radius``, and input weights
    (units,) of length one. ValueError for no units."""
    square, inputs = gaussian(units, 1, seed)
    square = square + square.T
    return square * radius / matrices.spectral_radius(square), inputs


def chain(units, alpha):
    """A delay line that multiplies squares by ``alpha`` at each link, and its input, at the first unit.

    ValueError for no units and an ``alpha`` that is not positive and finite.
    """
    if not 0 < alpha < np.inf:
        raise ValueError(f"a chain needs a positive, finite gain, got {alpha}")
    shift, inputs = delay_line(units)
    return np.sqrt(alpha) * shift, inputs


def three(units):
    """The networks of the page: a symmetric one, an orthogonal one scaled down, and a chain that amplifies, by name."""
    return {
        "symmetric": symmetric(units, radius=0.95, seed=0),
        "orthogonal": reservoir(units, size=0.95, seed=0),
        "chain": chain(units, alpha=1.2),
    }


def heard(weights, scale, lags, seed, sequences=60, steps=600, shuffled=False):
    """J(k) for ``lags`` lags of a network that squashes with tanh, from what linear readouts say: an array (lags,).

    The network reads noise of standard deviation ``scale`` at each unit and nothing else. What is asked for is the part
    of that noise along the input weights, since a weak input of its own would be heard as well as that. With
    ``shuffled`` the sequences are exchanged first, so that the states know nothing of what is asked for. ValueError
    for a scale that is not positive and finite, and as in ``measure.fisher.by_regression``.
    """
    if not 0 < scale < np.inf:
        raise ValueError(f"noise needs a positive, finite scale, got {scale}")
    recurrent, inputs = weights
    noise = np.random.default_rng([seed, 3]).normal(size=(sequences, steps + WASHOUT, len(inputs)))
    parameters = {"W": np.eye(len(inputs)), "U": recurrent, "b": np.zeros(len(inputs))}
    states = Scan(SIMPLE_RNN)(scale * noise, parameters)["h"][:, WASHOUT:]
    along = noise[:, WASHOUT:] @ inputs
    return fisher.by_regression(states, np.roll(along, 1, axis=0) if shuffled else along, lags)


def totals(networks, scales, lags, seeds, **options):
    """The sum of ``heard`` over the lags for each network, scale and seed: an array (networks, scales, seeds)."""
    return np.array(
        [[[heard(one, scale, lags, seed, **options).sum() for seed in seeds] for scale in scales] for one in networks]
    )
