"""Random sequences with random labels: there is nothing to understand, all has to be kept."""

import numpy as np


def labelled(count, steps, features, seed):
    """Standard normal sequences (count, steps, features) and truth values (count,), of which every second is true.

    ValueError for sizes below one and an odd count, which could not be halved.
    """
    if min(count, steps, features) < 1 or count % 2:
        raise ValueError(f"needs an even count and sizes from one on, got {count}, {steps} and {features}")
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, steps, features)), np.arange(count) % 2 == 1
