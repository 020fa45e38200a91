"""The start of every training: the same arithmetic each time, and starting weights that can be nudged.

Training multiplies rounding errors, so two processors end with different networks. A nudge does on one machine what
another processor would do: it moves the starting weights by about as much as rounding does. What the book says of
trained networks has to hold for every nudge. ``LSTMBOOK_NUDGE=k`` chooses one; 0, or nothing, leaves the weights alone.
"""

import os

import numpy as np
import tensorflow as tf

AMOUNT = {"float32": 1e-6, "float64": 1e-13}
"""Relative size of a nudge for each precision of the weights: a few units in the last place."""


def nudge():
    """The number of the nudge that the environment asks for. ValueError unless it is a whole number from 0 on."""
    text = os.environ.get("LSTMBOOK_NUDGE") or "0"
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"LSTMBOOK_NUDGE must be a whole number from 0 on, got {text!r}")
    return int(text)


def started(weights, seed):
    """The starting weights of one run, nudged if that is asked for, in their own shapes and precision.

    Every training of the book begins with this call, which also makes TensorFlow's operations deterministic for the
    rest of the process. ``weights`` is a list of arrays, ``seed`` the run's own seed, so that a run is nudged the same
    in any company. ValueError for arrays of any other precision than single and double.
    """
    tf.config.experimental.enable_op_determinism()
    arrays = [np.asarray(one) for one in weights]
    if unknown := sorted({str(one.dtype) for one in arrays} - AMOUNT.keys()):
        raise ValueError(f"starting weights must be float32 or float64, got {', '.join(unknown)}")
    if not (number := nudge()):
        return arrays
    rng = np.random.default_rng([number, seed])
    return [one * (1 + AMOUNT[str(one.dtype)] * rng.standard_normal(one.shape)).astype(one.dtype) for one in arrays]


def checked_seed(seed):
    """A seed as an integer. ValueError unless it is a whole number from 0 on."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"seeds must be whole numbers from 0 on, got {seed!r}")
    return int(seed)


def checked_seeds(seeds):
    """Seeds as a list of integers. ValueError unless they are distinct whole numbers from 0 on, and at least one."""
    checked = [checked_seed(one) for one in seeds]
    if not checked or len(set(checked)) != len(checked):
        raise ValueError(f"seeds must be at least one and distinct, got {checked}")
    return checked
