"""Heads that look so many steps back by their biases alone, and what a bias of the keys does to heads that hear
positions in different ways."""

import numpy as np

from lstmbook.equations.positions import RELATIVE, distances, turn
from lstmbook.layers import MultiHeadAttention, RotaryMultiHeadAttention, SinusoidalPositions


def looking_back(back, x, width=32, strength=10.0):
    """The weights (T, T) of a plain and of a rotary head over the sequence x (T, d), by the name of the kind.

    All their kernels are zero. Every query is one bias, and every key another, which differs from it by the turn of
    ``back`` steps.
    """
    bias = np.tile([1.0, 0.0], width // 2) * strength
    found = {}
    for name, kind in (("no positions", MultiHeadAttention), ("rotary", RotaryMultiHeadAttention)):
        head = kind(1, width, dtype="float64")
        head.build((1, *x.shape), (1, *x.shape))
        weights = [np.zeros(one.shape) for one in head.weights]
        weights[1], weights[3] = bias[None], (bias @ turn(back, width))[None]
        head.set_weights(weights)
        found[name] = np.asarray(head(x[None], x[None])[1])[0, 0]
    return found


def bias_of_keys(seed, steps=8, width=8):
    """By how much the largest change of a weight is when a random bias of the keys is exchanged for another one, by the
    way in which a head with random weights hears positions."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(1, steps, width))
    added = np.asarray(SinusoidalPositions(dtype="float64")(x))
    biases = rng.normal(size=(2, width))
    return {
        "none": _changed(MultiHeadAttention, x, biases, seed),
        "sinusoids": _changed(MultiHeadAttention, added, biases, seed),
        "relative": _changed_relative(x, biases, rng),
        "rotary": _changed(RotaryMultiHeadAttention, x, biases, seed),
    }


def _changed(kind, x, biases, seed):
    head = kind(1, x.shape[-1], dtype="float64")
    head.build(x.shape, x.shape)
    rng = np.random.default_rng((seed, 1))
    arrays = [rng.normal(size=one.shape) / np.sqrt(x.shape[-1]) for one in head.weights]
    found = []
    for bias in biases:
        arrays[3] = bias[None]
        head.set_weights(arrays)
        found.append(np.asarray(head(x, x)[1]))
    return np.abs(found[0] - found[1]).max()


def _changed_relative(x, biases, rng):
    steps, width = x.shape[1:]
    of = distances(steps, steps, 3)
    tables = rng.normal(size=(2, 7, width))
    q, k, v = (x @ rng.normal(size=(width, width)) / np.sqrt(width) for _ in range(3))
    attend = RELATIVE.numpy()
    given = {"q": q, "v": v, "a_key": tables[0][of], "a_value": tables[1][of]}
    one, other = (attend(k=k + bias, **given)["weights"] for bias in biases)
    return np.abs(one - other).max()
