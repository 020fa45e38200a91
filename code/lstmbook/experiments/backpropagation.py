"""Backpropagation through time through the LSTM, by the book's own equations and nothing else."""

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.equations.sequence import Scan


def walked_back(backward, weights, known, bars):
    """Gradients at every weight, at the inputs and at the first states, from one step back taken over all steps.

    ``backward`` is a model of one step back, ``weights`` are those of the model by name, ``known`` what it hears at
    each step, (B, T, ...), as ``forward`` and the loss give it. ``bars`` are what comes back from after the last step,
    ``{"c_bar_plus": (B, n)}``; zero where not given. Returns a dict: the names of ``weights``, ``x`` (B, T, d), and
    each state, (B, n).
    """
    heard = {name: known[name] for name in backward.inputs}
    kernels = {name: weights[name] for name in backward.parameters}
    back = Scan(backward)(heard, kernels, start=bars)
    states = [name.removesuffix("_bar_plus") for name in backward.states]
    total = {"x": back["x_bar"]} | {state: back[f"{state}_bar_plus_prev"][:, 0] for state in states}
    for name, array in weights.items():
        kind, gate = name.split("_")
        own = f"{kind}_bar_{gate}"
        each = back[own if own in back else f"z_bar_{gate}"]  # a bias stands beside one
        total[name] = each.sum(axis=tuple(range(each.ndim - array.ndim)))
    return total


def gradients(
    weights,
    inputs,
    h,
    c,
    loss_bar,
    c_bar,
    backward=LSTM_BACKWARD,
    steps_back=None,
    through_hidden=True,
    model=LSTM,
):
    """Gradients of a loss at every weight, at the inputs and at the first states.

    Shapes: ``inputs`` (B, T, d); ``h``, ``c`` (B, n), the first states; ``loss_bar`` (B, T, n), the loss's own
    gradient at each hidden state; ``c_bar`` (B, n), its gradient at the last cell. ``model`` is an LSTM or a variant
    with the same states, ``backward`` its model of one step back. With ``steps_back`` the walk stops after so many
    steps: truncated backpropagation through time. Without ``through_hidden`` no step hands anything back to the hidden
    state before it, so that the cell's line is the only way back.

    Returns a dict: the names of ``weights``, ``x`` (B, T, d), ``h`` and ``c`` (B, n). ValueError where ``loss_bar``
    does not fit the inputs or ``steps_back`` is not between 1 and T.
    """
    steps = inputs.shape[1]
    check_loss(loss_bar, inputs, h)
    if not 1 <= (steps_back or steps) <= steps:
        raise ValueError(f"steps_back must be between 1 and {steps}, got {steps_back}")
    known = {"x": inputs, "loss_bar": loss_bar, **forward(weights, inputs, h, c, model)}
    window = slice(steps - (steps_back or steps), steps)
    known = {name: array[:, window] for name, array in known.items()}
    kernels = weights if through_hidden else weights | {f"U_{gate}": 0 * weights[f"U_{gate}"] for gate in "ifgo"}
    total = walked_back(backward, kernels, known, {"c_bar_plus": c_bar})
    x_bar = np.zeros_like(inputs)
    x_bar[:, window] = total["x"]
    return {name: total[name] for name in (*weights, "x", "h", "c")} | {"x": x_bar}


def check_loss(loss_bar, inputs, h):
    """ValueError where the loss's own gradients (B, T, n) do not fit inputs (B, T, d) and first states (B, n)."""
    if loss_bar.shape != (*inputs.shape[:2], h.shape[1]):
        raise ValueError(f"loss_bar must have shape {(*inputs.shape[:2], h.shape[1])}, got {loss_bar.shape}")


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


def forward(weights, inputs, h, c=None, model=LSTM):
    """Every step's gates and states, and the states before it, by name: arrays (B, T, n)."""
    start = {"h": h} if c is None else {"h": h, "c": c}
    after = Scan(model)(inputs, weights, start=start)
    return after | {
        f"{name}_prev": np.concatenate([first[:, None], after[name][:, :-1]], axis=1) for name, first in start.items()
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
