"""What a training ends as: the same for every experiment."""

from dataclasses import dataclass, field

import numpy as np


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
