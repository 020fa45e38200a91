"""What states say of what was read: a chain that is enumerated, networks that are sampled, units that saturate."""

import numpy as np

from lstmbook.measure import information


def blurred(values, kept):
    """A channel (values, values) that hands a value on with probability ``kept``, else another one, all equally likely.

    ValueError for fewer than two values or a probability outside [0, 1].
    """
    if values < 2 or not 0 <= kept <= 1:
        raise ValueError(f"needs at least two values and a probability, got {values} and {kept}")
    others = (1 - kept) / (values - 1)
    return np.full((values, values), others) + (kept - others) * np.eye(values)


def merged(values, groups, kept):
    """A channel (values, groups) that hands on the group of a value, ``values / groups`` neighbours each, with
    probability ``kept``, else another group. ValueError where the groups do not divide the values."""
    if groups < 2 or values % groups:
        raise ValueError(f"{values} values cannot be divided into {groups} groups")
    return np.repeat(blurred(groups, kept), values // groups, axis=0)


def read(held, noise, samples, seed):
    """Inputs (samples, steps), normal with variance one, and the states (samples, n) of a linear network after each,
    with noise of that standard deviation on every unit. ``held`` (steps, n) as in ``measure.information.shares``."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(samples, len(held)))
    return inputs, inputs @ held + noise * rng.normal(size=(samples, held.shape[1]))


def estimated(held, noise, lags, bins, samples=4000, seed=0):
    """For each of ``lags`` the bits that the linear readout with the least error says of that input, by nearest
    neighbours and by ``bins`` in each direction: two arrays (lags,).

    ValueError for a lag beyond what is held.
    """
    if not all(0 <= lag < len(held) for lag in lags):
        raise ValueError(f"lags must lie between 0 and {len(held) - 1}, got {list(lags)}")
    inputs, states = read(held, noise, samples, seed)
    weights = np.linalg.solve(held.T @ held + noise**2 * np.eye(held.shape[1]), held.T)
    pairs = [(states @ weights[:, lag], inputs[:, lag]) for lag in lags]
    neighbours = [information.by_neighbours(said, asked) for said, asked in pairs]
    return np.array(neighbours), np.array([information.by_bins(said, asked, bins) for said, asked in pairs])


ACTIVATIONS = {"tanh": np.tanh, "relu": lambda x: np.maximum(x, 0)}


def saturating(weights, activation, width, samples=4000, seed=0):
    """What one unit without noise, ``activation`` of a weight times a normal input, is estimated to say of that input,
    for each of ``weights``: in bits, by bins of this ``width`` on its output, and by nearest neighbours.

    A unit without noise is certain once its input is known, so that of its bins it says the whole entropy. ValueError
    for an unknown activation, or a width or weights that are not positive.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {sorted(ACTIVATIONS)}, got {activation!r}")
    if not width > 0 or not all(weight > 0 for weight in weights):
        raise ValueError("the width of a bin and the weights must be positive")
    inputs = np.random.default_rng(seed).normal(size=samples)
    outputs = [ACTIVATIONS[activation](weight * inputs) for weight in weights]
    # Rounded, a tanh reaches its end, which belongs to the last bin before it.
    ends = {"tanh": 1, "relu": np.inf}[activation]
    places = [np.floor(np.clip(one, -ends, np.nextafter(ends, 0)) / width) for one in outputs]
    counts = [np.unique(one, return_counts=True)[1] for one in places]
    binned = [information.entropy(count / samples) for count in counts]
    return np.array(binned), np.array([information.by_neighbours(one, inputs) for one in outputs])
