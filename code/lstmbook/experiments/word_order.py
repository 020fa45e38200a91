"""Sentences of the same words in other orders, read with random weights: by attention and by an LSTM, and by one layer
of attention or more under a causal mask."""

from dataclasses import dataclass

import numpy as np

from lstmbook.equations.cross_attention import MASKED_SELF_ATTENTION, SELF_ATTENTION
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan

WIDTH = 8


@dataclass(frozen=True)
class Reading:
    """``weights``: two maps (T, T), of the sentence and of the other order. ``attention`` and ``lstm``: by how much the
    vector of each word changed, (T,), relative to its length."""

    weights: tuple
    attention: np.ndarray
    lstm: np.ndarray


def read(steps, order, seed):
    """A ``Reading`` of random words; word i of the second sentence is word ``order[i]`` of the first."""
    rng = np.random.default_rng(seed)
    words = rng.normal(size=(1, steps, WIDTH))
    order = np.asarray(order)
    both = words, words[:, order]
    seen = [SELF_ATTENTION.numpy()(x=x, **_random(SELF_ATTENTION, rng)) for rng, x in _twice(seed, both)]
    scanned = [Scan(LSTM)(x, _random(LSTM, rng)) for rng, x in _twice(seed, both)]
    return Reading(
        tuple(one["weights"][0] for one in seen),
        _change(*(one["context"][0] for one in seen), order),
        _change(*(one["h"][0] for one in scanned), order),
    )


def exchanged(steps, layers, seed):
    """By how much the vector of the last step changes, relative to its length, if of those before it step s and its
    neighbour s + 1 are exchanged: (steps - 2,), for each s. The words are read through ``layers`` layers of
    self-attention with a causal mask."""
    rng = np.random.default_rng(seed)
    orders = np.tile(np.arange(steps), (steps - 1, 1))
    for place in range(1, steps - 1):
        orders[place, [place - 1, place]] = place, place - 1
    x = rng.normal(size=(steps, WIDTH))[orders]
    mask = np.broadcast_to(np.tri(steps), (steps - 1, steps, steps))
    for _ in range(layers):
        x = MASKED_SELF_ATTENTION.numpy()(x=x, mask=mask, **_random(MASKED_SELF_ATTENTION, rng))["context"]
    first, *others = x[:, -1]
    return np.linalg.norm(others - first, axis=1) / np.linalg.norm(first)


def _twice(seed, both):
    """The same weights for both sentences."""
    return [(np.random.default_rng((seed, 1)), x) for x in both]


def _random(model, rng):
    """Weights of standard deviation 1 / sqrt(rows), biases of one."""
    shapes = ([WIDTH for _ in model.shape_of(name)] for name in model.parameters)
    return {
        name: rng.normal(size=shape) / (np.sqrt(WIDTH) if len(shape) > 1 else 1)
        for name, shape in zip(model.parameters, shapes, strict=True)
    }


def _change(before, after, order):
    """By word of the first sentence."""
    moved = np.empty(len(order))
    moved[order] = np.linalg.norm(after - before[order], axis=1) / np.linalg.norm(before[order], axis=1)
    return moved
