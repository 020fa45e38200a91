"""How long a cell remembers: from its forget bias, or from forget gates that were measured."""

import numpy as np


def gate(bias):
    """The forget gate of a unit that hears nothing but its bias: sigma(bias), in the shape of ``bias``."""
    return 1 / (1 + np.exp(-np.asarray(bias, dtype=float)))


def half_life(gates):
    """Steps after which half of a memory is left if the forget gate stands at ``gates``: ln(1/2) / ln f.

    An array in the shape of ``gates``; 0 where a gate is shut and infinity where it is fully open. ValueError for a
    gate outside [0, 1].
    """
    gates = _checked(gates)
    with np.errstate(divide="ignore"):
        return np.log(2) / np.abs(np.log(gates))


def time_constant(gates):
    """Mean age of what a leaky integrator holds, in steps, the newest write being of age 1: 1 / (1 - f).

    An array in the shape of ``gates``; infinity where a gate is fully open. ValueError for a gate outside [0, 1].
    Source: the forgetting time of Tallec & Ollivier, "Can recurrent neural networks warp time?", ICLR 2018.
    """
    gates = _checked(gates)
    with np.errstate(divide="ignore"):
        return 1 / (1 - gates)


def bias_for(steps):
    """The forget bias whose half-life is ``steps``, the inverse of ``half_life(gate(bias))``.

    An array in the shape of ``steps``. ValueError for a half-life that is not positive and finite.
    """
    steps = np.asarray(steps, dtype=float)
    if not np.all((steps > 0) & np.isfinite(steps)):
        raise ValueError(f"a half-life must be a positive number of steps, got {steps}")
    # The logit of 2^(-1/steps); expm1 keeps its digits where that share is close to one.
    return -np.log(np.expm1(np.log(2) / steps))


def typical_gate(gates, axis):
    """Geometric mean of measured gates over ``axis``: standing there all the time, a gate would leave as much.

    ValueError for a gate outside [0, 1] or for no gates at all.
    """
    gates = _checked(gates)
    if gates.size == 0:
        raise ValueError("there are no gates to take a mean of")
    with np.errstate(divide="ignore"):
        return np.exp(np.log(gates).mean(axis))


def _checked(gates):
    gates = np.asarray(gates, dtype=float)
    if not np.all((gates >= 0) & (gates <= 1)):
        raise ValueError(f"a gate lies between 0 and 1, got {gates}")
    return gates
