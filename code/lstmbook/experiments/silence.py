"""What a network still holds after steps without input."""

import numpy as np


def held(model, state, starts, steps, **weights):
    """Run ``model`` with one unit and zero input from each of ``starts``.

    ``state`` names what holds the number, ``"h"`` or ``"c"``; weights that are not given are zero. Returns an
    array (starts, steps + 1) of that state, the start included. ValueError for fewer than one step.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    starts = np.asarray(starts, dtype=float).reshape(-1, 1)
    step, trace = model.numpy(), [starts]
    arguments = {name: np.zeros(1) if name[0] == "b" else np.zeros((1, 1)) for name in model.parameters}
    arguments |= {name: np.reshape(value, arguments[name].shape) for name, value in weights.items()}
    arguments |= {name: np.zeros_like(starts) for name in (*model.inputs, *model.states)}
    for _ in range(steps):
        arguments[f"{state}_prev"] = trace[-1]
        result = step(**arguments)
        arguments |= {f"{name}_prev": result[name] for name in ("h", "c") if f"{name}_prev" in arguments}
        trace.append(result[state])
    return np.concatenate(trace, axis=1)
