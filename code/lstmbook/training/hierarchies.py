"""Kinds of networks with more than one speed: LSTMs over chunks, and simple networks with clocks."""

import functools
from dataclasses import dataclass

import numpy as np
from keras import ops

from lstmbook import layouts
from lstmbook.layers.clockwork import modules, ticked
from lstmbook.training import initialisers, kinds, walk
from lstmbook.training.kinds import Kind

TWO_LSTMS = kinds.stacked(kinds.LSTM, 2)  # the arrays of both and how they start are the same over chunks


def two_by_name(*arrays):
    """The weights of both by name, as ``equations.chunked.Chunked`` takes them."""
    return {"within": layouts.lstm_from_keras(*arrays[:3]), "over": layouts.lstm_from_keras(*arrays[3:])}


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
    return Chunked(TWO_LSTMS.start, walk.lstm, 2, two_by_name, length=length)


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
