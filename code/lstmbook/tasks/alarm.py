"""An alarm: the first step says after how many steps it is to go off, and until then all is to be silent.

There are as many alarms as steps at which one may go off, and nothing about them is drawn.
"""

import numpy as np

STEPS = 20
DELAYS = np.arange(4, 16)
LOUD = 0.8


def every():
    """All B alarms, one for each of ``DELAYS``, the first step being step 0.

    Returns:
        The inputs (B, T, 2), one and the delay over T at the first step and zeros at all others, and the targets
        (B, T), zero before the alarm and ``LOUD`` from then on. T is ``STEPS``.
    """
    inputs = np.zeros((len(DELAYS), STEPS, 2))
    inputs[:, 0] = np.stack([np.ones(len(DELAYS)), DELAYS / STEPS], axis=-1)
    return inputs, LOUD * (np.arange(STEPS) >= DELAYS[:, None])


def rings(said):
    """The step at which each alarm goes off: the first one that is more than half as loud as asked for, T if none is.

    ``said`` is (B, T).
    """
    loud = np.asarray(said) > LOUD / 2
    return np.where(loud.any(axis=1), loud.argmax(axis=1), loud.shape[1])
