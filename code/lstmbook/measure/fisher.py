"""Fisher memory: how well a noisy linear network's state tells an input k steps back (Ganguli, Huh & Sompolinsky 2008).

The state is h_t = x_t w + h_{t-1} U + noise, with independent noise of variance one at every unit and every step, or of
the variances that are given. ``recurrent`` is U, (n, n), and ``inputs`` the input weights w, (n,).
"""

import numpy as np
from scipy.linalg import solve_discrete_lyapunov

LEAST = 1e-12  # a covariance whose smallest eigenvalue is this share of its largest is as good as singular


def noise_covariance(recurrent, variances=None):
    """The covariance (n, n) of what an infinite past of noise leaves in the state: the sum of (U^j)^T U^j over j >= 0.

    ``variances`` (n,) are those of the noise at each unit, one if not given. ValueError for a shape that is not square,
    no units, numbers that are not finite, variances below zero, and a largest eigenvalue not shorter than one, with
    which noise piles up for ever.
    """
    recurrent = _stable(recurrent)
    variances = np.ones(len(recurrent)) if variances is None else np.asarray(variances, dtype="float64")
    if variances.shape != (len(recurrent),) or not (np.isfinite(variances).all() and (variances >= 0).all()):
        raise ValueError(f"{len(recurrent)} units need as many finite variances from zero on, got {variances}")
    return _summed(recurrent, np.diag(variances))


def memory(recurrent, inputs, lags, variances=None):
    """J(k) = w U^k C^-1 (w U^k)^T for k = 0, ..., ``lags`` - 1, with C the covariance of the noise: an array (lags,).

    ValueError as in ``noise_covariance``, and for lags below one, input weights that do not fit or are not finite, and
    a covariance that is singular.
    """
    inverse = _inverse(noise_covariance(recurrent, variances))
    rows = [_fitting(recurrent, inputs)]
    if lags < 1:
        raise ValueError(f"memory needs at least one lag, got {lags}")
    for _ in range(lags - 1):
        rows.append(rows[-1] @ recurrent)
    return np.einsum("ki,ij,kj->k", rows, inverse, rows)


def by_place(recurrent, variances=None):
    """The matrix M (n, n) by which w M w^T is the sum of J(k) over all lags, whatever the input weights w.

    It is the sum of U^k C^-1 (U^k)^T over k >= 0. ValueError as in ``memory``.
    """
    return _summed(np.transpose(recurrent), _inverse(noise_covariance(recurrent, variances)))


def total(recurrent, inputs, variances=None):
    """The sum of J(k) over all lags. ValueError as in ``memory``."""
    inputs = _fitting(recurrent, inputs)
    return float(inputs @ by_place(recurrent, variances) @ inputs)


def by_regression(states, signal, lags):
    """The share of the variance of ``signal``, 0, 1, ..., ``lags`` - 1 steps back, that a linear readout of ``states``
    says of sequences on which it was not fitted: an array (lags,), at least zero.

    ``states`` (B, T, n) and ``signal`` (B, T): the first half of the sequences is fitted, the second is asked. Where
    ``signal`` is the noise along w this is J(k), up to chance. ValueError for shapes that do not fit, fewer than two
    sequences, lags that leave too few steps, and numbers that are not finite.
    """
    states, signal = np.asarray(states), np.asarray(signal)
    if states.ndim != 3 or states.shape[:2] != signal.shape or len(signal) < 2:
        raise ValueError(f"states {states.shape} and signal {signal.shape} must be of the same two or more sequences")
    if not (np.isfinite(states).all() and np.isfinite(signal).all()):
        raise ValueError("states and signal must be finite")
    steps, half = signal.shape[1], len(signal) // 2
    if lags < 1 or half * (steps - lags) <= states.shape[2]:
        raise ValueError(f"{half} sequences of {steps} steps are too few for {lags} lags and {states.shape[2]} units")
    past = np.stack([signal[:, lags - 1 - lag : steps - lag] for lag in range(lags)], axis=-1)
    design = np.concatenate([states, np.ones((*signal.shape, 1))], axis=-1)[:, lags - 1 :]
    fit, ask = ([one[part].reshape(-1, one.shape[-1]) for one in (design, past)] for part in _halves(half))
    error = ask[1] - ask[0] @ np.linalg.lstsq(*fit, rcond=None)[0]
    return np.maximum(1 - (error**2).mean(axis=0) / ask[1].var(axis=0), 0)


def _halves(half):
    return slice(None, half), slice(half, None)


def _summed(matrix, start):
    """The sum of (A^j)^T S A^j over j >= 0: the solution of a Lyapunov equation."""
    return solve_discrete_lyapunov(np.asarray(matrix, dtype="float64").T, start)


def _inverse(covariance):
    values, vectors = np.linalg.eigh(covariance)
    if not values[0] > LEAST * values[-1]:
        raise ValueError(f"the noise's covariance is singular: eigenvalues from {values[0]:.1e} to {values[-1]:.1e}")
    return vectors / values @ vectors.T


def _fitting(recurrent, inputs):
    inputs = np.asarray(inputs, dtype="float64")
    if inputs.shape != np.shape(recurrent)[:1] or not np.isfinite(inputs).all():
        raise ValueError(f"input weights {inputs.shape} must be finite and fit recurrent {np.shape(recurrent)}")
    return inputs


def _stable(recurrent):
    recurrent = np.asarray(recurrent, dtype="float64")
    if recurrent.ndim != 2 or not len(recurrent) or recurrent.shape != recurrent.shape[::-1]:
        raise ValueError(f"recurrent weights must be square and have at least one unit, got {recurrent.shape}")
    if not np.isfinite(recurrent).all():
        raise ValueError("recurrent weights must be finite")
    if not (radius := np.abs(np.linalg.eigvals(recurrent)).max()) < 1:
        raise ValueError(f"the largest eigenvalue must be shorter than one, got {radius:g}")
    return recurrent
