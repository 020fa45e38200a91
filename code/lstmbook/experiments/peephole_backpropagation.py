"""Backpropagation through time through the LSTM with peepholes, by the book's own equations and nothing else."""

from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.peephole_backward import PEEPHOLE_BACKWARD
from lstmbook.experiments import backpropagation


def gradients(weights, inputs, h, c, loss_bar, c_bar, backward=PEEPHOLE_BACKWARD):
    """Gradients of a loss at every weight, at the inputs and at the first states, as ``backpropagation.gradients``."""
    return backpropagation.gradients(weights, inputs, h, c, loss_bar, c_bar, backward, model=PEEPHOLE_LSTM)
