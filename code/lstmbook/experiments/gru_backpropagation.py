"""Backpropagation through time through a GRU of either convention, by the book's own equations and nothing else."""

from lstmbook.equations.gru import GRU, GRU_RESET_AFTER
from lstmbook.equations.gru_backward import GRU_BACKWARD, GRU_RESET_AFTER_BACKWARD
from lstmbook.experiments.backpropagation import check_loss, forward, walked_back

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
    check_loss(loss_bar, inputs, h)
    model, usual = WAYS[reset]
    known = {"x": inputs, "loss_bar": loss_bar, **forward(weights, inputs, h, model=model)}
    total = walked_back(backward or usual, weights, known, {"h_bar_plus": 0 * h})
    return {name: total[name] for name in (*weights, "x", "h")}
