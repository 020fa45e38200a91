"""A sequence read in chunks: ``Chunked`` composes two scans, one within the chunks and one over them."""

from dataclasses import dataclass

import numpy as np

from lstmbook.equations.sequence import Scan


@dataclass(frozen=True, eq=False)
class Chunked:
    """``within`` reads each chunk of ``length`` steps from its first states; ``over`` reads what is left of each.

    What is left of a chunk is the hidden state where its reading ends. ValueError for a length that is not a positive
    integer.
    """

    within: Scan
    over: Scan
    length: int

    def __post_init__(self):
        if isinstance(self.length, bool) or not isinstance(self.length, int) or self.length < 1:
            raise ValueError(f"length must be a positive integer, got {self.length!r}")

    def __call__(self, x, parameters):
        """Run both over sequences (B, T, d).

        ``parameters`` and the results are ``{"within": {...}, "over": {...}}``. Those within are (B, T, ...), in the
        order of the sequence, those over the chunks (B, T / length, ...). ValueError where ``length`` does not divide
        T.
        """
        x = np.asarray(x, float)
        batch, steps = x.shape[:2]
        if steps % self.length:
            raise ValueError(f"chunks of {self.length} steps do not divide a sequence of {steps}")
        chunks = x.reshape(batch * (steps // self.length), self.length, -1)
        within = self.within(chunks, parameters["within"])
        left = self.within.last(within).reshape(batch, steps // self.length, -1)
        within = {name: array.reshape(batch, steps, *array.shape[2:]) for name, array in within.items()}
        return {"within": within, "over": self.over(left, parameters["over"])}

    def last(self, results):
        """The hidden state (B, n) where the reading of the chunks ends."""
        return self.over.last(results["over"])
