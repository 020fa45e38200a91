"""Backpropagation through time through the LSTM with peepholes, by the book's own equations and nothing else."""

import numpy as np

from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.peephole_backward import PEEPHOLE_BACKWARD
from lstmbook.equations.sequence import Scan


def gradients(weights, inputs, h, c, loss_bar, c_bar, backward=PEEPHOLE_BACKWARD):
    """Gradients of a loss at every weight, at the inputs and at the first states.

    Shapes: ``inputs`` (B, T, d); ``h``, ``c`` (B, n), the first states; ``loss_bar`` (B, T, n), the loss's own
    gradient at each hidden state; ``c_bar`` (B, n), its gradient at the last cell. ``backward`` is the model of one
    step back.

    Returns a dict: the names of ``weights``, ``x`` (B, T, d), ``h`` and ``c`` (B, n). ValueError where ``loss_bar``
    does not fit the inputs.
    """
    if loss_bar.shape != (*inputs.shape[:2], h.shape[1]):
        raise ValueError(f"loss_bar must have shape {(*inputs.shape[:2], h.shape[1])}, got {loss_bar.shape}")
    seen = {"x": inputs, "loss_bar": loss_bar, **Scan(PEEPHOLE_LSTM)(inputs, weights, start={"h": h, "c": c})}
    for state, first in (("h", h), ("c", c)):
        seen[f"{state}_prev"] = np.concatenate([first[:, None], seen[state][:, :-1]], axis=1)
    heard = {name: seen[name] for name in backward.inputs}
    kernels = {name: weights[name] for name in backward.parameters}
    back = Scan(backward)(heard, kernels, start={"c_bar_plus": c_bar})
    total = {f"b_{gate}": back[f"z_bar_{gate}"].sum(axis=(0, 1)) for gate in "ifgo"}
    for name in weights:
        kind, gate = name.split("_")
        if kind != "b":
            total[name] = back[f"{kind}_bar_{gate}"].sum(axis=0)
    first_bar = {state: back[f"{state}_bar_plus_prev"][:, 0] for state in "hc"}
    return {name: total[name] for name in weights} | {"x": back["x_bar"]} | first_bar
