"""Stacked runs over sequences, as a loop of the graph that gradients can go back through."""

from keras import ops

from lstmbook.layers.ablated import PARTS, gated
from lstmbook.layers.coupled import coupled
from lstmbook.layers.min_gru import pairs as min_gru_pairs
from lstmbook.layers.min_lstm import pairs as min_lstm_pairs
from lstmbook.layers.peephole import peeping
from lstmbook.layers.slstm import stepped

WHOLE = dict.fromkeys(PARTS, False)


def walk(step, states, *sequences):
    """The states after the last step: at each one they become ``step(states, *seen)``.

    ``states`` is a tuple of tensors of any shape, ``sequences`` are tensors (T, ...) of which step t sees ``[t]``. A
    loop of the graph, since compiling the steps one after the other takes longer than most trainings of this book.
    """
    steps = sequences[0].shape[0]

    def one(time, *states):
        return time + 1, *step(states, *(sequence[time] for sequence in sequences))

    _, *last = ops.while_loop(lambda time, *_: time < steps, one, (0, *states), maximum_iterations=steps)
    return last


def lstm(weights, x, states, missing=WHOLE):
    """One step of R LSTMs side by side: the new h and c, each (R, B, n).

    ``weights`` are kernels (R, d, 4n), recurrent kernels (R, n, 4n) and biases (R, 4n); ``x`` is (R, B, d), or (B, d)
    for all runs; ``states`` are h and c. ``missing`` says for each part of ``layers.ablated.PARTS`` which runs lack it,
    a boolean or booleans (R, 1, 1).

    To be called within the loop, the product with the input included: the gradient of one step of a product that was
    made before the loop would be added up over all steps, T times.
    """
    h, c = states
    z = _preactivations(weights, x, h)
    return gated(z, c, missing, ops.tanh, ops.sigmoid)


def coupled_lstm(weights, x, states):
    """One step of R LSTMs with coupled gates side by side: the new h and c, each (R, B, n).

    ``weights`` are kernels (R, d, 3n), recurrent kernels (R, n, 3n) and biases (R, 3n), without peepholes; the rest is
    as in ``lstm``.
    """
    h, c = states
    z = _preactivations(weights, x, h)
    return coupled(z, c, ops.tanh, ops.sigmoid)


def peephole_lstm(weights, x, states):
    """One step of R LSTMs with peepholes side by side: the new h and c, each (R, B, n).

    ``weights`` are kernels (R, d, 4n), recurrent kernels (R, n, 4n), biases (R, 4n) and peephole kernels (R, 3, n), the
    rest as in ``lstm``.
    """
    *packed, peephole_kernel = weights
    h, c = states
    z = _preactivations(packed, x, h)
    peepholes = [ops.expand_dims(row, 1) for row in ops.unstack(peephole_kernel, 3, axis=1)]
    return peeping(z, c, peepholes, ops.tanh, ops.sigmoid)


def simple_rnn(weights, x, states):
    """One step of R simple networks side by side: the new h (R, B, n), alone in a tuple.

    ``weights`` are kernels (R, d, n), recurrent kernels (R, n, n) and biases (R, n); ``x`` is (R, B, d), or (B, d) for
    all runs; ``states`` holds h. To be called within the loop, as ``lstm``. Written out, since a page shows it.
    """
    kernel, recurrent_kernel, bias = weights
    (h,) = states
    return (ops.tanh(ops.matmul(x, kernel) + ops.matmul(h, recurrent_kernel) + ops.expand_dims(bias, 1)),)


def gru(weights, x, states):
    """One step of R GRUs side by side, the reset gate after the product: the new h (R, B, n), alone in a tuple.

    ``weights`` are kernels (R, d, 3n), recurrent kernels (R, n, 3n) and biases (R, 2, 3n); ``x`` is (R, B, d), or
    (B, d) for all runs; ``states`` holds h. To be called within the loop, as ``lstm``.
    """
    kernel, recurrent_kernel, bias = weights
    (h,) = states
    x_z, x_r, x_g = ops.split(ops.matmul(x, kernel) + bias[:, :1], 3, axis=-1)
    h_z, h_r, h_g = ops.split(ops.matmul(h, recurrent_kernel) + bias[:, 1:], 3, axis=-1)
    z, r = ops.sigmoid(x_z + h_z), ops.sigmoid(x_r + h_r)
    return (z * h + (1 - z) * ops.tanh(x_g + r * h_g),)


def min_gru(weights, x, states):
    """One step of R minGRUs side by side: the new h (R, B, n), alone in a tuple.

    ``weights`` are kernels (R, d, 2n) and biases (R, 2n), for ``min_lstm`` with 3n in place of 2n; ``x`` and ``states``
    as of ``simple_rnn``.
    """
    return _linear_step(min_gru_pairs, weights, x, states)


def min_lstm(weights, x, states):
    """One step of R minLSTMs side by side, as ``min_gru``."""
    return _linear_step(min_lstm_pairs, weights, x, states)


def _linear_step(pairs, weights, x, states):
    kernel, bias = weights
    a, b = pairs(ops.matmul(x, kernel) + ops.expand_dims(bias, 1))
    return (a * states[0] + b,)


def slstm(weights, x, states, exponential=False):
    """One step of R sLSTMs side by side: the new h, c, n and m, each (R, B, n).

    ``weights``, ``x`` and the loop as of ``lstm``. All states may start from zeros: a stabiliser changes no h.
    """
    h, *others = states
    z = _preactivations(weights, x, h)
    return stepped(z, *others, exponential, ops.tanh, ops.sigmoid)


def _preactivations(weights, x, h):
    """x W + h U + b of all blocks (R, B, kn), from kernels (R, d, kn), recurrent kernels (R, n, kn), biases (R, kn)."""
    kernel, recurrent_kernel, bias = weights
    return ops.matmul(x, kernel) + ops.matmul(h, recurrent_kernel) + ops.expand_dims(bias, 1)


def last_hidden(weights, inputs, kind, **options):
    """The last hidden states (R, B, n) of R networks from zero states over inputs (R, B, T, d), one batch a run.

    ``kind`` is one of ``training.kinds``; ``options`` go to its step.
    """
    zeros = ops.zeros((*inputs.shape[:2], kind.units(weights)), inputs.dtype)
    by_time = ops.transpose(inputs, (2, 0, 1, 3))
    return walk(lambda states, x: kind.step(weights, x, states, **options), (zeros,) * kind.states, by_time)[0]


def hidden(weights, inputs, kind, reverse=False):
    """The hidden states (R, B, T, n) at every step of R networks from zero states over inputs (R, B, T, d).

    With ``reverse`` the last step is read first; what comes back is in the order of the sequence all the same. ``kind``
    is one of ``training.kinds``. The loop keeps all states in one array, to which each step adds its own at its place:
    the compiler can go back through that, and it costs T additions a step.
    """
    zeros = ops.zeros((*inputs.shape[:2], kind.units(weights)), inputs.dtype)
    by_time, places = ops.transpose(inputs, (2, 0, 1, 3)), ops.eye(inputs.shape[2], dtype=inputs.dtype)
    read = [ops.flip(one, 0) if reverse else one for one in (by_time, places)]

    def one(states, x, place):
        *states, kept = states
        states = kind.step(weights, x, states)
        return *states, kept + ops.reshape(place, (-1, 1, 1, 1)) * states[0]

    start = (*(zeros,) * kind.states, ops.zeros((inputs.shape[2], *zeros.shape), inputs.dtype))
    return ops.transpose(walk(one, start, *read)[-1], (1, 2, 0, 3))


def dense(weights, hidden):
    """The outputs (R, B, k) of R dense layers without activation, kernels (R, n, k) and biases (R, k)."""
    kernel, bias = weights
    return ops.matmul(hidden, kernel) + ops.expand_dims(bias, 1)
