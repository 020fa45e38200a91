"""The clockwork cell: one step of a simple network in modules of several speeds, for ``keras.layers.RNN``."""

import keras
import numpy as np
from keras import ops

from lstmbook.layers.base import Cell

LARGEST = {"bfloat16": 2**8, "float16": 2**11}  # up to here such a type counts without a gap


@keras.saving.register_keras_serializable(package="lstmbook")
class ClockworkRNNCell(Cell):
    """One step of a clockwork network; with the periods ``[1]`` it is ``keras.layers.SimpleRNNCell``.

    The units stand in modules of one size, each with its period. At step t, counted from 0 where a sequence starts,
    the units are due whose period divides t. With a batch of rows x (B, d) and the state h (B, n) of the step before::

        g  = tanh(x W + h (U * M) + b)         candidate
        h' = g where a unit is due, else h     hidden state

    M is one where the row's unit is at least as slow as the column's and zero elsewhere: the fast hear the slow.

    The second state ``wait`` (B, n) counts for each unit the steps until it is due. It starts at zero, for all are due
    at step 0. A masked step hands both states on, so the clock stands still; started with another ``wait``, as Keras
    does where ``stateful``, it goes on from there.

    Weights: ``kernel (d, n)``, ``recurrent_kernel (n, n)`` and, with ``use_bias``, ``bias (n,)``. Of the recurrent
    kernel the entries outside M stay as they start, nothing reads them and no gradient reaches them.

    Source: Koutnik, Greff, Gomez & Schmidhuber, "A Clockwork RNN", ICML 2014, arXiv:1402.3511.

    Args:
        units: n, the size of the hidden state: a positive multiple of the number of modules.
        periods: of the modules, positive integers that rise, the fastest first.
        **kwargs: as of ``Cell``, but for ``recurrent_activation``: there are no gates.

    Call arguments:
        inputs: x, of shape (B, d).
        states: the pair h, wait, each of shape (B, n).
        training: whether to drop.

    Returns:
        The pair ``h', [h', wait']``.

    Raises:
        ValueError: as of ``Cell``; for periods that are not as above, modules that do not divide the units, or a
            period that the precision in which the cell computes cannot count.
        TypeError: for a ``recurrent_activation``.
    """

    blocks = ("g",)
    state_names = ("h", "wait")

    def __init__(self, units, periods, **kwargs):
        if "recurrent_activation" in kwargs:
            raise TypeError("a clockwork cell has no gates, and so no recurrent_activation")
        super().__init__(units, **kwargs)
        self.period, self.heard = modules(units, periods)
        self.periods = list(map(int, periods))
        if self.periods[-1] > LARGEST.get(self.compute_dtype, 2**24):
            raise ValueError(f"{self.compute_dtype} cannot count a period of {self.periods[-1]}")

    def call(self, inputs, states, training=False):
        h, wait = self.checked(inputs, states)
        g = self.activation(self.from_inputs(inputs, training) + self.from_hidden(h, training))
        h, wait = ticked(g, h, wait, ops.cast(self.period, self.compute_dtype))
        return h, [h, wait]

    def from_hidden(self, h, training, blocks=None):
        """h (U * M) (B, n), h through its dropout mask if ``training``."""
        masks = self.get_recurrent_dropout_mask(h) if training else None
        mask = masks[0] if isinstance(masks, list) else masks  # a list of one, since there is one block
        kernel = self.recurrent_kernel * ops.cast(self.heard, self.compute_dtype)
        return ops.matmul(h if mask is None else h * mask, kernel)

    def get_config(self):
        config = super().get_config() | {"periods": self.periods}
        config.pop("recurrent_activation")
        return config


def ticked(g, h, wait, period):
    """The new h and wait (..., n) from the candidate g, the old ones and the ``period`` of every unit (n,)."""
    due = wait < 0.5
    return ops.where(due, g, h), ops.where(due, period, wait) - 1


def modules(units, periods):
    """The period of every unit (n,), and booleans (n, n): whether the row's unit is heard by the column's.

    ValueError unless ``periods`` are positive integers that rise and their number divides the units.
    """
    whole = [one for one in periods if isinstance(one, (int, np.integer)) and not isinstance(one, bool) and one > 0]
    if not whole or len(whole) < len(periods) or np.any(np.diff(whole) <= 0):
        raise ValueError(f"periods must be positive integers that rise, at least one, got {periods!r}")
    if units % len(whole):
        raise ValueError(f"units must be a multiple of the {len(whole)} modules, got {units}")
    period = np.repeat(whole, units // len(whole))
    return period, period[:, None] >= period
