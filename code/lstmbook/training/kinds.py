"""Kinds of recurrent layers as networks of them are trained: how each starts, takes a step, and is called by name."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lstmbook import layouts
from lstmbook.training import initialisers, walk

SEED_APART = 1000  # between the seeds from which the layers of one stack start


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

    def last_hidden(self, weights, inputs):
        """The last hidden states (R, B, n) of R networks from zero states over inputs (R, B, T, d)."""
        return walk.last_hidden(weights, inputs, self)


LSTM = Kind(initialisers.lstm, walk.lstm, 2, layouts.lstm_from_keras)
PEEPHOLE_LSTM = Kind(initialisers.peephole_lstm, walk.peephole_lstm, 2, layouts.peephole_lstm_from_keras)
COUPLED_LSTM = Kind(initialisers.coupled_lstm, walk.coupled_lstm, 2, layouts.coupled_lstm_from_keras)
GRU = Kind(initialisers.gru, walk.gru, 1, layouts.gru_from_keras)  # with reset_after, as Keras
SIMPLE_RNN = Kind(initialisers.simple_rnn, walk.simple_rnn, 1, layouts.simple_rnn_from_keras)
MIN_GRU = Kind(
    initialisers.min_gru, walk.min_gru, 1, layouts.min_gru_from_keras, lambda weights: weights[1].shape[1] // 2
)
MIN_LSTM = Kind(
    initialisers.min_lstm, walk.min_lstm, 1, layouts.min_lstm_from_keras, lambda weights: weights[1].shape[1] // 3
)
SLSTM = Kind(initialisers.slstm, walk.slstm, 4, layouts.slstm_from_keras)


def forget_block(units):
    return slice(units, 2 * units)


def with_biases(arrays, units, value, places=(2,), block=forget_block):
    """Copies of arrays whose biases, at these ``places``, are ``value`` where ``block(units)`` says.

    If neither is given, that is the forget bias of an LSTM.
    """
    arrays = [np.array(one) for one in arrays]
    for place in places:
        arrays[place][block(units)] = value
    return arrays


def biased(kind, value, places=(2,), block=forget_block):
    """The kind that starts with its biases changed as ``with_biases`` does."""

    def start(features, units, seed):
        return with_biases(kind.start(features, units, seed), units, value, places, block)

    return replace(kind, start=start)


def stacked(kind, layers, residual=False):
    """The ``Kind`` of a stack: each layer hears what the layer below shows at the same step.

    Its arrays are those of the layers, the lowest first; by name they are ``{"layer_1": {...}, ...}``. Its states are
    what the stack shows, which no step hears, then those of the layers, the top one first. With ``residual`` each layer
    above the first shows its hidden state plus what it heard. Every layer starts from a seed of its own: from one seed
    all layers above the first would start alike. ValueError unless ``layers`` is a positive integer.
    """
    if isinstance(layers, bool) or not isinstance(layers, int) or layers < 1:
        raise ValueError(f"layers must be a positive integer, got {layers!r}")

    def by_layer(arrays):
        size = len(arrays) // layers
        return [arrays[layer * size : (layer + 1) * size] for layer in range(layers)]

    def start(features, units, seed):
        heard = [features] + [units] * (layers - 1)
        return [one for layer, d in enumerate(heard) for one in kind.start(d, units, seed + SEED_APART * layer)]

    def step(weights, x, states):
        old, after = reversed(by_layer(states[1:])), []
        for layer, (own, before) in enumerate(zip(by_layer(weights), old, strict=True)):
            new = kind.step(own, x, before)
            x = new[0] + x if residual and layer else new[0]
            after = [*new, *after]
        return [x, *after]

    def by_name(*arrays):
        return {f"layer_{number}": kind.by_name(*own) for number, own in enumerate(by_layer(arrays), 1)}

    def own_units(weights):
        return kind.units(by_layer(weights)[0])

    return Kind(start, step, 1 + layers * kind.states, by_name, own_units)
