"""Weights as most papers write them: column vectors, z = W x + U h + b, an array for each gate.

The GRU is that of Cho et al. 2014, https://arxiv.org/abs/1406.1078, whose z keeps the old state, as the book's does.
"""

from lstmbook.layouts.book_form import checked_params, transposed


def lstm_from_papers(params):
    """The book's form of an LSTM's W_i (n, d), U_i (n, n), b_i (n), and so for f, g, o; peepholes p_i, p_f, p_o (n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return transposed(checked_params("lstm", params, columns=True))


def lstm_to_papers(params):
    """An LSTM's W_i (n, d), U_i (n, n), b_i (n), and so for f, g, o; peepholes p_i, p_f, p_o (n) if it has them.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return transposed(checked_params("lstm", params))


def gru_from_papers(params):
    """The book's form of a GRU's W_z (n, d), U_z (n, n), b_z (n), and so for r, g; bU_z, bU_r, bU_g (n) if given.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return transposed(checked_params("gru", params, columns=True))


def gru_to_papers(params):
    """A GRU's W_z (n, d), U_z (n, n), b_z (n), and so for r, g; bU_z, bU_r, bU_g (n) if it has them.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return transposed(checked_params("gru", params))


def simple_rnn_from_papers(params):
    """The book's form of a simple RNN's W (n, d), U (n, n), b (n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return transposed(checked_params("simple_rnn", params, columns=True))


def simple_rnn_to_papers(params):
    """A simple RNN's W (n, d), U (n, n), b (n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    return transposed(checked_params("simple_rnn", params))
