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
from lstmbook.measure.gradients import at_inputs
from lstmbook.tasks import adding
from lstmbook.training import kinds, trainer
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


def keras_gradients(model, inputs, loss_bar):
    """By layer the gradients at the weights of ``keras_stack`` by automatic differentiation.

    The loss is the sum of the top layer's hidden states times ``loss_bar``, (B, T, n).
    """
    with tf.GradientTape() as tape:
        loss = ops.sum(model(ops.convert_to_tensor(inputs)) * loss_bar)
    return layouts.lstms_from_keras(map(np.asarray, tape.gradient(loss, [one.value for one in model.weights])))


def gradients(weights, inputs, start, loss_bar, c_bar, **options):
    """Gradients of a loss at every weight and every first state of a stack, and at the inputs.

    Layer by layer from the top, each by ``experiments.backpropagation``: what a layer hands down to what it heard is
    added to the loss's own gradient at the hidden states of the layer below.

    Args:
        weights: nested as for ``Stack``.
        inputs: (B, T, d).
        start: the first states, ``{"layer_1": {"h": (B, n), "c": (B, n)}, ...}``.
        loss_bar: the loss's own gradient at the hidden states, by layer, each (B, T, n).
        c_bar: the loss's own gradient at the last cells, by layer, each (B, n).
        **options: such as ``through_hidden=False``, for ``backpropagation.gradients``.

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
    back, found, from_above = backpropagation.gradients, {}, 0
    for name, x in reversed(list(zip(weights, [inputs, *shown[:-1]], strict=True))):
        h, c = start[name]["h"], start[name]["c"]
        told = loss_bar[name] + from_above
        found[name] = back(weights[name], x, h, c, told, c_bar[name], **options)
        from_above = found[name]["x"]
    return {name: found[name] for name in weights}


def heard_by_lag(layers, seeds=range(12), steps=60, units=16, features=8, sequences=8, residual=False):
    """How strongly an untrained stack hears each of its inputs: an array (seeds, steps).

    Entry k is the length of the gradient at the input k steps back, the median over sequences of standard normal
    numbers. The loss is what the stack shows last times a row of standard normal numbers; the layers start as Keras
    starts them, with ``residual`` connections above the first or without. ValueError for a size below one, or no
    layers.
    """
    kind = kinds.stacked(kinds.LSTM, layers, residual)
    starts, inputs, direction = _untrained(kind, seeds, steps, units, features, sequences)
    weights = [ops.convert_to_tensor(np.stack(one).astype(PRECISION)) for one in zip(*starts, strict=True)]
    found = at_inputs(kind, weights, ops.convert_to_tensor(inputs), direction)
    return np.median(np.linalg.norm(found, axis=-1), axis=1)[:, ::-1]


def heard_along_lines(layers, seeds=range(12), steps=60, units=16, features=8, sequences=8):
    """The same for plain stacks, by the book's equations, with no step handing anything to the hidden state before it:
    what is left goes back in time along the cells' lines alone."""
    kind = kinds.stacked(kinds.LSTM, layers)
    starts, inputs, direction = _untrained(kind, seeds, steps, units, features, sequences)
    nothing, found = np.zeros((sequences, steps, units)), []
    for arrays, x, last in zip(starts, inputs, direction, strict=True):
        weights = kind.by_name(*(one.astype(PRECISION) for one in arrays))
        zeros, told = nothing[:, 0], dict.fromkeys(weights, nothing)
        told[f"layer_{layers}"] = np.concatenate([nothing[:, 1:], last[:, None]], axis=1)
        start = dict.fromkeys(weights, {"h": zeros, "c": zeros})
        back = gradients(weights, x, start, told, dict.fromkeys(weights, zeros), through_hidden=False)
        found.append(np.median(np.linalg.norm(back["layer_1"]["x"], axis=-1), axis=0)[::-1])
    return np.array(found)


def _untrained(kind, seeds, steps, units, features, sequences):
    """Starting arrays of every seed, inputs (R, B, T, d), and a direction (R, B, n) to look in at the end."""
    if min(steps, units, features, sequences) < 1:
        raise ValueError("steps, units, features and sequences must all be at least 1")
    starts = [kind.start(features, units, seed) for seed in seeds]
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(len(starts), sequences, steps, features))
    return starts, inputs, rng.normal(size=(len(starts), sequences, units))


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


def train(shapes, seeds=range(8), steps=300, length=20, sequences=16):
    """Train stacks to add two marked numbers of ``length``: a dict, each ``Shape`` -> its ``Run``, one for each seed.

    Adam with gradients clipped to norm one, as in ``training.trainer``; all shapes see the same sequences.
    """

    def drawn(generator):
        return adding.batch(generator, sequences, length)

    def trained(shape):
        network = Network(kinds.stacked(kinds.LSTM, shape.layers, shape.residual))
        sizes = adding.FEATURES, adding.OUTPUTS
        return trainer.train(drawn, sizes, [network], seeds, steps, shape.units, [length])[network]

    return {shape: trained(shape) for shape in shapes}


def smoothed(runs, window=20):
    """Losses as shares of that without memory, each the mean of ``window`` training steps: (runs, steps - window + 1).

    Every training step has new sequences, so that these are losses on what the network has not seen. ValueError for a
    window below one, or longer than the training.
    """
    losses = np.array([run.losses for run in runs])
    if not 1 <= window <= losses.shape[1]:
        raise ValueError(f"window must be between 1 and {losses.shape[1]} steps, got {window}")
    means = np.lib.stride_tricks.sliding_window_view(losses, window, axis=1).mean(axis=-1)
    return means / adding.GUESSING


def halved(runs, window=20):
    """After how many steps the smoothed loss of each run is below half of that without memory; infinite for never."""
    below = smoothed(runs, window) < 0.5
    return np.where(below.any(axis=1), below.argmax(axis=1) + window, np.inf)


def answers(shape, run, inputs):
    """Answers (B, 1) of a ``Run`` of a shape to inputs (B, T, 2), by the equations of the stack."""
    whole = stack(shape.layers, shape.residual)
    return run.read(whole.output(whole(inputs, run.weights))[:, -1])
