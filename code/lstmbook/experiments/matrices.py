"""Recurrent matrices that are chosen and not trained, and the two numbers by which their powers grow or shrink."""

import numpy as np


def orthogonal(units, size, seed):
    """``size`` times a random orthogonal matrix (units, units): every singular value and every eigenvalue is ``size``
    long. ValueError for no units."""
    square, triangle = np.linalg.qr(np.random.default_rng(seed).normal(size=(_at_least_one(units), units)))
    return size * square * np.sign(np.diag(triangle))  # without the signs not every matrix is equally likely


def independent(units, radius, seed):
    """A matrix (units, units) of independent normal numbers, scaled so that its largest eigenvalue is ``radius`` long.
    ValueError for no units."""
    square = np.random.default_rng(seed).normal(size=(_at_least_one(units), units))
    return square * radius / spectral_radius(square)


def chain(units, radius, link):
    """A matrix (units, units) with ``radius`` on its diagonal, all its eigenvalues, and ``link`` just above.
    ValueError for no units."""
    return radius * np.eye(_at_least_one(units)) + link * np.eye(units, k=1)


def symmetric(shares, seed):
    """A symmetric matrix (n, n) with the eigenvalues ``shares`` (n,) and random orthonormal eigenvectors. ValueError
    for no shares."""
    directions = orthogonal(len(shares), 1.0, seed)
    return (directions * np.asarray(shares, float)) @ directions.T


def _at_least_one(units):
    if units < 1:
        raise ValueError(f"a network needs at least one unit, got {units}")
    return units


def spectral_radius(matrix):
    """The length of the largest eigenvalue of a square matrix."""
    return np.abs(np.linalg.eigvals(matrix)).max()


def spectral_norm(matrix):
    """The largest singular value of a matrix: the most that it stretches any vector."""
    return np.linalg.norm(matrix, 2)
