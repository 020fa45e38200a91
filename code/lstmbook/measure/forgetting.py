"""What a curve of forgetting says: how much is known beyond guessing, and the half-life at every age."""

import numpy as np


def above_guessing(right, guessing):
    """The share that is known, if the rest is guessed: (right - guessing) / (1 - guessing), in the shape of ``right``.

    Zero for guessing, one for no mistake, a little below zero by bad luck. ValueError for shares outside [0, 1], or a
    share of ``guessing`` that leaves nothing to know.
    """
    right = np.asarray(right, float)
    if not np.all((right >= 0) & (right <= 1)) or not 0 <= guessing < 1:
        raise ValueError(f"shares lie between 0 and 1, and guessing is right less than always, got {right}, {guessing}")
    return (right - guessing) / (1 - guessing)


def half_lives(times, left):
    """The half-life between each measurement and the next: for a curve that halves regularly, the same everywhere.

    Args:
        times: increasing ages, (K,) with K at least 2.
        left: what is left at each, positive, (..., K).

    Returns:
        (..., K - 1), in the unit of the times; infinity where nothing was lost from one to the next.

    Raises:
        ValueError: where the times do not increase, or what is left does not fit them or is not positive.
    """
    times, left = _checked(times, left)
    if not np.all(left > 0):
        raise ValueError(f"a half-life needs something left at every age, got {left}")
    lost = -np.diff(np.log(left), axis=-1)
    with np.errstate(divide="ignore"):
        return np.where(lost > 0, np.diff(times) * np.log(2) / np.maximum(lost, 0), np.inf)


def time_to_half(times, left):
    """The age at which a curve first comes down to half of its first value, straight between measurements: (...).

    ``times`` and ``left`` as in ``half_lives``, except that nothing may be left. Infinity where it stays above.
    """
    times, left = _checked(times, left)
    share = left / left[..., :1]
    below = share <= 0.5
    after = np.maximum(below.argmax(axis=-1), 1)[..., None]
    high, low = (np.take_along_axis(share, place, -1)[..., 0] for place in (after - 1, after))
    start, end = times[after - 1][..., 0], times[after][..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = start + (end - start) * (high - 0.5) / (high - low)
    return np.where(below.any(axis=-1), reached, np.inf)


def updates_to(losses, level):
    """After how many updates a loss first lies below ``level``: (...) for losses (..., K), each taken before the update
    of its place, so that the first belongs to no update at all. Infinity where it never does.

    ValueError without losses.
    """
    losses = np.asarray(losses, float)
    if losses.ndim < 1 or losses.shape[-1] < 1:
        raise ValueError(f"there must be at least one loss, got shape {losses.shape}")
    below = losses < level
    return np.where(below.any(axis=-1), below.argmax(axis=-1), np.inf)


def saving(first, again):
    """The share of the work of learning that learning again saves: 1 - again / first, below zero where it took longer.

    ValueError where the first learning took no work or did not end.
    """
    first, again = np.asarray(first, float), np.asarray(again, float)
    if not np.all((first > 0) & np.isfinite(first)) or not np.all(again >= 0):
        raise ValueError(f"a saving needs work that was done and ended, got {first} and {again}")
    return 1 - again / first


def ends(recalled):
    """Primacy and recency of a serial position curve (..., T): how far the share recalled at the first place, and the
    mean of those at the last three, lie above the mean of the middle, from the fifth place to half of the list.

    Two arrays (...). ValueError for fewer than ten places.
    """
    recalled = np.asarray(recalled, float)
    if recalled.ndim < 1 or (places := recalled.shape[-1]) < 10:
        raise ValueError(f"the ends of a list need at least ten places, got shape {recalled.shape}")
    middle = recalled[..., 4 : places // 2].mean(-1)
    return recalled[..., 0] - middle, recalled[..., -3:].mean(-1) - middle


def _checked(times, left):
    times, left = np.asarray(times, float), np.asarray(left, float)
    if times.ndim != 1 or len(times) < 2 or not np.all(np.diff(times) > 0):
        raise ValueError(f"there must be at least two times, and they must increase, got {times}")
    if left.shape[-1:] != times.shape or not np.all(np.isfinite(left)) or not np.all(left[..., 0] > 0):
        raise ValueError(f"what is left must be a number at each of {len(times)} times, got shape {left.shape}")
    return times, left
