"""Which of two groups of runs is the better one, by how much, and whether other seeds would say the same.

Runs are paired by their seeds, since with one seed two variants see the same sequences; what is resampled is the seeds.
"""

import numpy as np
from scipy import stats


def better(one, other):
    """How often a run of ``one`` has a smaller loss than one of ``other``, over all pairs, ties counted half.

    One half where neither is better, one where every run of ``one`` beats every run of ``other``. ``one`` and ``other``
    are arrays of losses along their last axis. ValueError for arrays without runs or with losses that are not finite.

    Source: Vargha & Delaney, "A Critique and Improvement of the CL Common Language Effect Size Statistics of McGraw and
    Wong", Journal of Educational and Behavioral Statistics 25(2), 2000, their measure A, here for small losses.
    """
    one, other = (_checked(losses)[..., None] for losses in (one, other))
    other = np.swapaxes(other, -1, -2)
    return np.mean((one < other) + (one == other) / 2, axis=(-2, -1))


def interval(one, other, confidence=0.95, resamples=2000):
    """The bootstrap interval of ``better`` under resampling of the seeds: its lower and its upper end.

    ``one`` and ``other`` (seeds,) have the same seeds in the same order. ValueError for different numbers of runs, for
    fewer than two, and for losses that are not finite.
    """
    found = stats.bootstrap(
        _paired(one, other),
        lambda one, other, axis: better(np.moveaxis(one, axis, -1), np.moveaxis(other, axis, -1)),
        paired=True,
        vectorized=True,
        confidence_level=confidence,
        n_resamples=resamples,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def mean_interval(values, confidence=0.95, resamples=2000):
    """The bootstrap interval of the mean of one number a run, under resampling of the runs: its two ends.

    ValueError for fewer than two runs and for numbers that are not finite.
    """
    values, _ = _paired(values, values)
    drawn = np.random.default_rng(0).integers(0, len(values), (resamples, len(values)))
    tails = (1 - confidence) / 2
    low, high = np.quantile(values[drawn].mean(axis=1), [tails, 1 - tails])
    return float(low), float(high)


def stability(one, other, resamples=2000):
    """In which share of resamples of the seeds the median of ``one`` is the smaller one, ties counted half.

    Arguments and errors as for ``interval``.
    """
    one, other = _paired(one, other)
    drawn = np.random.default_rng(0).integers(0, len(one), (resamples, len(one)))
    difference = np.median(one[drawn], axis=1) - np.median(other[drawn], axis=1)
    return float(np.mean((difference < 0) + (difference == 0) / 2))


def _paired(one, other):
    one, other = _checked(one), _checked(other)
    if one.shape != other.shape or one.ndim != 1 or len(one) < 2:
        raise ValueError(f"two groups of the same seeds, at least two, are compared, got {one.shape} and {other.shape}")
    return one, other


def _checked(losses):
    losses = np.asarray(losses, float)
    if not losses.size or not np.isfinite(losses).all():
        raise ValueError("losses must be at least one, and finite")
    return losses
