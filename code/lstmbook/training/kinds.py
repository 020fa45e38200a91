"""Kinds of recurrent layers as networks of them are trained: how each starts, takes a step, and is called by name."""

from collections.abc import Callable
from dataclasses import dataclass

from lstmbook import layouts
from lstmbook.training import initialisers, walk


def _rows_of_the_recurrent_kernel(weights):
    """n, where the second array is the recurrent kernel (R, n, kn)."""
    return weights[1].shape[1]


@dataclass(frozen=True)
class Kind:
    """One kind of recurrent layer.

    Attributes:
        start: the arrays of a layer of d features and n units for a seed, in single precision: ``start(d, n, seed)``.
            The second one is the recurrent kernel, with n rows, unless ``units`` says otherwise.
        step: one step of R layers side by side, ``step(weights, x, states)``, as in ``training.walk``.
        states: how many states a step hands on, h first.
        by_name: the same arrays as weights by name in the book's form, ``by_name(*arrays)``.
        units: n from the stacked arrays of R layers, ``units(weights)``.
    """

    start: Callable
    step: Callable
    states: int
    by_name: Callable
    units: Callable = _rows_of_the_recurrent_kernel


LSTM = Kind(initialisers.lstm, walk.lstm, 2, layouts.lstm_from_keras)
SIMPLE_RNN = Kind(initialisers.simple_rnn, walk.simple_rnn, 1, layouts.simple_rnn_from_keras)

MIN_GRU = Kind(
    initialisers.min_gru, walk.min_gru, 1, layouts.min_gru_from_keras, lambda weights: weights[1].shape[1] // 2
)
MIN_LSTM = Kind(
    initialisers.min_lstm, walk.min_lstm, 1, layouts.min_lstm_from_keras, lambda weights: weights[1].shape[1] // 3
)
SLSTM = Kind(initialisers.slstm, walk.slstm, 4, layouts.slstm_from_keras)
