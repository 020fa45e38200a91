"""Weights of Keras 3, as ``get_weights()`` lists them. Row vectors, the gates side by side in one kernel.

Sources: https://keras.io/api/layers/recurrent_layers/ and
https://keras.io/api/layers/attention_layers/multi_head_attention/
"""

import numpy as np

from lstmbook.layouts.book_form import (
    check_shape,
    checked_attention,
    checked_directions,
    checked_params,
    from_directions,
    refuse_peepholes,
    side_by_side,
    sizes,
    taken_apart,
)

LSTM = ("i", "f", "g", "o")  # Keras writes i, f, c, o
GRU = ("z", "r", "g")  # Keras writes z, r, h


def gates_apart(gates, kernel, recurrent_kernel, bias):
    """The book's form of a kernel (d, kn), a recurrent_kernel (n, kn), a bias (kn) that hold these k gates.

    A layer whose gates do not hear h has None for ``recurrent_kernel``.

    Raises:
        ValueError: a shape is wrong.
    """
    count = len(gates)
    kernel, bias = np.asarray(kernel), np.asarray(bias)
    d, n = sizes(kernel, 1, count)
    check_shape("kernel", kernel, f"(d, {count}n)", (d, count * n))
    stacks = {"W": kernel}
    if recurrent_kernel is not None:
        stacks["U"] = np.asarray(recurrent_kernel)
        check_shape("recurrent_kernel", stacks["U"], f"(n, {count}n)", (n, count * n), d=d, n=n)
    check_shape("bias", bias, f"({count}n)", (count * n,), d=d, n=n)
    return taken_apart(gates, **stacks, b=bias)


def lstm_from_keras(kernel, recurrent_kernel, bias):
    """The book's form of an LSTM's kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n).

    Raises:
        ValueError: a shape is wrong.
    """
    return gates_apart(LSTM, kernel, recurrent_kernel, bias)


def lstm_to_keras(params):
    """An LSTM's kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n).

    Raises:
        ValueError: a key or a shape is wrong, or there are peepholes.
    """
    params = checked_params("lstm", params)
    refuse_peepholes(params, "Keras")
    return side_by_side(params, "W", LSTM), side_by_side(params, "U", LSTM), side_by_side(params, "b", LSTM)


def bidirectional_lstm_from_keras(
    forward_kernel,
    forward_recurrent_kernel,
    forward_bias,
    backward_kernel,
    backward_recurrent_kernel,
    backward_bias,
):
    """The book's forms of both directions, as ``Bidirectional`` lists them: ``{"forward": ..., "backward": ...}``.

    Args:
        forward_kernel, backward_kernel: forward_kernel (d, 4n), backward_kernel (d, 4n).
        forward_recurrent_kernel: forward_recurrent_kernel (n, 4n).
        backward_recurrent_kernel: backward_recurrent_kernel (n, 4n).
        forward_bias, backward_bias: forward_bias (4n), backward_bias (4n).

    Raises:
        ValueError: a shape is wrong.
    """
    forward = {
        "forward_kernel": forward_kernel,
        "forward_recurrent_kernel": forward_recurrent_kernel,
        "forward_bias": forward_bias,
    }
    backward = {
        "backward_kernel": backward_kernel,
        "backward_recurrent_kernel": backward_recurrent_kernel,
        "backward_bias": backward_bias,
    }
    return from_directions(lstm_from_keras, "(d, 4n)", forward, backward)


def bidirectional_lstm_to_keras(params):
    """The six arrays of ``Bidirectional``, those of the forward direction first.

    Raises:
        ValueError: a key or a shape is wrong, or there are peepholes.
    """
    params = checked_directions("lstm", params)
    return tuple(array for one in params.values() for array in lstm_to_keras(one))


def gru_from_keras(kernel, recurrent_kernel, bias):
    """The book's form of a GRU's kernel (d, 3n), recurrent_kernel (n, 3n), bias (2, 3n) or (3n).

    Two biases belong to ``reset_after=True``, one to ``reset_after=False``.

    Raises:
        ValueError: a shape is wrong.
    """
    kernel, recurrent_kernel, bias = map(np.asarray, (kernel, recurrent_kernel, bias))
    d, n = sizes(kernel, 1, 3)
    check_shape("kernel", kernel, "(d, 3n)", (d, 3 * n))
    check_shape("recurrent_kernel", recurrent_kernel, "(n, 3n)", (n, 3 * n), d=d, n=n)
    check_shape("bias", bias, "(2, 3n) or (3n)", (2, 3 * n), (3 * n,), d=d, n=n)
    if bias.ndim == 1:
        return taken_apart(GRU, W=kernel, U=recurrent_kernel, b=bias)
    return taken_apart(GRU, W=kernel, U=recurrent_kernel, b=bias[0], bU=bias[1])


def gru_to_keras(params):
    """A GRU's kernel (d, 3n), recurrent_kernel (n, 3n), bias (2, 3n) or (3n).

    Two biases if the reset gate acts after the product, which is ``reset_after=True``.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("gru", params)
    bias = side_by_side(params, "b", GRU)
    if "bU_z" in params:
        bias = np.stack([bias, side_by_side(params, "bU", GRU)])
    return side_by_side(params, "W", GRU), side_by_side(params, "U", GRU), bias


def simple_rnn_from_keras(kernel, recurrent_kernel, bias):
    """The book's form of a simple RNN's kernel (d, n), recurrent_kernel (n, n), bias (n).

    Raises:
        ValueError: a shape is wrong.
    """
    kernel, recurrent_kernel, bias = map(np.asarray, (kernel, recurrent_kernel, bias))
    d, n = sizes(kernel, 1, 1)
    check_shape("kernel", kernel, "(d, n)", (d, n))
    check_shape("recurrent_kernel", recurrent_kernel, "(n, n)", (n, n), d=d, n=n)
    check_shape("bias", bias, "(n)", (n,), d=d, n=n)
    return {"W": np.array(kernel), "U": np.array(recurrent_kernel), "b": np.array(bias)}


def simple_rnn_to_keras(params):
    """A simple RNN's kernel (d, n), recurrent_kernel (n, n), bias (n).

    Raises:
        ValueError: a key or a shape is wrong.
    """
    params = checked_params("simple_rnn", params)
    return np.array(params["W"]), np.array(params["U"]), np.array(params["b"])


def multi_head_attention_from_keras(
    query_kernel, query_bias, key_kernel, key_bias, value_kernel, value_bias, output_kernel, output_bias
):
    """The book's form of attention with H heads, whose query, key and value kernels have the head as second axis.

    Args:
        query_kernel, query_bias: query_kernel (d_q, H, d_k), query_bias (H, d_k).
        key_kernel, key_bias: key_kernel (d_key, H, d_k), key_bias (H, d_k).
        value_kernel, value_bias: value_kernel (d_value, H, d_v), value_bias (H, d_v).
        output_kernel, output_bias: output_kernel (H, d_v, d_out), output_bias (d_out).

    Raises:
        ValueError: a shape is wrong.
    """
    arrays = (query_kernel, query_bias, key_kernel, key_bias, value_kernel, value_bias, output_kernel, output_bias)
    query_kernel, query_bias, key_kernel, key_bias, value_kernel, value_bias, output_kernel, output_bias = map(
        np.asarray, arrays
    )
    _check_query_and_key(query_kernel, query_bias, key_kernel, key_bias)
    _check_value_and_output(value_kernel, value_bias, output_kernel, output_bias, H=query_kernel.shape[1])
    return {
        "W_q": np.array(query_kernel.swapaxes(0, 1)),
        "b_q": np.array(query_bias),
        "W_k": np.array(key_kernel.swapaxes(0, 1)),
        "b_k": np.array(key_bias),
        "W_v": np.array(value_kernel.swapaxes(0, 1)),
        "b_v": np.array(value_bias),
        "W_out": np.array(output_kernel),
        "b_out": np.array(output_bias),
    }


def multi_head_attention_to_keras(params):
    """The query_kernel (d_q, H, d_k), query_bias (H, d_k) and so on, as ``multi_head_attention_from_keras`` takes them.

    Raises:
        ValueError: a key or a shape is wrong.
    """
    W_q, b_q, W_k, b_k, W_v, b_v, W_out, b_out = map(np.array, checked_attention(params).values())
    return W_q.swapaxes(0, 1), b_q, W_k.swapaxes(0, 1), b_k, W_v.swapaxes(0, 1), b_v, W_out, b_out


def _check_query_and_key(query_kernel, query_bias, key_kernel, key_bias):
    d_q, H, d_k = sizes(query_kernel, 1, 1, 1)
    d_key, _, _ = sizes(key_kernel, 1, 1, 1)
    check_shape("query_kernel", query_kernel, "(d_q, H, d_k)", (d_q, H, d_k))
    check_shape("query_bias", query_bias, "(H, d_k)", (H, d_k), H=H, d_k=d_k)
    check_shape("key_kernel", key_kernel, "(d_key, H, d_k)", (d_key, H, d_k), H=H, d_k=d_k)
    check_shape("key_bias", key_bias, "(H, d_k)", (H, d_k), H=H, d_k=d_k)


def _check_value_and_output(value_kernel, value_bias, output_kernel, output_bias, H):
    d_value, _, d_v = sizes(value_kernel, 1, 1, 1)
    _, _, d_out = sizes(output_kernel, 1, 1, 1)
    check_shape("value_kernel", value_kernel, "(d_value, H, d_v)", (d_value, H, d_v), H=H)
    check_shape("value_bias", value_bias, "(H, d_v)", (H, d_v), H=H, d_v=d_v)
    check_shape("output_kernel", output_kernel, "(H, d_v, d_out)", (H, d_v, d_out), H=H, d_v=d_v)
    check_shape("output_bias", output_bias, "(d_out)", (d_out,), d_out=d_out)
