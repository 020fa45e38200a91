"""LSTMs with one part taken out, trained side by side on one task.

All variants and seeds share one compiled training step: their weights are stacked along a leading axis of runs, and
a run is never mixed with another. That costs a fraction of training them one after the other.
"""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from lstmbook import layouts
from lstmbook.experiments import half_life
from lstmbook.layers import AblatedLSTMCell
from lstmbook.layers.ablated import PARTS, gated
from lstmbook.tasks import adding, recall
from lstmbook.training.starts import started

VARIANTS = (None, *PARTS)
TASKS = {"adding": adding, "recall": recall}
PRECISION = "float64"  # rounding then takes longer to lead two processors to two networks, for 1.4 times the time


@dataclass(frozen=True)
class Trained:
    """Networks trained on one task: every variant with every seed.

    ``weights`` maps (variant, seed) to kernel (d, 4n), recurrent kernel (n, 4n), bias (4n,), and the kernel (n, k)
    and bias (k,) of the readout; ``losses`` maps it to the training loss of every step, an array (steps,).
    """

    task: str
    units: int
    weights: dict
    losses: dict

    @property
    def seeds(self):
        """The seeds, in the order of every result that has one number a seed."""
        return [seed for variant, seed in self.weights if variant is None]

    def outputs(self, variant, seed, inputs, without="as trained"):
        """Answers (B, k) to inputs (B, T, d), computed by ``AblatedLSTMCell``.

        With ``without`` a part is taken out, or None put back, after training; the weights stay as they are.
        """
        kernel, recurrent_kernel, bias, readout, offset = self.weights[variant, seed]
        cell = AblatedLSTMCell(self.units, without=variant if without == "as trained" else without, dtype=PRECISION)
        layer = keras.layers.RNN(cell, dtype=PRECISION)
        layer.build(inputs.shape)
        layer.set_weights([kernel, recurrent_kernel, bias])
        return np.asarray(layer(inputs.astype(PRECISION))) @ readout + offset

    def named(self, seed):
        """The trained weights of the whole cell by their names in the equations."""
        return layouts.lstm_from_keras(*self.weights[None, seed][:3])

    def read(self, seed, hidden):
        """Answers (B, k) that the whole cell's readout gives to hidden states (B, n)."""
        *_, readout, offset = self.weights[None, seed]
        return hidden @ readout + offset

    def answers(self, inputs):
        """Answers of all runs to inputs (B, T, d), side by side: (variant, seed) -> (B, k)."""
        runs = list(self.weights)
        arrays = [np.stack(one) for one in zip(*self.weights.values(), strict=True)]
        stacked = [ops.convert_to_tensor(one if one.ndim == 3 else one[:, None]) for one in arrays]
        missing = {part: ops.convert_to_tensor(lacks) for part, lacks in _missing(runs).items()}
        repeated = ops.convert_to_tensor(np.broadcast_to(inputs.astype(PRECISION), (len(runs), *inputs.shape)))
        # Compiled for these shapes alone: a function that is traced for one shape after the other warns about it.
        together = tf.function(_answers, jit_compile=True).get_concrete_function(stacked, missing, repeated)
        return dict(zip(runs, np.asarray(together(stacked, missing, repeated)), strict=True))

    def loss(self, inputs, targets):
        """Mean loss, squared error for adding, cross-entropy in nats for recall: variant -> one number a seed."""
        found = {run: float(_losses(self.task, targets, one)) for run, one in self.answers(inputs).items()}
        return _by_variant(found)

    def wrong(self, inputs, targets):
        """Share of sequences that are answered wrongly, for recall: variant -> one number a seed.

        ValueError for adding, which has no right or wrong.
        """
        if self.task != "recall":
            raise ValueError(f"only recall has wrong answers, {self.task} has errors of a size")
        answers = self.answers(inputs)
        return _by_variant({run: float(np.mean(one.argmax(axis=-1) != targets)) for run, one in answers.items()})


def _by_variant(found):
    return {variant: [one for (other, _), one in found.items() if other == variant] for variant in VARIANTS}


def _missing(runs):
    """For each part, which of the runs lack it: a boolean array (R, 1, 1)."""
    return {part: np.array([[[variant == part]] for variant, _ in runs]) for part in PARTS}


def walk(inputs, **weights):
    """The equations of the LSTM over inputs (B, T, d), from zero states: every named intermediate, each (B, T, n)."""
    return {name: array.swapaxes(0, 1) for name, array in half_life.run(weights, inputs).items()}


def untrained(task, **settings):
    """The same networks as ``train`` starts from."""
    return train(task, steps=0, **settings)


def train(task, seeds=tuple(range(8)), steps=300, length=20, units=16, sequences=16, learning_rate=0.015):
    """Train every variant with every seed on ``task``, "adding" or "recall".

    Variants with the same seed start from the same weights and see the same sequences. Adam in double precision, with
    the gradient of each run clipped to norm one.

    Args:
        task: a key of ``TASKS``.
        seeds: distinct integers that are not negative.
        steps: training steps, each on a fresh batch; with none the networks are untrained.
        length: T, the steps of a sequence.
        units: n.
        sequences: B, the size of a batch.
        learning_rate: of Adam.

    Returns:
        A ``Trained``.

    Raises:
        ValueError: for an unknown task, seeds that are negative, repeated or missing, a size below one, or a length
            that is too short for the task.
    """
    if task not in TASKS:
        raise ValueError(f"task must be one of {sorted(TASKS)}, got {task!r}")
    if not seeds or len(set(seeds)) != len(seeds) or min(seeds) < 0:
        raise ValueError(f"seeds must be distinct and not negative, got {seeds}")
    if min(units, sequences) < 1 or steps < 0:
        raise ValueError("units and sequences must be at least 1, and steps at least 0")
    generators = [np.random.default_rng(seed) for seed in seeds]
    TASKS[task].batch(np.random.default_rng(0), sequences, length)  # a length that does not fit stops here

    runs = [(variant, seed) for variant in VARIANTS for seed in seeds]
    stacked = [np.stack(arrays) for arrays in zip(*(_initial(task, units, seed) for _, seed in runs), strict=True)]
    weights = [keras.Variable(array, dtype=PRECISION) for array in stacked]
    missing = _missing(runs)
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build(weights)

    @tf.function(jit_compile=True)
    def step(inputs, targets):
        with tf.GradientTape() as tape:
            losses = _losses(task, targets, _answers(weights, missing, inputs))
            total = ops.sum(losses)
        gradients = tape.gradient(total, [weight.value for weight in weights])
        norms = ops.sqrt(sum(ops.sum(ops.square(gradient), axis=(1, 2), keepdims=True) for gradient in gradients))
        optimizer.apply([gradient / ops.maximum(norms, 1.0) for gradient in gradients])
        return losses

    history = []
    for _ in range(steps):
        drawn = [TASKS[task].batch(generator, sequences, length) for generator in generators]
        # One batch for each seed, and the same ones for each variant.
        inputs, targets = (np.stack(arrays * len(VARIANTS)) for arrays in zip(*drawn, strict=True))
        history.append(np.asarray(step(inputs.astype(PRECISION), targets)))
    kernels, recurrent_kernels, biases, readouts, offsets = (np.asarray(weight) for weight in weights)
    trained = zip(kernels, recurrent_kernels, biases[:, 0], readouts, offsets[:, 0], strict=True)
    losses = np.stack(history, axis=-1) if history else np.empty((len(runs), 0))
    return Trained(task, units, dict(zip(runs, trained, strict=True)), dict(zip(runs, losses, strict=True)))


def _initial(task, units, seed):
    """Starting weights of one run, as Keras starts an LSTM and a dense layer; biases have one row."""
    d, k = TASKS[task].FEATURES, TASKS[task].OUTPUTS
    cell = AblatedLSTMCell(
        units,
        kernel_initializer=keras.initializers.GlorotUniform(seed),
        recurrent_initializer=keras.initializers.Orthogonal(seed=seed),
    )
    cell.build((None, d))
    kernel, recurrent_kernel, bias = cell.get_weights()
    readout = np.asarray(keras.initializers.GlorotUniform(seed)((units, k)))
    # Nudged in single precision, in which Keras draws them: so much may they differ from processor to processor.
    weights = started([kernel, recurrent_kernel, bias[None], readout, np.zeros((1, k), np.float32)], seed)
    return [one.astype(PRECISION) for one in weights]


def _answers(weights, missing, inputs):
    """Answers (R, B, k) of all runs to inputs (R, B, T, d), one batch a run."""
    kernel, recurrent_kernel, bias, readout, offset = weights
    seen = ops.transpose(inputs, (2, 0, 1, 3))
    h = c = ops.zeros((*inputs.shape[:2], recurrent_kernel.shape[1]), PRECISION)
    steps = inputs.shape[2]

    # A loop of the graph, since compiling the steps one after the other takes longer than the training. The input is
    # multiplied within it: the gradient of one step of a product made before would be added up over all steps, T times.
    def walked(step, h, c):
        z = ops.matmul(seen[step], kernel) + ops.matmul(h, recurrent_kernel) + bias
        h, c = gated(z, c, missing, ops.tanh, ops.sigmoid)
        return step + 1, h, c

    _, h, _ = ops.while_loop(lambda step, h, c: step < steps, walked, (0, h, c), maximum_iterations=steps)
    return ops.matmul(h, readout) + offset


def _losses(task, targets, answers):
    """Mean loss over the batch, the axis before the last of ``answers``."""
    if task == "adding":
        return ops.mean(ops.square(answers - ops.cast(targets, PRECISION)), axis=(-2, -1))
    return ops.mean(ops.sparse_categorical_crossentropy(targets, answers, from_logits=True), axis=-1)
