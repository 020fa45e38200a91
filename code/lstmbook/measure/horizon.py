"""How far back: the longest lag at which the median of an ensemble of networks is halfway to perfect, and the number
of steps that a gradient comes back before too little is left of it.
"""

import numpy as np


def halfway(chance):
    """The accuracy halfway between ``chance`` and one. ValueError unless chance lies between zero and one."""
    if not 0 < chance < 1:
        raise ValueError(f"chance must lie between 0 and 1, got {chance}")
    return (1 + chance) / 2


def horizon(lags, accuracies, chance):
    """The longest of ``lags`` up to which the median network is at least halfway between ``chance`` and perfect.

    Args:
        lags: L lags in steps, whole numbers from 0 on, increasing.
        accuracies: (L, R), the share of right answers of R networks at each lag.
        chance: the share that is right without memory.

    Returns:
        One of the lags: at it and at all shorter ones the median is at least halfway. None where it is less at the
        first. The last lag means that the horizon is there or further away.

    Raises:
        ValueError: for lags that do not increase, accuracies of another shape or outside [0, 1], or a chance that does
            not lie between zero and one.
    """
    lags, accuracies = list(lags), np.asarray(accuracies, float)
    if not lags or lags[0] < 0 or np.any(np.diff(lags) <= 0):
        raise ValueError(f"lags must increase from 0 or later, got {lags}")
    if accuracies.ndim != 2 or len(accuracies) != len(lags) or not accuracies.size:
        raise ValueError(f"accuracies must be ({len(lags)}, networks), got {accuracies.shape}")
    if not ((accuracies >= 0) & (accuracies <= 1)).all():
        raise ValueError("accuracies must lie between 0 and 1")
    reached = np.median(accuracies, axis=1) >= halfway(chance)
    count = len(lags) if reached.all() else int(reached.argmin())
    return lags[count - 1] if count else None


def reach(shares, least=0.01):
    """How many steps back a gradient comes before less than ``least`` of it is left.

    ``shares`` (steps,) has for each number of steps back, from 0 on, which share of the gradient comes so far. Returns
    the largest number up to which every share is at least ``least``; the last one means that it comes as far or
    further. ValueError for shares that are negative, not finite or none, whose first is less than ``least``, or where
    ``least`` is not positive.
    """
    shares = np.asarray(shares, float)
    if shares.ndim != 1 or not shares.size or not (np.isfinite(shares) & (shares >= 0)).all():
        raise ValueError(f"shares must be a row of finite numbers that are not negative, got shape {shares.shape}")
    if not 0 < least <= shares[0]:
        raise ValueError(f"least must be positive and at most the first share, got {least} and {shares[0]}")
    enough = shares >= least
    return len(shares) - 1 if enough.all() else int(enough.argmin()) - 1
