"""Two sentences of the same words in two orders, read by attention and by an LSTM, both with random weights."""

from dataclasses import dataclass

import numpy as np

from lstmbook.equations.cross_attention import SELF_ATTENTION
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
