"""A gate that starts nearly shut and has to open: how long gradient descent needs for it."""

import numpy as np


def steps_to_open(start, rate=0.1, limit=1_000_000):
    """Steps of gradient descent until a gate that starts at preactivation ``start`` has opened halfway.

    The gate s = sigma(z) is asked to be one: the loss is (s - 1)^2 / 2, and its gradient (s - 1) s (1 - s) holds the
    slope of the gate.

    Args:
        start: the preactivation at the start, not positive.
        rate: the learning rate, positive.
        limit: the most steps to try.

    Returns:
        The number of steps until z >= 0.

    Raises:
        ValueError: for a positive start or a rate that is not positive.
        RuntimeError: if the gate is still less than half open after ``limit`` steps.
    """
    if start > 0 or rate <= 0:
        raise ValueError(f"start must not be positive and rate must be, got {start} and {rate}")
    z = float(start)
    for step in range(limit):
        if z >= 0:
            return step
        s = 1 / (1 + np.exp(-z))
        z -= rate * (s - 1) * s * (1 - s)
    raise RuntimeError(f"the gate that started at {start} is not half open after {limit} steps")


def time_to_open(start):
    """The same for infinitely small steps, exactly: learning rate times steps, as the rate goes to zero.

    With b = -start it is exp(b) + 3 b + 5/2 - 3 exp(-b) - exp(-2 b) / 2, the integral of dz / (s (1 - s)^2).
    ValueError for a positive start.
    """
    if start > 0:
        raise ValueError(f"start must not be positive, got {start}")
    b = -float(start)
    return np.exp(b) + 3 * b + 2.5 - 3 * np.exp(-b) - np.exp(-2 * b) / 2


def steps_of_adam(start, rate=0.1):
    """The same with Adam as it was published, its constant of 1e-7 added after the means are corrected.

    Keras adds it before, so that its counts differ. ValueError for a positive start.
    """
    if start > 0:
        raise ValueError(f"start must not be positive, got {start}")
    z, mean, square, step = float(start), 0.0, 0.0, 0
    while z < 0:
        step += 1
        s = 1 / (1 + np.exp(-z))
        slope = (s - 1) * s * (1 - s)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        size = np.sqrt(square / (1 - 0.999**step)) + 1e-7
        z -= rate * mean / (1 - 0.9**step) / size
    return step


def single_precision_rest(rate=0.1):
    """How far from zero such a descent stands still in single precision, on the "open" and the "shut" side.

    The gate is asked for its other end, one from the shut side as in ``steps_to_open``, zero from the open one. Its
    preactivation rests where a step changes it by less than half a unit in its last place. Both numbers are given as
    positive, to a hundredth. ValueError for a rate that is not positive.
    """
    if rate <= 0:
        raise ValueError(f"the rate must be positive, got {rate}")
    distance, rest = np.arange(0, 40, 0.01, dtype=np.float32), {}
    for side, z, wanted in (("open", distance, 0), ("shut", -distance, 1)):
        s = 1 / (1 + np.exp(-z))
        moved = z - np.float32(rate) * (s - wanted) * s * (1 - s)
        rest[side] = float(distance[np.argmax(moved == z)])
    return rest


def single_precision_ends():
    """At which whole preactivation a gate's slope is exactly zero in single precision, at the "open" and "shut" end.

    The logistic function is computed as 1 / (1 + exp(-z)) by NumPy; both numbers are given as positive.
    """
    z = np.arange(120, dtype=np.float32)
    with np.errstate(over="ignore"):
        gates = {"open": 1 / (1 + np.exp(-z)), "shut": 1 / (1 + np.exp(z))}
    return {end: int(np.argmax(gate * (1 - gate) == 0)) for end, gate in gates.items()}
