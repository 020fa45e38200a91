"""An LSTM with coupled gates as an LSTM, and back: its forget block is the negative of its input block.

1 - sigmoid(a) = sigmoid(-a), so that f = 1 - i for every input and state if each weight of f is minus that of i.
"""

import numpy as np

from lstmbook.layouts.book_form import ORDER, checked_params


def coupled_lstm_to_lstm(params):
    """The LSTM that a coupled one is: W_i (d, n), U_i (n, n), b_i (n), and so for f, g, o; p_i, p_f, p_o (n) if given.

    By way of it a coupled LSTM has every layout that an LSTM has.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("coupled_lstm", params)
    params |= {f"{key[0]}_f": -array for key, array in params.items() if key.endswith("_i")}
    in_order = sorted(params, key=lambda key: (key[0] == "p", ORDER.index(key[-1])))
    return {key: np.array(params[key]) for key in in_order}


def coupled_lstm_from_lstm(params):
    """The coupled LSTM that an LSTM is whose forget block is the negative of its input block.

    Raises:
        ValueError: a key or a shape is wrong, or a weight of f is not minus that of i.
    """
    params = checked_params("lstm", params)
    for key in (key for key in params if key.endswith("_f")):
        other = f"{key[0]}_i"
        if not np.array_equal(params[key], -params[other]):
            raise ValueError(f"{key}: expected -{other}, which couples the gates, got another array")
    return {key: np.array(array) for key, array in params.items() if not key.endswith("_f")}
