"""Kinds of recurrent layers as networks of them are trained: how each starts, takes a step, and is called by name."""

from collections.abc import Callable
from dataclasses import dataclass

from lstmbook import layouts
from lstmbook.training import initialisers, walk


@dataclass(frozen=True)
class Kind:
    """One kind of recurrent layer.

    Attributes:
        start: the arrays of a layer of d features and n units for a seed, in single precision: ``start(d, n, seed)``.
            The second one is the recurrent kernel, with n rows.
        step: one step of R layers side by side, ``step(weights, x, states)``, as in ``training.walk``.
        states: how many states a step hands on, h first.
        by_name: the same arrays as weights by name in the book's form, ``by_name(*arrays)``.
    """

    start: Callable
    step: Callable
    states: int
    by_name: Callable

    def last_hidden(self, weights, inputs):
        """The last hidden states (R, B, n) of R networks from zero states over inputs (R, B, T, d)."""
        return walk.last_hidden(weights, inputs, self)


LSTM = Kind(initialisers.lstm, walk.lstm, 2, layouts.lstm_from_keras)
SIMPLE_RNN = Kind(initialisers.simple_rnn, walk.simple_rnn, 1, layouts.simple_rnn_from_keras)
