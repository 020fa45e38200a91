"""Backpropagation through time through the LSTM, by the book's own equations and nothing else."""

import functools

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD


def gradients(weights, inputs, h, c, loss_bar, c_bar, backward=LSTM_BACKWARD, steps_back=None, through_hidden=True):
    """Gradients of a loss at every weight, at the inputs and at the first states.

    Shapes: ``inputs`` (B, T, d); ``h``, ``c`` (B, n), the first states; ``loss_bar`` (B, T, n), the loss's own
    gradient at each hidden state; ``c_bar`` (B, n), its gradient at the last cell. ``backward`` is the model of one
    step back. With ``steps_back`` the walk stops after so many steps: truncated backpropagation through time. Without
    ``through_hidden`` no step hands anything back to the hidden state before it, so that the cell's line is the only
    way back.

    Returns a dict: the names of ``weights``, ``x`` (B, T, d), ``h`` and ``c`` (B, n). ValueError where ``loss_bar``
    does not fit the inputs or ``steps_back`` is not between 1 and T.
    """
    steps = inputs.shape[1]
    if loss_bar.shape != (*inputs.shape[:2], h.shape[1]):
        raise ValueError(f"loss_bar must have shape {(*inputs.shape[:2], h.shape[1])}, got {loss_bar.shape}")
    if not 1 <= (steps_back or steps) <= steps:
        raise ValueError(f"steps_back must be between 1 and {steps}, got {steps_back}")
    history = forward(weights, inputs, h, c)
    total = {name: np.zeros_like(array) for name, array in weights.items()}
    total["x"] = np.zeros_like(inputs)
    step, kernels = printed(backward), {name: weights[name] for name in backward.parameters}
    h_plus, c_plus = np.zeros_like(h), c_bar
    for time in reversed(range(steps - (steps_back or steps), steps)):
        back = step(
            **{name: history[time][name] for name in backward.inputs if name in history[time]},
            **kernels,
            loss_bar=loss_bar[:, time],
            h_bar_plus=h_plus,
            c_bar_plus=c_plus,
        )
        for gate in "ifgo":
            total[f"W_{gate}"] += back[f"W_bar_{gate}"]
            total[f"U_{gate}"] += back[f"U_bar_{gate}"]
            total[f"b_{gate}"] += back[f"z_bar_{gate}"].sum(axis=0)
        total["x"][:, time] = back["x_bar"]
        h_plus, c_plus = through_hidden * back["h_bar_plus_prev"], back["c_bar_plus_prev"]
    return total | {"h": h_plus, "c": c_plus}


@functools.cache
def printed(model):
    """The model's NumPy function; printing it takes longer than a short walk with it."""
    return model.numpy()


def forward(weights, inputs, h, c):
    """Every step's inputs, gates and states: a list of dicts, named as in the equations."""
    step, history = printed(LSTM), []
    for x in inputs.swapaxes(0, 1):
        before = {"x": x, "h_prev": h, "c_prev": c}
        result = step(**before, **weights)
        history.append(before | result)
        h, c = result["h"], result["c"]
    return history


def cell_jacobian(weights, before, now):
    """d c_t / d c_{t-1} for one sequence: the direct path and the whole, both (n, n), row: new cell, column: old.

    ``before`` and ``now`` are the dicts of steps t - 1 and t from ``forward``, with a batch of one.
    Source: ``derivations.lstm_backward.cell_by_cell_before``.
    """
    i, f, g, c_prev = (now[name][0] for name in ("i", "f", "g", "c_prev"))
    slopes = {"f": f * (1 - f) * c_prev, "i": i * (1 - i) * g, "g": i * (1 - g**2)}
    way_round = sum(slope[:, None] * weights[f"U_{gate}"].T for gate, slope in slopes.items())
    shown = before["o"][0] * (1 - np.tanh(c_prev) ** 2)
    return np.diag(f), np.diag(f) + way_round * shown
