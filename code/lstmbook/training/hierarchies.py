"""Kinds of networks that are made of several: LSTMs one upon another or over chunks, and simple ones with clocks."""

import functools
from dataclasses import dataclass

import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.layers.clockwork import modules, ticked
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.kinds import Kind


def two_lstms(features, units, seed):
    """The arrays of two LSTMs, the second of which reads the first, each as Keras starts it. Errors as of one."""
    lower, upper = initialisers.lstm(features, units, seed), initialisers.lstm(units, units, seed + 1_000_000)
    return [*lower, *upper]


def two_by_name(*arrays):
    """The weights of both, by the name of the layer."""
    return {"layer_1": layouts.lstm_from_keras(*arrays[:3]), "layer_2": layouts.lstm_from_keras(*arrays[3:])}


def stacked_lstm(weights, x, states):
    """One step of R stacks of two LSTMs: the new h and c of the second, then those of the first, each (R, B, n)."""
    lower = walk.lstm(weights[:3], x, states[2:])
    return (*walk.lstm(weights[3:], lower[0], states[:2]), *lower)


STACKED = Kind(two_lstms, stacked_lstm, 4, two_by_name)


@dataclass(frozen=True)
class Chunked(Kind):
    """Two LSTMs over sequences in chunks of ``length`` steps: one reads each chunk, the other one reads of each the
    hidden state that is left."""

    length: int = 1

    def last_hidden(self, weights, inputs):
        runs, batch, steps, features = inputs.shape
        if steps % self.length:
            raise ValueError(f"chunks of {self.length} steps do not divide a sequence of {steps}")
        chunks = ops.reshape(inputs, (runs, batch * (steps // self.length), self.length, features))
        left = walk.last_hidden(weights[:3], chunks, kinds.LSTM)
        left = ops.reshape(left, (runs, batch, steps // self.length, -1))
        return walk.last_hidden(weights[3:], left, kinds.LSTM)


def chunked(length):
    """The kind of LSTMs over chunks of ``length`` steps."""
    return Chunked(two_lstms, walk.lstm, 2, two_by_name, length)


@functools.cache
def clockwork(periods):
    """The kind of clockwork networks with these periods, a tuple: how they start says ``clockwork_start``."""

    def start(features, units, seed):
        return clockwork_start(features, units, seed, periods)

    def step(weights, x, states):
        kernel, recurrent, bias = weights
        h, wait = states
        period, heard = (ops.convert_to_tensor(one, h.dtype) for one in modules(h.shape[-1], periods))
        g = ops.tanh(ops.matmul(x, kernel) + ops.matmul(h, recurrent * heard) + ops.expand_dims(bias, 1))
        return ticked(g, h, wait, period)

    return Kind(start, step, 2, layouts.simple_rnn_from_keras)


def clockwork_start(features, units, seed, periods):
    """Kernel (d, n), recurrent kernel (n, n) and bias (n,): each module starts as a simple network of its own.

    Its block of the recurrent kernel is orthogonal, and no module hears another yet. ValueError as of
    ``initialisers.simple_rnn``, and for modules that do not divide the units.
    """
    modules(units, periods)
    kernel, recurrent, bias = initialisers.simple_rnn(features, units, seed)
    size, recurrent = units // len(periods), np.zeros_like(recurrent)
    for place in range(len(periods)):
        own = slice(place * size, (place + 1) * size)
        recurrent[own, own] = initialisers.simple_rnn(1, size, seed + 1_000_000 * (place + 1))[1]
    return [kernel, recurrent, bias]
