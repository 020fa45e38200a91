"""Stacks of LSTMs: their gradients by the book's equations, what an untrained stack hears, depth against width."""

from dataclasses import dataclass
from math import comb

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.residual import RESIDUAL_LSTM, Residual
from lstmbook.equations.sequence import Scan, Stack
from lstmbook.experiments import backpropagation
from lstmbook.tasks import adding
from lstmbook.training import kinds, trainer, walk
from lstmbook.training.fit import PRECISION
from lstmbook.training.trainer import Network


def stack(layers, residual=False):
    """The equations of a stack of LSTMs; with ``residual`` each layer above the first has a residual connection."""
    above = Residual(RESIDUAL_LSTM) if residual else Scan(LSTM)
    return Stack(Scan(LSTM), *[above] * (layers - 1))


def keras_stack(weights):
    """Stock ``keras.layers.LSTM`` layers, one for each layer of ``weights``, in double precision, as a model.

    It gives all hidden states of the top layer.
    """
    arrays = layouts.lstms_to_keras(weights)
    layers = [keras.layers.LSTM(len(one), return_sequences=True, dtype=PRECISION) for one in arrays[1::3]]
    model = keras.Sequential(layers)
    model.build((None, None, len(arrays[0])))
    model.set_weights(arrays)
    return model


def gradients(weights, inputs, start, loss_bar, c_bar):
    """Gradients of a loss at every weight and every first state of a stack, and at the inputs.

    Layer by layer from the top, each by ``experiments.backpropagation``: what a layer hands down to what it heard is
    added to the loss's own gradient at the hidden states of the layer below.

    Args:
        weights: nested as for ``Stack``.
        inputs: (B, T, d).
        start: the first states, ``{"layer_1": {"h": (B, n), "c": (B, n)}, ...}``.
        loss_bar: the loss's own gradient at the hidden states, by layer, each (B, T, n).
        c_bar: the loss's own gradient at the last cells, by layer, each (B, n).

    Returns:
        By layer what ``backpropagation.gradients`` gives; ``x`` is the gradient at what the layer hears.

    Raises:
        ValueError: where ``start``, ``loss_bar`` or ``c_bar`` has other layers than ``weights``, or a wrong shape.
    """
    for name, given in {"start": start, "loss_bar": loss_bar, "c_bar": c_bar}.items():
        if set(given) != set(weights):
            raise ValueError(f"{name} must have {', '.join(weights)}, got {', '.join(given)}")
    results = stack(len(weights))(inputs, weights, start=start)
    shown = [results[name]["h"] for name in weights]
    found, from_above = {}, 0
    for name, x in reversed(list(zip(weights, [inputs, *shown[:-1]], strict=True))):
        states = start[name]["h"], start[name]["c"]
        told = loss_bar[name] + from_above
        found[name] = backpropagation.gradients(weights[name], x, *states, told, c_bar[name])
        from_above = found[name]["x"]
    return {name: found[name] for name in weights}


def heard_by_lag(layers, seeds=range(6), steps=60, units=16, features=8, sequences=16, forget_bias=1.0):
    """How strongly an untrained stack hears each of its inputs: an array (seeds, steps).

    Entry k is the length of the gradient at the input k steps back, the median over sequences of standard normal
    numbers. The loss is the last hidden state of the top layer times a random direction; the layers start as Keras
    starts them, but for the forget bias. ValueError for a size below one.
    """
    if min(layers, steps, units, features, sequences) < 1:
        raise ValueError("layers, steps, units, features and sequences must all be at least 1")
    kind = kinds.stacked(kinds.LSTM, layers)
    starts = [kind.start(features, units, seed) for seed in seeds]
    for bias in (one for arrays in starts for one in arrays[2::3]):
        bias[units : 2 * units] = forget_bias
    weights = [ops.convert_to_tensor(np.stack(one).astype(PRECISION)) for one in zip(*starts, strict=True)]
    rng = np.random.default_rng(0)
    inputs = ops.convert_to_tensor(rng.normal(size=(len(starts), sequences, steps, features)))
    direction = rng.normal(size=(len(starts), sequences, units))
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = ops.sum(walk.last_hidden(weights, inputs, kind) * direction)
    return np.median(np.linalg.norm(tape.gradient(loss, inputs), axis=-1), axis=1)[:, ::-1]


def counted(layers, steps, kept):
    """What the count of paths predicts for ``heard_by_lag`` relative to its first entry: C(k + L - 1, k) kept^k."""
    return np.array([comb(k + layers - 1, k) * kept**k for k in range(steps)])


@dataclass(frozen=True)
class Shape:
    """A stack to be trained: its layers, its units in each, whether it has residual connections above the first."""

    layers: int
    units: int
    residual: bool = False

    def parameters(self, features):
        """How many numbers its layers learn."""
        return 4 * self.units * (features + self.units + 1 + (self.layers - 1) * (2 * self.units + 1))


def matched(layers, parameters, features):
    """The ``Shape`` of so many layers whose number of parameters comes nearest to ``parameters``."""
    shapes = (Shape(layers, units) for units in range(1, parameters + 1))
    return min(shapes, key=lambda one: abs(one.parameters(features) - parameters))


def train(shapes, seeds=range(7), steps=300, length=20, sequences=16):
    """Train stacks to add two marked numbers of ``length``: a dict, each ``Shape`` -> its ``Run``, one for each seed.

    Adam with gradients clipped to norm one, as in ``training.trainer``; all shapes see the same sequences. With no
    steps the networks are untrained.
    """

    def drawn(generator):
        return adding.batch(generator, sequences, length)

    def trained(shape):
        network = Network(kinds.stacked(kinds.LSTM, shape.layers, shape.residual))
        sizes = adding.FEATURES, adding.OUTPUTS
        return trainer.train(drawn, sizes, [network], seeds, steps, shape.units, [length])[network]

    return {shape: trained(shape) for shape in shapes}


def errors(networks, length=20, sequences=500):
    """By shape the squared errors of its runs on new sequences, as shares of that without memory: (seeds,)."""
    inputs, sums = adding.batch(np.random.default_rng(1000), sequences, length)
    found = {}
    for shape, runs in networks.items():
        whole = stack(shape.layers, shape.residual)
        last = [whole.output(whole(inputs, run.weights))[:, -1] for run in runs]
        each = [np.mean((run.read(one) - sums) ** 2) for run, one in zip(runs, last, strict=True)]
        found[shape] = np.array(each) / adding.GUESSING
    return found
