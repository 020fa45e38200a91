"""Scans looked at from outside: what they take together and when, and what is left of their numbers."""

import numpy as np

from lstmbook.layers.scan import combined, prefixes


def rounds(steps):
    """What a scan over so many steps takes together in each round: a list of lists of (first, middle, last).

    The steps from ``first`` to ``middle`` are taken together with those up to ``last``, counted from one. Found by
    running the scan of the layers. ValueError for fewer than one step.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    found = []

    def together(earlier, later):
        (first, middle), (_, last) = (tuple(np.asarray(one)[0] for one in pair) for pair in (earlier, later))
        found.append(list(zip(first.tolist(), middle.tolist(), last.tolist(), strict=True)))
        return earlier[0], later[1]

    number = np.arange(1, steps + 1)[None]
    first, last = prefixes((number, number), together)
    if not (np.all(np.asarray(first) == 1) and np.all(np.asarray(last) == number)):
        raise AssertionError("a scan must end with all prefixes")
    return found


def by_products(a, b):
    """h_t = a_t h_{t-1} + b_t from zero as products of all a up to t, times sums of what was written, divided by them.

    Arrays (T, n), in their own precision: the textbook's closed form, which divides by what soon is zero.
    """
    passed = np.cumprod(a, axis=0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return passed * np.cumsum(b / passed, axis=0)


def by_logarithms(a, b):
    """The same in logarithms, for positive a and b.

    Source: Heinsen, "Efficient Parallelization of a Ubiquitous Sequential Computation", 2023, arXiv:2311.06281.
    """
    passed = np.cumsum(np.log(a), axis=0)
    return np.exp(passed + np.logaddexp.accumulate(np.log(b) - passed, axis=0))


def by_scan(a, b):
    """The same as the layers compute it."""
    return np.asarray(prefixes((a[None], b[None]), combined)[1])[0]


def errors(steps, units=16, seed=0):
    """The largest relative error of each way in single precision, against a walk in double: a dict.

    A minGRU's a and b for normal preactivations. NaN where a number is no longer one.
    """
    z, g = np.random.default_rng(seed).normal(size=(2, steps, units))
    z = 1 / (1 + np.exp(-z))
    a, b = 1 - z, z * np.where(g >= 0, g + 0.5, 1 / (1 + np.exp(-g)))
    true = np.zeros((steps + 1, units))
    for step in range(steps):
        true[step + 1] = a[step] * true[step] + b[step]
    ways = {"division": by_products, "logarithms": by_logarithms, "scan": by_scan}
    single = a.astype(np.float32), b.astype(np.float32)
    return {name: np.max(np.abs(way(*single) / true[1:] - 1)) for name, way in ways.items()}


def alternating(rates):
    """Weights (n,) and a bias by which units that decay as rate^t alternate, -1, 1, -1, ..., for as long as they can.

    ``rates`` are n distinct numbers between zero and one. For t from 0 to n the score, weights times states plus bias,
    is (-1)^(t + 1). ValueError for rates that are not distinct or lie outside.
    """
    rates = np.asarray(rates, float)
    if rates.ndim != 1 or not ((rates > 0) & (rates < 1)).all() or len(set(rates.tolist())) != len(rates):
        raise ValueError(f"rates must be distinct numbers between 0 and 1, got {rates}")
    count = len(rates)
    times = np.arange(count + 1)[:, None]
    *weights, bias = np.linalg.solve(np.append(rates, 1.0) ** times, -((-1.0) ** times[:, 0]))
    return np.array(weights), bias
