"""Weights of Haiku. Row vectors; the LSTM's kernels are one above the other.

Haiku stores a forget bias that is smaller by 1, since its forward pass adds 1. Its GRU multiplies the new state by z.

Source: https://github.com/google-deepmind/dm-haiku/blob/main/haiku/_src/recurrent.py
"""

import numpy as np

from lstmbook.layouts.book_form import (
    check_shape,
    checked_params,
    refuse_peepholes,
    require_reset,
    side_by_side,
    sizes,
    taken_apart,
    z_exchanged,
)

LSTM = ("i", "g", "f", "o")
GRU = ("z", "r", "g")  # Haiku writes z, r, a


def lstm_from_haiku(w, b):
    """The book's form of an LSTM's w (d+n, 4n), b (4n): w holds the rows of the inputs, then those of the state.

    Raises:
        ValueError: a shape is wrong.
    """
    w, b = np.asarray(w), np.asarray(b)
    rows, n = sizes(w, 1, 4)
    d = max(rows - n, 1)
    check_shape("w", w, "(d+n, 4n)", (d + n, 4 * n))
    check_shape("b", b, "(4n)", (4 * n,), n=n, d=d)
    params = taken_apart(LSTM, W=w[:d], U=w[d:], b=b)
    return params | {"b_f": params["b_f"] + 1}


def lstm_to_haiku(params):
    """An LSTM's w (d+n, 4n), b (4n): w holds the rows of the inputs, then those of the state.

    Raises:
        ValueError: a key or a shape is wrong, or there are peepholes.
    """
    params = checked_params("lstm", params)
    refuse_peepholes(params, "Haiku")
    params = params | {"b_f": params["b_f"] - 1}
    w = np.concatenate([side_by_side(params, "W", LSTM), side_by_side(params, "U", LSTM)])
    return w, side_by_side(params, "b", LSTM)


def gru_from_haiku(w_i, w_h, b):
    """The book's form of a GRU's w_i (d, 3n), w_h (n, 3n), b (3n).

    Raises:
        ValueError: a shape is wrong.
    """
    w_i, w_h, b = map(np.asarray, (w_i, w_h, b))
    d, n = sizes(w_i, 1, 3)
    check_shape("w_i", w_i, "(d, 3n)", (d, 3 * n))
    check_shape("w_h", w_h, "(n, 3n)", (n, 3 * n), d=d, n=n)
    check_shape("b", b, "(3n)", (3 * n,), d=d, n=n)
    return z_exchanged(taken_apart(GRU, W=w_i, U=w_h, b=b))


def gru_to_haiku(params):
    """A GRU's w_i (d, 3n), w_h (n, 3n), b (3n).

    Raises:
        ValueError: a key or a shape is wrong, or the reset gate acts after the product.
    """
    params = checked_params("gru", params)
    require_reset(params, "before", "Haiku")
    params = z_exchanged(params)
    return side_by_side(params, "W", GRU), side_by_side(params, "U", GRU), side_by_side(params, "b", GRU)
