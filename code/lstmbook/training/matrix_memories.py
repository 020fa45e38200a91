"""The kind of networks of an mLSTM, whose steps are taken all at once."""

from dataclasses import dataclass

import numpy as np
from keras import ops

from lstmbook.layers import mlstm
from lstmbook.training import initialisers
from lstmbook.training.kinds import Kind
from lstmbook.training.starts import checked_seed


@dataclass(frozen=True)
class MatrixMemory(Kind):
    """mLSTMs side by side, read all at once in place of step by step."""

    def last_hidden(self, weights, inputs):
        """The last hidden states (R, B, n) of R mLSTMs from zero states over inputs (R, B, T, d)."""
        pairs = zip(weights[::2], weights[1::2], strict=True)
        blocks = [ops.matmul(inputs, kernel[:, None]) + bias[:, None, None] for kernel, bias in pairs]
        seen, o = mlstm.gated(blocks)
        width, n = seen[0].shape[-1], o.shape[-1]
        start = [ops.zeros((*inputs.shape[:2], *shape), inputs.dtype) for shape in ((width, n), (width,), (1,))]
        found, _ = mlstm.parallel(seen, start)
        return (o * found)[..., -1, :]


def mlstm_of(key_dim):
    """The kind of mLSTMs whose keys have ``key_dim`` features."""

    def start(features, units, seed):
        """The twelve arrays in the order of ``layers.MLSTM``: kernels as Keras starts those of a dense layer, each from
        a seed of its own, and biases of zero, but for a forget bias of one, as of an LSTM."""
        widths = (key_dim, key_dim, units, 1, 1, units)
        arrays = []
        for place, width in enumerate(widths):
            arrays += initialisers.dense(features, width, checked_seed(seed) + 1_000_000 * (place + 1))
        arrays[9] = np.ones_like(arrays[9])
        return arrays

    return MatrixMemory(start, None, 3, by_name, lambda weights: weights[4].shape[-1])


def by_name(*arrays):
    """The twelve arrays as weights by name in the book's form, which has them as they are."""
    return dict(zip((f"{kind}_{letter}" for letter in "qkvifo" for kind in "Wb"), arrays, strict=True))
