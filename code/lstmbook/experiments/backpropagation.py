"""Backpropagation through time through the LSTM, by the book's own equations and nothing else."""

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.equations.sequence import Scan


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
    seen = {"x": inputs, "loss_bar": loss_bar, **forward(weights, inputs, h, c)}
    window = slice(steps - (steps_back or steps), steps)
    heard = {name: seen[name][:, window] for name in backward.inputs}
    kernels = {name: weights[name] for name in backward.parameters}
    if not through_hidden:
        kernels |= {f"U_{gate}": 0 * weights[f"U_{gate}"] for gate in "ifgo"}
    back = Scan(backward)(heard, kernels, start={"c_bar_plus": c_bar})
    total = {"x": np.zeros_like(inputs)}
    total["x"][:, window] = back["x_bar"]
    for gate in "ifgo":
        total[f"W_{gate}"] = back[f"W_bar_{gate}"].sum(axis=0)
        total[f"U_{gate}"] = back[f"U_bar_{gate}"].sum(axis=0)
        total[f"b_{gate}"] = back[f"z_bar_{gate}"].sum(axis=(0, 1))
    h_bar, c_bar = (back[f"{state}_bar_plus_prev"][:, 0] for state in "hc")
    return {name: total[name] for name in (*weights, "x")} | {"h": h_bar, "c": c_bar}


def both_ways(weights, inputs, start, loss_bar, c_bar):
    """Gradients through a bidirectional LSTM whose directions stand side by side: two walks, added at the inputs.

    ``weights``, ``start`` (states h and c, each (B, n)) and ``c_bar`` (the loss's gradient at the cell where a
    direction ends its reading, (B, n)) are by direction; ``loss_bar`` is (B, T, 2n). What reads backwards is a walk
    over the sequence turned round.

    Returns ``{"forward": ..., "backward": ..., "x": ...}``, the first two as ``gradients`` does. ValueError as there.
    """
    orders, own = {"forward": slice(None), "backward": slice(None, None, -1)}, {}
    bars = dict(zip(orders, np.split(loss_bar, 2, axis=-1), strict=True))
    for way, order in orders.items():
        walk = gradients(
            weights[way],
            inputs[:, order],
            **start[way],
            loss_bar=bars[way][:, order],
            c_bar=c_bar[way],
        )
        own[way] = walk | {"x": walk["x"][:, order]}
    return own | {"x": own["forward"]["x"] + own["backward"]["x"]}


def forward(weights, inputs, h, c):
    """Every step's gates and states, and the states before it, by name: arrays (B, T, n)."""
    after = Scan(LSTM)(inputs, weights, start={"h": h, "c": c})
    before = {"h_prev": (h, after["h"]), "c_prev": (c, after["c"])}
    return after | {
        name: np.concatenate([first[:, None], states[:, :-1]], axis=1) for name, (first, states) in before.items()
    }


def cell_jacobian(weights, states, step):
    """d c_t / d c_{t-1} for one sequence: the direct path and the whole, both (n, n), row: new cell, column: old.

    ``states`` is what ``forward`` returns for a batch of one, ``step`` the place of step t in it, at least 1.
    Source: ``derivations.lstm_backward.cell_by_cell_before``. ValueError for a step with none before it.
    """
    if step < 1:
        raise ValueError(f"step must be at least 1, so that there is one before it, got {step}")
    i, f, g, c_prev = (states[name][0, step] for name in ("i", "f", "g", "c_prev"))
    slopes = {"f": f * (1 - f) * c_prev, "i": i * (1 - i) * g, "g": i * (1 - g**2)}
    way_round = sum(slope[:, None] * weights[f"U_{gate}"].T for gate, slope in slopes.items())
    shown = states["o"][0, step - 1] * (1 - np.tanh(c_prev) ** 2)
    return np.diag(f), np.diag(f) + way_round * shown
