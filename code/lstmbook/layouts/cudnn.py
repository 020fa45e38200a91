"""Weights of cuDNN. Column vectors, the gates stacked by ``linLayerID``, two biases.

cuDNN keeps one opaque buffer; W, R, b_W and b_R are its blocks, stacked. Where two biases are only ever added, ``from``
sums them and ``to`` writes the sum into the first and zeros into the second. A GRU's are two, since its reset gate acts
after the product with U.

Source: https://docs.nvidia.com/deeplearning/cudnn/
"""

import numpy as np

from lstmbook.layouts.book_form import (
    checked_params,
    column_stacks,
    refuse_peepholes,
    require_reset,
    side_by_side,
    taken_apart,
)

LSTM = ("i", "f", "g", "o")  # cuDNN writes i, f, c, o
GRU = ("r", "z", "g")  # cuDNN writes r, i, h: its i is the update gate


def lstm_from_cudnn(W, R, b_W, b_R):
    """The book's form of an LSTM's W (4n, d), R (4n, n), b_W (4n), b_R (4n).

    Raises:
        ValueError: a shape is wrong.
    """
    W, U, *biases = column_stacks(4, W=W, R=R, b_W=b_W, b_R=b_R)
    return taken_apart(LSTM, W=W, U=U, b=sum(biases))


def lstm_to_cudnn(params):
    """An LSTM's W (4n, d), R (4n, n), b_W (4n), b_R (4n).

    Raises:
        ValueError: a key or a shape is wrong, or there are peepholes.
    """
    params = checked_params("lstm", params)
    refuse_peepholes(params, "cuDNN")
    bias = side_by_side(params, "b", LSTM)
    return side_by_side(params, "W", LSTM).T, side_by_side(params, "U", LSTM).T, bias, np.zeros_like(bias)


def gru_from_cudnn(W, R, b_W, b_R):
    """The book's form of a GRU's W (3n, d), R (3n, n), b_W (3n), b_R (3n).

    Raises:
        ValueError: a shape is wrong.
    """
    W, U, b, bU = column_stacks(3, W=W, R=R, b_W=b_W, b_R=b_R)
    return taken_apart(GRU, W=W, U=U, b=b, bU=bU)


def gru_to_cudnn(params):
    """A GRU's W (3n, d), R (3n, n), b_W (3n), b_R (3n).

    Raises:
        ValueError: a key or a shape is wrong, or the reset gate acts before the product.
    """
    params = checked_params("gru", params)
    require_reset(params, "after", "cuDNN")
    b_W, b_R = side_by_side(params, "b", GRU), side_by_side(params, "bU", GRU)
    return side_by_side(params, "W", GRU).T, side_by_side(params, "U", GRU).T, b_W, b_R


def simple_rnn_from_cudnn(W, R, b_W, b_R):
    """The book's form of a simple RNN's W (n, d), R (n, n), b_W (n), b_R (n).

    Raises:
        ValueError: a shape is wrong.
    """
    W, U, *biases = column_stacks(1, W=W, R=R, b_W=b_W, b_R=b_R)
    return {"W": np.array(W), "U": np.array(U), "b": sum(biases)}


def simple_rnn_to_cudnn(params):
    """A simple RNN's W (n, d), R (n, n), b_W (n), b_R (n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("simple_rnn", params)
    bias = np.array(params["b"])
    return np.array(params["W"].T), np.array(params["U"].T), bias, np.zeros_like(bias)
