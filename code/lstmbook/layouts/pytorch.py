"""Weights of PyTorch's cells. Column vectors, the gates stacked, two biases.

Where two biases are only ever added, ``from`` sums them and ``to`` writes the sum into the first and zeros into the
second. A GRU's are two, since its reset gate acts after the product with U.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html, and torch.nn.GRU.html and torch.nn.RNN.html
beside it.
"""

import numpy as np

from lstmbook.layouts.book_form import (
    checked_directions,
    checked_params,
    column_stacks,
    from_directions,
    refuse_peepholes,
    require_reset,
    side_by_side,
    taken_apart,
)

LSTM = ("i", "f", "g", "o")
GRU = ("r", "z", "g")  # PyTorch writes r, z, n


def lstm_from_pytorch(weight_ih, weight_hh, bias_ih, bias_hh):
    """The book's form of an LSTM's weight_ih (4n, d), weight_hh (4n, n), bias_ih (4n), bias_hh (4n).

    Raises:
        ValueError: a shape is wrong.
    """
    W, U, *biases = column_stacks(4, weight_ih=weight_ih, weight_hh=weight_hh, bias_ih=bias_ih, bias_hh=bias_hh)
    return taken_apart(LSTM, W=W, U=U, b=sum(biases))


def lstm_to_pytorch(params):
    """An LSTM's weight_ih (4n, d), weight_hh (4n, n), bias_ih (4n), bias_hh (4n).

    Raises:
        ValueError: a key or a shape is wrong, or there are peepholes.
    """
    params = checked_params("lstm", params)
    refuse_peepholes(params, "PyTorch")
    bias = side_by_side(params, "b", LSTM)
    return side_by_side(params, "W", LSTM).T, side_by_side(params, "U", LSTM).T, bias, np.zeros_like(bias)


def bidirectional_lstm_from_pytorch(
    weight_ih_l0,
    weight_hh_l0,
    bias_ih_l0,
    bias_hh_l0,
    weight_ih_l0_reverse,
    weight_hh_l0_reverse,
    bias_ih_l0_reverse,
    bias_hh_l0_reverse,
):
    """The book's forms of the directions of ``torch.nn.LSTM(bidirectional=True)``, whose second is called reverse.

    Args:
        weight_ih_l0, weight_hh_l0: weight_ih_l0 (4n, d), weight_hh_l0 (4n, n).
        bias_ih_l0, bias_hh_l0: bias_ih_l0 (4n), bias_hh_l0 (4n).
        weight_ih_l0_reverse, weight_hh_l0_reverse: weight_ih_l0_reverse (4n, d), weight_hh_l0_reverse (4n, n).
        bias_ih_l0_reverse, bias_hh_l0_reverse: bias_ih_l0_reverse (4n), bias_hh_l0_reverse (4n).

    Raises:
        ValueError: a shape is wrong.
    """
    forward = {
        "weight_ih_l0": weight_ih_l0,
        "weight_hh_l0": weight_hh_l0,
        "bias_ih_l0": bias_ih_l0,
        "bias_hh_l0": bias_hh_l0,
    }
    backward = {
        "weight_ih_l0_reverse": weight_ih_l0_reverse,
        "weight_hh_l0_reverse": weight_hh_l0_reverse,
        "bias_ih_l0_reverse": bias_ih_l0_reverse,
        "bias_hh_l0_reverse": bias_hh_l0_reverse,
    }
    return from_directions(lstm_from_pytorch, "(4n, d)", forward, backward)


def bidirectional_lstm_to_pytorch(params):
    """The eight arrays of ``torch.nn.LSTM(bidirectional=True)``, those of the reverse direction last.

    Raises:
        ValueError: a key or a shape is wrong, or there are peepholes.
    """
    params = checked_directions("lstm", params)
    return tuple(array for one in params.values() for array in lstm_to_pytorch(one))


def gru_from_pytorch(weight_ih, weight_hh, bias_ih, bias_hh):
    """The book's form of a GRU's weight_ih (3n, d), weight_hh (3n, n), bias_ih (3n), bias_hh (3n).

    Raises:
        ValueError: a shape is wrong.
    """
    W, U, b, bU = column_stacks(3, weight_ih=weight_ih, weight_hh=weight_hh, bias_ih=bias_ih, bias_hh=bias_hh)
    return taken_apart(GRU, W=W, U=U, b=b, bU=bU)


def gru_to_pytorch(params):
    """A GRU's weight_ih (3n, d), weight_hh (3n, n), bias_ih (3n), bias_hh (3n).

    Raises:
        ValueError: a key or a shape is wrong, or the reset gate acts before the product.
    """
    params = checked_params("gru", params)
    require_reset(params, "after", "PyTorch")
    bias_ih, bias_hh = side_by_side(params, "b", GRU), side_by_side(params, "bU", GRU)
    return side_by_side(params, "W", GRU).T, side_by_side(params, "U", GRU).T, bias_ih, bias_hh


def simple_rnn_from_pytorch(weight_ih, weight_hh, bias_ih, bias_hh):
    """The book's form of a simple RNN's weight_ih (n, d), weight_hh (n, n), bias_ih (n), bias_hh (n).

    Raises:
        ValueError: a shape is wrong.
    """
    W, U, *biases = column_stacks(1, weight_ih=weight_ih, weight_hh=weight_hh, bias_ih=bias_ih, bias_hh=bias_hh)
    return {"W": np.array(W), "U": np.array(U), "b": sum(biases)}


def simple_rnn_to_pytorch(params):
    """A simple RNN's weight_ih (n, d), weight_hh (n, n), bias_ih (n), bias_hh (n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("simple_rnn", params)
    bias = np.array(params["b"])
    return np.array(params["W"].T), np.array(params["U"].T), bias, np.zeros_like(bias)
