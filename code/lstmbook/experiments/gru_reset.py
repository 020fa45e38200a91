"""How far two GRUs with the same weights are apart that differ only in where the reset gate acts."""

import numpy as np

from lstmbook import layouts
from lstmbook.equations.gru import GRU, GRU_RESET_AFTER
from lstmbook.equations.sequence import Scan
from lstmbook.training import initialisers
from lstmbook.training.starts import started


def apart(scales, seed, features=8, units=16, batch=16, steps=20):
    """The largest difference of their states over a batch, for each factor of what stands beside the diagonal of U_g.

    The weights are those of Keras's start, with biases of zero, the inputs standard normal. A factor of one leaves U_g
    as it is, zero leaves only its diagonal. An array with an entry for each of ``scales``. ValueError for sizes below
    one.
    """
    if min(features, units, batch, steps) < 1:
        raise ValueError(f"sizes must be at least 1, got {features}, {units}, {batch} and {steps}")
    kernel, recurrent, _ = started(initialisers.gru(features, units, seed), seed)
    weights = layouts.gru_from_keras(kernel, recurrent, np.zeros((2, 3 * units)))
    inputs = np.random.default_rng(seed).normal(size=(batch, steps, features))
    found = []
    for scale in scales:
        own = np.diag(np.diag(weights["U_g"]))
        changed = weights | {"U_g": own + scale * (weights["U_g"] - own)}
        after, before = (
            Scan(model)(inputs, {name: changed[name] for name in model.parameters})["h"]
            for model in (GRU_RESET_AFTER, GRU)
        )
        found.append(np.abs(after - before).max())
    return np.array(found)
