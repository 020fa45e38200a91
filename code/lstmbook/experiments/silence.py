"""What a network still holds after steps without input."""

import numpy as np

from lstmbook.equations.sequence import Scan


def weights_by_hand(model, **weights):
    """The parameters of ``model`` with one feature and one unit: those that are given, as numbers, and zeros."""
    arrays = {name: np.zeros(1) if name[0] in "bp" else np.zeros((1, 1)) for name in model.parameters}
    return arrays | {name: np.reshape(value, arrays[name].shape) for name, value in weights.items()}


def held(model, state, starts, steps, **weights):
    """Run ``model`` with one unit and zero input from each of ``starts``.

    ``state`` names what holds the number, ``"h"`` or ``"c"``; weights that are not given are zero. Returns an
    array (starts, steps + 1) of that state, the start included. ValueError for fewer than one step.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    starts = np.asarray(starts, dtype=float).reshape(-1, 1)
    arrays = weights_by_hand(model, **weights)
    trace = Scan(model)(np.zeros((len(starts), steps, 1)), arrays, start={state: starts})[state]
    return np.concatenate([starts, trace[..., 0]], axis=1)
