"""How many bits one thing says of another: exactly, where the distribution is known, and as estimated from samples."""

import numpy as np


def entropy(probabilities):
    """The bits that are unknown of one value drawn with these ``probabilities``, an array of any shape.

    ValueError for what is no distribution. Source: Shannon, Bell System Technical Journal 27, 1948.
    """
    positive = _distribution(probabilities)
    positive = positive[positive > 0]
    return float(-(positive * np.log2(positive)).sum())


def mutual_information(joint):
    """The bits that a row says of a column and a column of a row, from their ``joint`` distribution (X, Y).

    ValueError for what is no distribution over rows and columns.
    """
    joint = _distribution(joint)
    if joint.ndim != 2:
        raise ValueError(f"a joint distribution has rows and columns, got shape {joint.shape}")
    return max(entropy(joint.sum(axis=0)) + entropy(joint.sum(axis=1)) - entropy(joint), 0.0)


def gaussian(share):
    """The bits that a Gaussian says of another if it holds this ``share`` of its variance: -log2(1 - share) / 2.

    An array in the shape of ``share``; infinity where all of it is held. ValueError for a share outside [0, 1].
    """
    share = np.asarray(share, dtype=float)
    if not np.all((share >= 0) & (share <= 1)):
        raise ValueError("a share of variance lies between 0 and 1")
    with np.errstate(divide="ignore"):
        return -np.log2(1 - share) / 2


def shares(held, noise):
    """The share of each input's variance in a linear state that is seen through noise, an array (steps,).

    ``held`` (steps, n) says how the state holds each input, see ``measure.capacity.responses``; inputs have variance
    one; ``noise`` is the standard deviation of what is added to every unit. ValueError for noise that is negative or
    not finite, and for a covariance of the state that is singular.
    """
    held = _checked(held, noise)
    covariance = _regular(held.T @ held + noise**2 * np.eye(held.shape[1]))
    return np.einsum("ki,ik->k", held, np.linalg.solve(covariance, held.T))


def of_all(held, noise):
    """The bits that a linear state seen through noise says of all its inputs together; arguments as in ``shares``.

    It is the sum of log2(1 + s^2 / noise^2) / 2 over the singular values s of ``held``. ValueError without noise, when
    there is no end to the bits.
    """
    held = _checked(held, noise)
    if noise == 0:
        raise ValueError("without noise a state says infinitely many bits")
    values = np.linalg.svd(held, compute_uv=False)
    return float(np.log1p((values / noise) ** 2).sum() / (2 * np.log(2)))


def by_bins(x, y, bins):
    """An estimate in bits from samples (samples,) of x and y: both are sorted into bins, which are then counted.

    ``bins`` is a number, or a pair of arrays with the edges for x and for y. ValueError for samples that do not fit.
    """
    x, y = _samples(x, y)
    counts, _, _ = np.histogram2d(x, y, bins)
    return mutual_information(counts / counts.sum())


def by_neighbours(x, y, seed=0):
    """An estimate in bits from samples (samples,) of x and y, by the distances to nearest neighbours.

    scikit-learn's, in nats, of the method of Kraskov, Stoegbauer & Grassberger, Physical Review E 69, 2004; it adds
    a little noise, drawn by ``seed``. ValueError for samples that do not fit.
    """
    from sklearn.feature_selection import mutual_info_regression

    x, y = _samples(x, y)
    return float(mutual_info_regression(x[:, None], y, random_state=seed)[0] / np.log(2))


def _distribution(probabilities):
    probabilities = np.asarray(probabilities, dtype=float)
    if not np.all(probabilities >= 0) or not abs(probabilities.sum() - 1) < 1e-9:
        raise ValueError("probabilities must not be negative and must add up to one")
    return probabilities


def _checked(held, noise):
    held = np.asarray(held, dtype=float)
    if held.ndim != 2 or not held.size or not np.isfinite(held).all():
        raise ValueError(f"what is held must be a finite array of inputs and units, got shape {held.shape}")
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be a finite number from zero on, got {noise}")
    return held


def _regular(covariance):
    if np.linalg.matrix_rank(covariance, hermitian=True) < len(covariance):
        raise ValueError("the covariance of the state is singular: take out units that say nothing new, or add noise")
    return covariance


def _samples(x, y):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 10 or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError(
            f"samples must be finite, at least ten, and as many of one as of the other: {x.shape}, {y.shape}"
        )
    return x, y
