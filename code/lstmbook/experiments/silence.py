"""What a network still holds after steps without input."""

import numpy as np

from lstmbook.equations.sequence import Scan


def held(model, state, starts, steps, **weights):
    """Run ``model`` with one unit and zero input from each of ``starts``.

    ``state`` names what holds the number, ``"h"`` or ``"c"``; weights that are not given are zero. Returns an
    array (starts, steps + 1) of that state, the start included. ValueError for fewer than one step.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    starts = np.asarray(starts, dtype=float).reshape(-1, 1)
    arguments = {name: np.zeros(1) if name[0] in "bp" else np.zeros((1, 1)) for name in model.parameters}
    arguments |= {name: np.reshape(value, arguments[name].shape) for name, value in weights.items()}
    trace = Scan(model)(np.zeros((len(starts), steps, 1)), arguments, start={state: starts})[state]
    return np.concatenate([starts, trace[..., 0]], axis=1)
