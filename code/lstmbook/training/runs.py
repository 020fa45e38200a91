"""What a training ends as: the same for every experiment."""

from dataclasses import dataclass, field

import numpy as np

from lstmbook import layouts


@dataclass(frozen=True)
class Run:
    """One network, trained or not: a recurrent cell and a linear readout of its hidden state.

    ``weights`` are the cell's by name in the book's form; ``readout`` is (n, k) and ``bias`` (k,); ``losses`` holds the
    training loss of every step, (steps,).
    """

    seed: int
    weights: dict[str, np.ndarray]
    readout: np.ndarray
    bias: np.ndarray
    losses: np.ndarray = field(default_factory=lambda: np.empty(0))

    def read(self, hidden):
        """What the readout makes of hidden states (..., n): (..., k)."""
        return hidden @ self.readout + self.bias


def lstm_run(seed, arrays, losses):
    """The ``Run`` of an LSTM from its arrays: kernel (d, 4n), recurrent kernel (n, 4n), bias (4n,), then the readout's
    kernel (n, k) and bias (k,).
    """
    *cell, readout, bias = arrays
    return Run(seed, layouts.lstm_from_keras(*cell), readout, bias, losses)


def simple_rnn_run(seed, arrays, losses):
    """The ``Run`` of a simple recurrent network from its arrays: kernel (d, n), recurrent kernel (n, n), bias (n,),
    then the readout's kernel (n, k) and bias (k,).
    """
    *cell, readout, bias = arrays
    return Run(seed, layouts.simple_rnn_from_keras(*cell), readout, bias, losses)
