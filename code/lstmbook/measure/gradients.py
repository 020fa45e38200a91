"""How much of a gradient arrives, step by step back in time."""

import keras
import numpy as np
import tensorflow as tf


def norms_by_lag(layer, inputs, direction):
    """Norm of the gradient at each input, 0, 1, ..., T - 1 steps before the end: the median over the batch, (T,).

    Arguments and errors as for ``norms``.
    """
    return np.median(norms(layer, inputs, direction), axis=0)


def norms(layer, inputs, direction):
    """Norm of the gradient at each input, 0, 1, ..., T - 1 steps before the end, for each sequence.

    ``layer`` is a recurrent layer that returns its last hidden state, ``inputs`` has shape (B, T, d) and
    ``direction`` (B, n); the loss is their product, summed. Returns an array (B, T).
    ValueError for inputs that are not a batch of sequences or a direction that does not fit.
    """
    inputs = tf.convert_to_tensor(inputs)
    if inputs.ndim != 3:
        raise ValueError(f"inputs must have shape (B, T, d), got {tuple(inputs.shape)}")
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        last = layer(inputs)
        if tuple(last.shape) != np.shape(direction):
            raise ValueError(f"direction must have shape {tuple(last.shape)}, got {np.shape(direction)}")
        loss = keras.ops.sum(last * direction)
    return np.linalg.norm(tape.gradient(loss, inputs), axis=-1)[:, ::-1]


def at_inputs(kind, weights, inputs, direction):
    """The gradient at the inputs (R, B, T, d) of what R networks side by side show last times ``direction``, summed.

    ``kind`` is one of ``training.kinds``, ``weights`` its stacked arrays, ``direction`` is (R, B, n). Tensors, so that
    it may be compiled.
    """
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = keras.ops.sum(kind.last_hidden(weights, inputs) * direction)
    return tape.gradient(loss, inputs)


def cosine(one, other):
    """Cosine of the angle between two sets of arrays, each taken as one long vector. ValueError if one is zero."""
    one, other = (np.concatenate([np.ravel(array) for array in arrays]) for arrays in (one, other))
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    if lengths == 0:
        raise ValueError("a zero vector has no direction")
    return float(one @ other / lengths)
