"""Networks of an LSTM, of attention and of both in three orders, R of them side by side, over sequences.

Attention stands in a block with normalisation before it and a residual connection around it, y = x + attention(N(x)),
has one head and sees no later step. The equations are those of ``equations.norm_blocks``.
"""

import bisect

import numpy as np
from keras import ops

from lstmbook.layers.attention import attended
from lstmbook.training import initialisers, kinds, walk

EPSILON = 1e-5
NORM, BLOCK = 2, 6  # arrays of a normalisation, and of a block


def _square(n, seed):
    return initialisers.dense(n, n, seed)[0]


def block_start(n, seed):
    """Scale and shift (n,) of the normalisation, then the kernels (n, n) of query, key, value and output."""
    return [np.ones(n, np.float32), np.zeros(n, np.float32), *(_square(n, seed + one) for one in range(4))]


def normalised(weights, x):
    """Layer normalisation of x (R, B, T, n) with scales and shifts (R, n)."""
    scale, shift = (one[:, None, None] for one in weights)
    centred = x - ops.mean(x, axis=-1, keepdims=True)
    return centred / ops.sqrt(ops.mean(ops.square(centred), axis=-1, keepdims=True) + EPSILON) * scale + shift


def read(weights, x):
    """What attention reads for every step of x (R, B, T, n) from its own past, normalised first: (R, B, T, n)."""
    found = normalised(weights[:NORM], x)
    q, k, v = (ops.matmul(found, kernel[:, None]) for kernel in weights[NORM:5])
    scores = ops.matmul(q, ops.swapaxes(k, -1, -2)) / x.shape[-1] ** 0.5
    context, _ = attended(scores, v, np.tri(x.shape[2], dtype=bool))
    return ops.matmul(context, weights[5][:, None])


def block(weights, x):
    """The block: what came in, plus what attention reads."""
    return x + read(weights, x)


def recurrent(weights, x):
    """The hidden states (R, B, T, n) of LSTMs over x."""
    return walk.hidden(weights, x, kinds.LSTM)


def dense(weights, x):
    """A dense layer at every step of x (R, B, T, d): kernels (R, d, k), biases (R, k)."""
    kernel, bias = weights
    return ops.matmul(x, kernel[:, None]) + bias[:, None, None]


def positions(steps, n):
    """Sines and then cosines of the place (T, n); n is even.

    Vaswani et al., arXiv:1706.03762, section 3.5, and ``equations.positions`` have the same numbers in turns, sine and
    cosine of one speed side by side.
    """
    angles = np.arange(steps)[:, None] / 10000 ** (np.arange(n // 2) * 2 / n)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)


def lstm_only(weights, x):
    return recurrent(weights, x)


def attention_only(weights, x):
    """Places added, then two Transformer layers: a block and a feed-forward block each."""
    x = x + positions(x.shape[2], x.shape[3])
    for own in (weights[:12], weights[12:]):
        x = block(own[:BLOCK], x)
        inner = ops.relu(dense(own[8:10], normalised(own[6:8], x)))
        x = x + dense(own[10:12], inner)
    return x


def lstm_attention(weights, x):
    return block(weights[3:], recurrent(weights[:3], x))


def attention_lstm(weights, x):
    return recurrent(weights[:3], block(weights[3:], x))


def gated(weights, x):
    """Both hear x; a gate says for each unit which is shown."""
    h, r = recurrent(weights[:3], x), read(weights[3:9], x)
    gate = ops.sigmoid(dense(weights[9:], ops.concatenate([h, r], -1)))
    return gate * h + (1 - gate) * r


def _feed_forward_start(n, seed):
    norm = [np.ones(n, np.float32), np.zeros(n, np.float32)]
    return norm + initialisers.dense(n, 2 * n, seed) + initialisers.dense(2 * n, n, seed + 1)


def _hybrid_start(n, seed):
    return initialisers.lstm(n, n, seed) + block_start(n, seed + 10)


def _attention_start(n, seed):
    one, two = (block_start(n, seed + k) + _feed_forward_start(n, seed + k + 5) for k in (0, 10))
    return one + two


def _gated_start(n, seed):
    return _hybrid_start(n, seed) + initialisers.dense(2 * n, n, seed + 20)


MODELS = {
    "LSTM": (lambda n, seed: initialisers.lstm(n, n, seed), lstm_only),
    "attention": (_attention_start, attention_only),
    "LSTM, attention": (_hybrid_start, lstm_attention),
    "attention, LSTM": (_hybrid_start, attention_lstm),
    "gate": (_gated_start, gated),
}
"""How the middle of each network starts, ``start(n, seed)``, and what it makes of (R, B, T, n)."""

SEED_APART = 100  # between the seeds of runs, so that no two of their arrays start alike


def start(name, features, n, outputs, seed):
    """All arrays of one network, in single precision: embedding, middle, readout."""
    seed = SEED_APART * seed
    ends = initialisers.dense(features, n, seed + 50), initialisers.dense(n, outputs, seed + 60)
    return [*ends[0], *MODELS[name][0](n, seed), *ends[1]]


def scores(name, weights, inputs):
    """The scores (R, B, T, k) of R networks for inputs (B, T, d)."""
    x = dense(weights[:2], ops.cast(inputs, weights[0].dtype)[None])
    return dense(weights[-2:], MODELS[name][1](weights[2:-2], x))


def parameters(name, features, n, outputs):
    """How many numbers a network learns."""
    return sum(one.size for one in start(name, features, n, outputs, 0))


def matched(name, features, outputs, budget):
    """The even n, below 80, with which the number of parameters comes nearest to ``budget``."""

    def size(n):
        return parameters(name, features, n, outputs)

    widths = range(2, 80, 2)
    place = bisect.bisect_left(widths, budget, key=size)  # to count, a network has to be drawn: few are
    return min(widths[max(place - 1, 0) : place + 1], key=lambda n: abs(size(n) - budget))
