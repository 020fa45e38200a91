"""How much of a gradient comes back through a simple network whose recurrent matrix is chosen and not trained."""

import keras
import numpy as np

from lstmbook.experiments.matrices import orthogonal
from lstmbook.measure.gradients import norms


def network(recurrent, activation="tanh"):
    """``keras.layers.SimpleRNN`` in float64 without bias, whose input weights are the identity: each unit has an input
    of its own, and the gradient at that input is the one at the unit's preactivation.

    ``recurrent`` is its matrix, (n, n). ValueError for one that is not square or not finite.
    """
    recurrent = np.asarray(recurrent, dtype="float64")
    if recurrent.ndim != 2 or recurrent.shape[0] != recurrent.shape[1] or not np.isfinite(recurrent).all():
        raise ValueError(f"the recurrent matrix must be square and finite, got shape {recurrent.shape}")
    units = len(recurrent)
    # Unrolled, since each network runs but once or twice.
    layer = keras.layers.SimpleRNN(units, activation=activation, use_bias=False, unroll=True, dtype="float64")
    layer.build((None, None, units))
    layer.set_weights([np.eye(units), recurrent])
    return layer


def lengths_back(recurrent, scale=0.0, activation="tanh", steps=100, batch=16, seed=0):
    """Length of the gradient at the preactivations 0, 1, ..., ``steps`` - 1 steps back, an array (steps,).

    The loss is the last hidden state times a random direction of length one; the inputs are normal with standard
    deviation ``scale``; the result is the median over a batch of sequences, by automatic differentiation. ValueError
    for fewer than one step or sequence, or a scale that is negative or not finite.
    """
    return by_scale(recurrent, [scale], activation, steps, batch, seed)[0]


def by_scale(recurrent, scales, activation="tanh", steps=100, batch=16, seed=0):
    """``lengths_back`` for each of ``scales``, all in one batch: an array (scales, steps)."""
    if min(steps, batch) < 1 or not all(0 <= scale < np.inf for scale in scales):
        raise ValueError(f"lengths_back needs steps, a batch and scales from zero on, got {steps}, {batch}, {scales}")
    rng, layer = np.random.default_rng(seed), network(recurrent, activation)
    direction = rng.normal(size=(batch, layer.units))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    inputs = rng.normal(size=(batch, steps, layer.units))
    found = norms(layer, np.concatenate([scale * inputs for scale in scales]), np.tile(direction, (len(scales), 1)))
    return np.median(found.reshape(len(scales), batch, steps), axis=1)


def arriving(sizes, scales, units=32, seeds=range(3), **options):
    """What arrives at the last step back from networks with ``size`` times an orthogonal matrix, by size and scale of
    the input: an array (sizes, scales, seeds). ``options`` as in ``lengths_back``."""
    found = [
        [by_scale(orthogonal(units, size, seed), scales, seed=seed, **options)[:, -1] for seed in seeds]
        for size in sizes
    ]
    return np.swapaxes(found, 1, 2)


def jacobian(recurrent, hidden, reverse=False, transpose=False):
    """d h_T / d h_0 of a tanh network from its hidden states (T, n): rows the old, columns the new units.

    The product of U diag(1 - h_t^2) over t = 1, ..., T, the first step on the left. ``reverse`` and ``transpose`` make
    two mistakes: the factors in the other order, and U^T for U. ValueError for hidden states that do not fit.
    """
    recurrent, hidden = np.asarray(recurrent), np.asarray(hidden)
    if hidden.ndim != 2 or recurrent.shape != (hidden.shape[1],) * 2:
        raise ValueError(f"hidden states {hidden.shape} do not fit a matrix {recurrent.shape}")
    factors = [(recurrent.T if transpose else recurrent) * (1 - h**2) for h in hidden]
    return np.linalg.multi_dot([np.eye(len(recurrent)), *(factors[::-1] if reverse else factors)])
