"""Measures of maps of attention: how far apart two are, how spread one is, whether two orders agree, and what becomes
of maps that are applied one after the other.

A map's last axis is a distribution: numbers that are not negative and add up to one. Logarithms are natural, so that
entropies and divergences are in nats.
"""

import numpy as np


def total_variation(one, other):
    """Half the sum of the absolute differences of two distributions (..., n): from zero to one, (...)."""
    one, other = _checked(one), _checked(other)
    return np.abs(one - other).sum(axis=-1) / 2


def entropy(weights):
    """The entropy in nats of distributions (..., n): zero for one key, ln n for all alike, (...)."""
    weights = _checked(weights)
    return -np.sum(weights * np.log(np.where(weights > 0, weights, 1)), axis=-1)


def jensen_shannon(one, other):
    """The Jensen-Shannon divergence in nats of two distributions (..., n): from zero to ln 2, (...).

    The entropy of their mean less the mean of their entropies. Source: Lin, "Divergence Measures Based on the Shannon
    Entropy", IEEE Transactions on Information Theory 37(1), 1991.
    """
    one, other = np.broadcast_arrays(_checked(one), _checked(other))
    return np.maximum(entropy((one + other) / 2) - (entropy(one) + entropy(other)) / 2, 0)


def rank_agreement(one, other):
    """Kendall's tau-b of two lists of numbers (..., n), by their order: from minus one to one, (...).

    The pairs that both put in the same order less those that they do not, over the geometric mean of the numbers of
    pairs that each of the two puts in an order; not a number where one of them puts none. Source: Kendall, "The
    Treatment of Ties in Ranking Problems", Biometrika 33(3), 1945.
    """
    one, other = np.broadcast_arrays(np.asarray(one, float), np.asarray(other, float))
    first, second = np.triu_indices(one.shape[-1], 1)
    signs = [np.sign(array[..., first] - array[..., second]) for array in (one, other)]
    ordered = [np.abs(sign).sum(axis=-1) for sign in signs]
    with np.errstate(invalid="ignore"):
        return (signs[0] * signs[1]).sum(axis=-1) / np.sqrt(ordered[0] * ordered[1])


def rollout(maps, residual=True):
    """How much of each input, after all layers, each place is made of, if each map were all that its layer does.

    Args:
        maps: weights (L, ..., T, T), the first layer's first; heads are averaged before.
        residual: whether each layer adds what came in, so that half of a place is that place itself: half the map and
            half the identity, whose rows add up to one again.

    Returns:
        (..., T, T): the last layer's matrix times the one before, down to the first layer's.

    Raises:
        ValueError: for maps that are not square or not distributions.

    Source: Abnar & Zuidema, "Quantifying Attention Flow in Transformers", ACL 2020, arXiv:2005.00928, section 3.
    """
    maps = _checked(maps)
    if maps.ndim < 3 or maps.shape[-1] != maps.shape[-2]:
        raise ValueError(f"maps must have shape (layers, ..., steps, steps), got {maps.shape}")
    layers = (maps + np.eye(maps.shape[-1])) / 2 if residual else maps
    found = layers[0]
    for layer in layers[1:]:
        found = layer @ found
    return found


def _checked(weights):
    weights = np.asarray(weights, float)
    if not weights.size or (weights < 0).any() or not np.allclose(weights.sum(axis=-1), 1, rtol=0, atol=1e-6):
        raise ValueError("weights must be distributions: not negative, and adding up to one along the last axis")
    return weights
