"""Networks that are trained to recall one symbol after a lag. Each lag has networks of its own, all of one lag and one
kind side by side; how far their gradient reaches is looked at before they are trained.
"""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.measure.gradients import at_inputs
from lstmbook.tasks import adding, copy
from lstmbook.tasks import delayed_recall as task
from lstmbook.training import initialisers, kinds, trainer
from lstmbook.training.fit import PRECISION
from lstmbook.training.runs import Run


@dataclass(frozen=True)
class Simple:
    """A simple network that starts as Keras starts it, its recurrent matrix multiplied by ``size``: ``size`` times an
    orthogonal one. ``shuffled``: it is trained on the answers of other sequences."""

    size: float = 1.0
    shuffled: bool = False

    kind = kinds.SIMPLE_RNN

    def start(self, features, units, seed):
        kernel, recurrent, bias = initialisers.simple_rnn(features, units, seed)
        return [kernel, (self.size * recurrent).astype(recurrent.dtype), bias]


@dataclass(frozen=True)
class Gated:
    """An LSTM that starts as Keras starts it, but for its forget bias. ``shuffled`` as for ``Simple``."""

    forget_bias: float = 1.0
    shuffled: bool = False

    kind = kinds.LSTM

    def start(self, features, units, seed):
        return kinds.biased(self.kind, self.forget_bias).start(features, units, seed)


def train(lag, variants, seeds=range(9), steps=300, units=16, sequences=16, strength=1.0):
    """Train every variant with every seed to recall after ``lag``, with Adam and gradients clipped to norm one.

    Variants with the same seed see the same sequences.

    Args:
        lag: how many symbols come after the one that is asked for.
        variants: ``Simple`` networks, or ``Gated`` ones, of different settings.
        seeds: distinct integers that are not negative.
        steps: training steps, each on a fresh batch; with none the networks are untrained.
        units: n.
        sequences: B, the size of a batch.
        strength: of the symbols in between, see ``tasks.delayed_recall``.

    Returns:
        A dict: each variant -> its ``Run``, one for each seed.

    Raises:
        ValueError: for variants that are missing, repeated or of both kinds, seeds that are negative, repeated or
            missing, a size below one, or what the task refuses.
    """

    def drawn(generator):
        return task.batch(generator, sequences, lag, strength=strength)

    return trainer.train(drawn, (task.FEATURES, task.OUTPUTS), variants, seeds, steps, units, [lag])


def train_to_add(length, variants, seeds=range(9), steps=300, units=16, sequences=16):
    """The same for the adding problem over ``length`` steps. Arguments, result and errors as in ``train``."""

    def drawn(generator):
        return adding.batch(generator, sequences, length)

    return trainer.train(drawn, (adding.FEATURES, adding.OUTPUTS), variants, seeds, steps, units, [length])


def train_to_copy(delay, symbols, variants, seeds=range(9), steps=300, units=16, sequences=16):
    """The same for copying ``symbols`` symbols after ``delay`` steps; the loss is the mean over all steps."""

    def drawn(generator):
        return copy.batch(generator, sequences, delay, symbols)

    return trainer.train(drawn, (copy.FEATURES, copy.OUTPUTS), variants, seeds, steps, units, [delay, symbols])


def answers(run, inputs):
    """Answers (B, k) of a ``Run`` to inputs (B, T, d), by the equations of its model."""
    model = SIMPLE_RNN if _is_simple(run) else LSTM
    return run.read(Scan(model)(inputs, run.weights)["h"][:, -1])


def accuracy(runs, lag, strength=1.0, sequences=500):
    """The share of new sequences that each run answers rightly after ``lag``: an array (runs,)."""
    inputs, targets = task.batch(np.random.default_rng(1000), sequences, lag, strength=strength)
    return np.array([np.mean(answers(run, inputs).argmax(axis=-1) == targets) for run in runs])


def read_anew(runs, lag, sequences=400):
    """The share of rows that each run's last hidden state would answer rightly after ``lag`` with a readout of its own.

    The readout is linear, fitted by least squares to the first half of ``sequences`` new rows and asked about the other
    half: an array (runs,). ValueError for fewer than two rows.
    """
    if sequences < 2:
        raise ValueError(f"sequences must be at least 2, got {sequences}")
    inputs, targets = task.batch(np.random.default_rng(1000), sequences, lag)
    half, wanted, found = sequences // 2, np.eye(task.OUTPUTS)[targets], []
    for run in runs:
        last = Scan(SIMPLE_RNN if _is_simple(run) else LSTM)(inputs, run.weights)["h"][:, -1]
        last = np.column_stack([last, np.ones(sequences)])
        readout, *_ = np.linalg.lstsq(last[:half], wanted[:half], rcond=None)
        found.append(np.mean((last[half:] @ readout).argmax(axis=-1) == targets[half:]))
    return np.array(found)


def accuracies(networks, strength=1.0):
    """What ``accuracy`` gives for ``networks``, lag -> what ``train`` returned: by variant an array (lags, seeds)."""
    variants = next(iter(networks.values()))
    return {
        variant: np.array([accuracy(trained[variant], lag, strength) for lag, trained in networks.items()])
        for variant in variants
    }


def errors_of_adding(runs, length, sequences=500):
    """The squared error of each run on new sequences of the adding problem, as a share of that without memory."""
    inputs, sums = adding.batch(np.random.default_rng(1000), sequences, length)
    return np.array([np.mean((answers(run, inputs) - sums) ** 2) for run in runs]) / adding.GUESSING


def losses_of_copying(runs, delay, symbols, sequences=500):
    """The mean cross-entropy a step of each run on new sequences to be copied, as a share of that without memory."""
    inputs, targets = copy.batch(np.random.default_rng(1000), sequences, delay, symbols)
    found = []
    for run in runs:
        said = run.read(Scan(SIMPLE_RNN if _is_simple(run) else LSTM)(inputs, run.weights)["h"])
        said = said - said.max(axis=-1, keepdims=True)
        said = said - np.log(np.exp(said).sum(axis=-1, keepdims=True))
        found.append(-np.mean(np.take_along_axis(said, targets[..., None], axis=-1)))
    return np.array(found) / copy.guessing(delay, symbols)


def arriving(variants, steps, seeds=range(9), units=16, sequences=32, strength=1.0):
    """How much of a gradient comes back through untrained networks: by variant, all of one kind, an array (steps,).

    Its entry k is the length of the gradient at the input k steps back as a share of that at the last input, the median
    over the sequences of the task, then over the seeds. The loss is the last hidden state times a random direction.
    ValueError as in ``train``, and for fewer than one step.
    """
    untrained = train(steps - 1, variants, seeds, steps=0, units=units, strength=strength)
    rng, every = np.random.default_rng(0), [run for runs in untrained.values() for run in runs]
    inputs, _ = task.batch(rng, sequences, steps - 1, strength=strength)
    inputs = np.broadcast_to(inputs.astype(PRECISION), (len(every), *inputs.shape))
    direction = rng.normal(size=(len(every), sequences, units))
    kind = next(iter(untrained)).kind
    arrays = [ops.convert_to_tensor(np.stack(one)) for one in zip(*map(_arrays, every), strict=True)]

    compiled = tf.function(lambda inputs: at_inputs(kind, arrays, inputs, direction), jit_compile=True)
    lengths = np.median(np.linalg.norm(compiled(ops.convert_to_tensor(inputs)), axis=-1), axis=1)[:, ::-1]
    shares = (lengths / lengths[:, :1]).reshape(len(untrained), -1, steps)
    return dict(zip(untrained, np.median(shares, axis=1), strict=True))


def keras_layer(run):
    """Keras's own layer with the weights of a ``Run``, in double precision, returning all hidden states."""
    kernel, recurrent, _ = arrays = _arrays(run)
    make = keras.layers.SimpleRNN if _is_simple(run) else keras.layers.LSTM
    layer = make(len(recurrent), return_sequences=True, dtype=PRECISION)
    layer.build((None, None, len(kernel)))
    layer.set_weights(arrays)
    return layer


def _is_simple(run):
    return "W" in run.weights


def _arrays(run):
    return (layouts.simple_rnn_to_keras if _is_simple(run) else layouts.lstm_to_keras)(run.weights)


def by_hand(symbols=task.SYMBOLS):
    """A simple network with one unit a symbol that holds the marked one for ever, if it comes first: a ``Run``.

    A unit that sees its symbol and the mark together goes to one, every other to minus one, and there they stay:
    a recurrent weight of 16 outweighs what a single symbol adds.
    """
    weights = {
        "W": np.concatenate([8.0 * np.eye(symbols), np.full((1, symbols), 8.0)]),
        "U": 16.0 * np.eye(symbols),
        "b": np.full(symbols, -12.0),
    }
    return Run(0, weights, np.eye(symbols), np.zeros(symbols))
