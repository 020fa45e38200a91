"""Weights of ONNX's operators LSTM, GRU and RNN in one direction. Row vectors, but transposed matrices; two biases.

The first axis counts directions and is 1. Where two biases are only ever added, ``from`` sums them and ``to`` writes
the sum into the first and zeros into the second.

Sources: https://onnx.ai/onnx/operators/onnx__LSTM.html, and onnx__GRU.html and onnx__RNN.html beside it.
"""

import numpy as np

from lstmbook.layouts.book_form import (
    DIRECTIONS,
    check_shape,
    checked_directions,
    checked_params,
    side_by_side,
    sizes,
    taken_apart,
)
from lstmbook.layouts.coupled import coupled_lstm_to_lstm

LSTM = ("i", "o", "f", "g")  # ONNX writes i, o, f, c
PEEPHOLES = ("i", "o", "f")
GRU = ("z", "r", "g")  # ONNX writes z, r, h


def lstm_from_onnx(W, R, B, P=None):
    """The book's form of an LSTM's W (1, 4n, d), R (1, 4n, n), B (1, 8n), and P (1, 3n) if it has peepholes.

    Raises:
        ValueError: a shape is wrong.
    """
    W, R, B, *P = _checked_lstm(W, R, B, P, directions=1)
    W_bias, R_bias = np.split(B[0], 2)
    params = taken_apart(LSTM, W=W[0].T, U=R[0].T, b=W_bias + R_bias)
    return params | taken_apart(PEEPHOLES, p=P[0][0]) if P else params


def _checked_lstm(W, R, B, P, directions):
    """The arrays of so many directions, P among them if there are peepholes. ValueError for a wrong shape."""
    arrays = [np.asarray(one) for one in (W, R, B, P) if one is not None]
    _, n, d = sizes(arrays[0], 1, 4, 1)
    shapes = {"W": ("4n, d", (4 * n, d)), "R": ("4n, n", (4 * n, n)), "B": ("8n", (8 * n,)), "P": ("3n", (3 * n,))}
    for (name, (letters, shape)), array in zip(shapes.items(), arrays, strict=False):
        known = {} if name == "W" else {"n": n, "d": d}
        check_shape(name, array, f"({directions}, {letters})", (directions, *shape), **known)
    return arrays


def lstm_to_onnx(params):
    """An LSTM's W (1, 4n, d), R (1, 4n, n), B (1, 8n), and P (1, 3n) if it has peepholes.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("lstm", params)
    W, R, bias = side_by_side(params, "W", LSTM).T, side_by_side(params, "U", LSTM).T, side_by_side(params, "b", LSTM)
    B = np.concatenate([bias, np.zeros_like(bias)])
    if "p_i" not in params:
        return W[None], R[None], B[None]
    return W[None], R[None], B[None], side_by_side(params, "p", PEEPHOLES)[None]


def coupled_lstm_from_onnx(W, R, B, P=None):
    """The book's form of an LSTM with ``input_forget=1``, W (1, 4n, d), R (1, 4n, n), B (1, 8n), perhaps P (1, 3n).

    With this attribute the operator couples the gates, f = 1 - i. The blocks of f have their place and are not read.

    Raises:
        ValueError: a shape is wrong.
    """
    return {key: array for key, array in lstm_from_onnx(W, R, B, P).items() if not key.endswith("_f")}


def coupled_lstm_to_onnx(params):
    """An LSTM's W (1, 4n, d), R (1, 4n, n), B (1, 8n) for ``input_forget=1``, and P (1, 3n) if it has peepholes.

    The blocks of f are the negatives of those of i, so that it is the same step for whoever does not know the
    attribute. ONNX's own reference evaluator did not when this was written.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return lstm_to_onnx(coupled_lstm_to_lstm(params))


def bidirectional_lstm_from_onnx(W, R, B, P=None):
    """The book's forms of both directions: W (2, 4n, d), R (2, 4n, n), B (2, 8n), and P (2, 3n) with peepholes.

    Raises:
        ValueError: a shape is wrong.
    """
    arrays = _checked_lstm(W, R, B, P, directions=2)
    return {
        direction: lstm_from_onnx(*(array[place : place + 1] for array in arrays))
        for place, direction in enumerate(DIRECTIONS)
    }


def bidirectional_lstm_to_onnx(params):
    """Both directions along the first axis: W (2, 4n, d), R (2, 4n, n), B (2, 8n), and P (2, 3n) with peepholes.

    Raises:
        ValueError: a key or a shape is wrong, or one direction alone has peepholes.
    """
    directions = map(lstm_to_onnx, checked_directions("lstm", params).values())
    return tuple(np.concatenate(both) for both in zip(*directions, strict=True))


def gru_from_onnx(W, R, B, linear_before_reset=0):
    """The book's form of a GRU's W (1, 3n, d), R (1, 3n, n), B (1, 6n), linear_before_reset ().

    ``linear_before_reset`` other than 0 says that the reset gate acts after the product.

    Raises:
        ValueError: a shape is wrong.
    """
    W, R, B = map(np.asarray, (W, R, B))
    _, n, d = sizes(W, 1, 3, 1)
    check_shape("W", W, "(1, 3n, d)", (1, 3 * n, d))
    check_shape("R", R, "(1, 3n, n)", (1, 3 * n, n), n=n, d=d)
    check_shape("B", B, "(1, 6n)", (1, 6 * n), n=n, d=d)
    check_shape("linear_before_reset", np.asarray(linear_before_reset), "()", ())
    W_bias, R_bias = np.split(B[0], 2)
    if linear_before_reset:
        return taken_apart(GRU, W=W[0].T, U=R[0].T, b=W_bias, bU=R_bias)
    return taken_apart(GRU, W=W[0].T, U=R[0].T, b=W_bias + R_bias)


def gru_to_onnx(params):
    """A GRU's W (1, 3n, d), R (1, 3n, n), B (1, 6n), linear_before_reset ().

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("gru", params)
    W, R, W_bias = side_by_side(params, "W", GRU).T, side_by_side(params, "U", GRU).T, side_by_side(params, "b", GRU)
    linear_before_reset = int("bU_z" in params)
    R_bias = side_by_side(params, "bU", GRU) if linear_before_reset else np.zeros_like(W_bias)
    return W[None], R[None], np.concatenate([W_bias, R_bias])[None], linear_before_reset


def simple_rnn_from_onnx(W, R, B):
    """The book's form of a simple RNN's W (1, n, d), R (1, n, n), B (1, 2n).

    Raises:
        ValueError: a shape is wrong.
    """
    W, R, B = map(np.asarray, (W, R, B))
    _, n, d = sizes(W, 1, 1, 1)
    check_shape("W", W, "(1, n, d)", (1, n, d))
    check_shape("R", R, "(1, n, n)", (1, n, n), n=n, d=d)
    check_shape("B", B, "(1, 2n)", (1, 2 * n), n=n, d=d)
    W_bias, R_bias = np.split(B[0], 2)
    return {"W": np.array(W[0].T), "U": np.array(R[0].T), "b": W_bias + R_bias}


def simple_rnn_to_onnx(params):
    """A simple RNN's W (1, n, d), R (1, n, n), B (1, 2n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("simple_rnn", params)
    B = np.concatenate([params["b"], np.zeros_like(params["b"])])
    return np.array(params["W"].T)[None], np.array(params["U"].T)[None], B[None]
