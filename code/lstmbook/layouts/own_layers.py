"""Weights of the book's own layers, of which Keras has none, as their ``get_weights()`` lists them, gates side by side.

Their form is that of Keras's recurrent layers, so that in the crosswalk they stand in Keras's row.
"""

import numpy as np

from lstmbook.layouts.book_form import (
    COUPLED_PEEPHOLES,
    GATES,
    PEEPHOLES,
    check_shape,
    checked_params,
    side_by_side,
)
from lstmbook.layouts.keras import LSTM, gates_apart, lstm_from_keras

COUPLED_LSTM = ("i", "g", "o")


def peephole_lstm_from_keras(kernel, recurrent_kernel, bias, peephole_kernel):
    """The book's form of the arrays of ``PeepholeLSTMCell``: those of an LSTM, and peephole_kernel (3, n): i, f, o.

    kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n).

    Raises:
        ValueError: a shape is wrong.
    """
    params, peephole_kernel = lstm_from_keras(kernel, recurrent_kernel, bias), np.asarray(peephole_kernel)
    d, n = params["W_i"].shape
    check_shape("peephole_kernel", peephole_kernel, "(3, n)", (3, n), d=d, n=n)
    return params | {f"p_{gate}": np.array(row) for gate, row in zip(PEEPHOLES, peephole_kernel, strict=True)}


def peephole_lstm_to_keras(params):
    """The arrays of ``PeepholeLSTMCell``: kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n), peephole_kernel (3, n).

    Raises:
        ValueError: a key or a shape is wrong, or the peepholes are missing.
    """
    params = checked_params("lstm", params)
    if "p_i" not in params:
        raise ValueError(f"params: missing {[f'p_{gate}' for gate in PEEPHOLES]}")
    peephole_kernel = np.stack([params[f"p_{gate}"] for gate in PEEPHOLES])
    return *(side_by_side(params, name, LSTM) for name in "WUb"), peephole_kernel


def coupled_lstm_from_keras(kernel, recurrent_kernel, bias, peephole_kernel=None):
    """The book's form of the arrays of the book's own ``CoupledLSTMCell``, since Keras has no such layer.

    kernel (d, 3n), recurrent_kernel (n, 3n), bias (3n), and peephole_kernel (2, n) if it has peepholes.

    Raises:
        ValueError: a shape is wrong.
    """
    params = gates_apart(COUPLED_LSTM, kernel, recurrent_kernel, bias)
    if peephole_kernel is None:
        return params
    (d, n), peephole_kernel = params["W_i"].shape, np.asarray(peephole_kernel)
    check_shape("peephole_kernel", peephole_kernel, "(2, n)", (2, n), d=d, n=n)
    return params | {f"p_{gate}": np.array(row) for gate, row in zip(COUPLED_PEEPHOLES, peephole_kernel, strict=True)}


def coupled_lstm_to_keras(params):
    """The arrays of ``CoupledLSTMCell``: kernel (d, 3n), recurrent_kernel (n, 3n), bias (3n), peephole_kernel (2, n).

    The last one only if it has peepholes.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("coupled_lstm", params)
    arrays = tuple(side_by_side(params, name, COUPLED_LSTM) for name in "WUb")
    return (*arrays, np.stack([params[f"p_{gate}"] for gate in COUPLED_PEEPHOLES])) if "p_i" in params else arrays


def min_gru_from_keras(kernel, bias):
    """The book's form of a minGRU's kernel (d, 2n), bias (2n), as ``layers.MinGRU`` has them: Keras has none.

    Raises:
        ValueError: a shape is wrong.
    """
    return gates_apart(GATES["min_gru"], kernel, None, bias)


def min_gru_to_keras(params):
    """A minGRU's kernel (d, 2n), bias (2n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return _packed("min_gru", params, "Wb")


def min_lstm_from_keras(kernel, bias):
    """The book's form of a minLSTM's kernel (d, 3n), bias (3n), as ``layers.MinLSTM`` has them: Keras has none.

    Raises:
        ValueError: a shape is wrong.
    """
    return gates_apart(GATES["min_lstm"], kernel, None, bias)


def min_lstm_to_keras(params):
    """A minLSTM's kernel (d, 3n), bias (3n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return _packed("min_lstm", params, "Wb")


def _packed(model, params, names):
    params = checked_params(model, params)
    return tuple(side_by_side(params, name, GATES[model]) for name in names)


def slstm_from_keras(kernel, recurrent_kernel, bias):
    """The book's form of an sLSTM's kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n), as ``layers.SLSTMCell`` has
    them: Keras has none.

    Raises:
        ValueError: a shape is wrong.
    """
    return lstm_from_keras(kernel, recurrent_kernel, bias)


def slstm_to_keras(params):
    """An sLSTM's kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return _packed("slstm", params, "WUb")
