"""Step time of `lstmbook.layers.LSTMCell` against `keras.layers.LSTMCell`, both in `keras.layers.RNN`.

Run by hand, from the root of the repository:

    PYTHONPATH=code python tests/benchmarks/step_time.py

Prints, for a forward pass and for a training step, the ratio of the median times and the quartiles of the
ratio over neighbouring runs; exits with status 1 if a ratio of medians exceeds the budget.
"""

import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from lstmbook.layers import LSTMCell

BUDGET = 1.05
B, T, D, N = 64, 50, 32, 32
PAIRS = 200


def steps(cell, x, y):
    """The compiled forward pass and training step of one layer, by name."""
    layer = keras.layers.RNN(cell)
    layer.build(x.shape)
    optimizer = keras.optimizers.SGD(1e-3)
    optimizer.build(layer.trainable_variables)

    @tf.function
    def forward():
        return layer(x)

    @tf.function
    def train():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(x, training=True) - y) ** 2)
        optimizer.apply(tape.gradient(loss, layer.trainable_variables))
        return loss

    return {"forward pass": forward, "training step": train}


def seconds(function):
    start = time.perf_counter()
    function().numpy()
    return time.perf_counter() - start


def interleaved(ours, stock):
    """Times (PAIRS, 2): ours and stock alternate, each first every other time, so that drift cancels."""
    times = np.empty((PAIRS, 2))
    for pair in range(PAIRS):
        for column in (0, 1) if pair % 2 else (1, 0):
            times[pair, column] = seconds((ours, stock)[column])
    return times


def report(name, times):
    """Print one line; whether the budget holds."""
    ours, stock = np.median(times, axis=0)
    low, high = np.percentile(times[:, 0] / times[:, 1], [25, 75])
    print(
        f"{name:14} ours {1e3 * ours:.2f} ms, stock {1e3 * stock:.2f} ms: "
        f"ratio {ours / stock:.3f} (quartiles {low:.3f} to {high:.3f})"
    )
    return ours / stock <= BUDGET


def main():
    rng = np.random.default_rng(0)
    x = tf.constant(rng.normal(size=(B, T, D)), "float32")
    y = tf.constant(rng.normal(size=(B, N)), "float32")
    ours, stock = steps(LSTMCell(N), x, y), steps(keras.layers.LSTMCell(N), x, y)
    print(f"batch {B}, {T} steps, {D} inputs, {N} units; {PAIRS} interleaved pairs of runs")
    holds = []
    for name in ours:
        for function in (ours[name], stock[name]):  # trace, and warm the caches
            for _ in range(5):
                function()
        holds.append(report(name, interleaved(ours[name], stock[name])))
    print(f"budget {BUDGET}: {'holds' if all(holds) else 'exceeded'}")
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())
