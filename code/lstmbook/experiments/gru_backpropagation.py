"""Backpropagation through time through a GRU of either convention, by the book's own equations and nothing else."""

import numpy as np

from lstmbook.equations.gru import GRU, GRU_RESET_AFTER
from lstmbook.equations.gru_backward import GATES, GRU_BACKWARD, GRU_RESET_AFTER_BACKWARD
from lstmbook.equations.sequence import Scan

WAYS = {"before": (GRU, GRU_BACKWARD), "after": (GRU_RESET_AFTER, GRU_RESET_AFTER_BACKWARD)}


def gradients(weights, inputs, h, loss_bar, reset="after", backward=None):
    """Gradients of a loss at every weight, at the inputs and at the first state.

    Shapes: ``inputs`` (B, T, d); ``h`` (B, n), the first state; ``loss_bar`` (B, T, n), the loss's own gradient at each
    state. ``reset`` says when the reset gate acts, one of ``WAYS``; ``backward`` is the model of one step back, if it
    is to be another one.

    Returns a dict: the names of ``weights``, ``x`` (B, T, d) and ``h`` (B, n). ValueError for another ``reset``, or
    where ``loss_bar`` does not fit the inputs.
    """
    if reset not in WAYS:
        raise ValueError(f"reset must be one of {', '.join(WAYS)}, got {reset!r}")
    if loss_bar.shape != (*inputs.shape[:2], h.shape[1]):
        raise ValueError(f"loss_bar must have shape {(*inputs.shape[:2], h.shape[1])}, got {loss_bar.shape}")
    model, usual = WAYS[reset]
    backward = backward or usual
    seen = {"x": inputs, "loss_bar": loss_bar, **Scan(model)(inputs, weights, start={"h": h})}
    seen["h_prev"] = np.concatenate([h[:, None], seen["h"][:, :-1]], axis=1)
    heard = {name: seen[name] for name in backward.inputs}
    kernels = {name: weights[name] for name in backward.parameters}
    back = Scan(backward)(heard, kernels, start={"h_bar_plus": 0 * h})
    total = {"x": back["x_bar"], "h": back["h_bar_plus_prev"][:, 0]}
    for gate in GATES:
        total |= {f"{kind}_{gate}": back[f"{kind}_bar_{gate}"].sum(axis=0) for kind in "WU"}
        total[f"b_{gate}"] = back[f"z_bar_{gate}"].sum(axis=(0, 1))
        if reset == "after":
            total[f"bU_{gate}"] = back[f"bU_bar_{gate}"].sum(axis=(0, 1))
    return {name: total[name] for name in (*weights, "x", "h")}
