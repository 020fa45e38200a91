"""A layer with a residual connection: it shows its hidden state plus what it heard, y_t = h_t + x_t.

The sum needs as many features as units. Sources: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016,
for the connection; Wu et al., arXiv:1609.08144, for LSTMs in a stack.
"""

from dataclasses import dataclass

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.model import Model
from lstmbook.equations.placed import rebuilt
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import Quantity, d, n
from lstmbook.notation.recurrent import step_vector

y = step_vector("y", n, meaning="what a layer with a residual connection shows", order=27)


def resized(model, old, new):
    """The model with the size ``new`` wherever ``old`` stood."""

    def here(part):
        if not isinstance(part, Quantity):
            return None
        shape = [new if one == old else one for one in part.shape]
        return Quantity(part.letter.but(shape=shape), *shape, part.shift)

    given = {name: [here(model.quantities[one]) for one in getattr(model, name)] for name in ("inputs", "states")}
    equations = {here(model.quantities[name]): rebuilt(right, here) for name, right in model.equations}
    return Model(model.name, **given, equations=equations)


_EQUAL = resized(LSTM, d, n)
RESIDUAL_LSTM = _EQUAL.but("residual_lstm", new={y: _EQUAL.quantities["h"] + _EQUAL.quantities["x"]})


@dataclass(frozen=True, eq=False)
class Residual(Scan):
    """A model such as ``RESIDUAL_LSTM`` over sequences: what it hands on is y. Called as every ``Scan``."""

    def __call__(self, x, parameters, mask=None, start=None):
        results = super().__call__(x, parameters, mask=mask, start=start)
        # At a masked step y is made, as in Keras, of the state that was handed on.
        return results | {"y": results["h"] + np.asarray(x, dtype=np.float64)}

    def output(self, results):
        """What the layer shows, (B, T, n)."""
        return results["y"]

    def shows(self, place):
        return (place.of(self.step.quantities["y"]),)
