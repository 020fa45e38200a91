"""What Keras's attention layers make of a mask, and of a query whose mask allows nothing."""

from dataclasses import dataclass

import keras
import numpy as np

WIDTH, KEYS = 4, 5


@dataclass(frozen=True)
class Answer:
    """What a mask that is true at one key alone lets through, and what a query reads that may see none."""

    true_means: str
    nothing_allowed: str


def heads(dtype, with_weights):
    """Queries, values and a mask (1, 2, keys) to what one head of Keras reads, its projections doing nothing."""
    layer = keras.layers.MultiHeadAttention(1, WIDTH, use_bias=False, dtype=dtype)
    layer.build((1, 2, WIDTH), (1, KEYS, WIDTH))
    layer.set_weights([np.eye(WIDTH).reshape(weight.shape) for weight in layer.weights])

    def read(query, value, mask):
        found = layer(query, value, attention_mask=mask, return_attention_scores=with_weights)
        return found[0] if with_weights else found

    return read


def plain(dtype):
    """The same for Keras's ``Attention``, whose mask is one of the values, with scores that are scaled outside."""
    layer = keras.layers.Attention(dtype=dtype)

    def read(query, value, mask):
        return layer([query / np.sqrt(WIDTH), value, value], mask=[None, mask[:, 0]])

    return read


def answers():
    """An ``Answer`` for each of four ways to call Keras."""
    calls = {
        "MultiHeadAttention, with weights": heads("float32", True),
        "MultiHeadAttention, without": heads("float32", False),
        "Attention, single precision": plain("float32"),
        "Attention, double precision": plain("float64"),
    }
    return {name: _answer(read) for name, read in calls.items()}


def _answer(read):
    rng = np.random.default_rng(0)
    query, value = rng.normal(size=(1, 2, WIDTH)), rng.normal(size=(1, KEYS, WIDTH))
    nothing = np.zeros((1, 2, KEYS), bool)
    one = nothing.copy()
    one[..., 2] = True
    scores = np.exp(query @ value.swapaxes(1, 2) / np.sqrt(WIDTH))
    everything = scores / scores.sum(axis=-1, keepdims=True) @ value
    others = scores * ~one / (scores * ~one).sum(axis=-1, keepdims=True) @ value
    means = {"attend": value[:, 2:3], "block": others}
    reads = {"zeros": 0.0, "the mean": value.mean(axis=1, keepdims=True), "as without mask": everything}
    return Answer(_which(read(query, value, one), means), _which(read(query, value, nothing), reads))


def _which(found, names):
    """The name of what was found, to single precision. ValueError where it is none of them."""
    for name, expected in names.items():
        if np.allclose(np.asarray(found), expected, rtol=0, atol=1e-5):
            return name
    raise ValueError(f"none of {', '.join(names)}: {np.asarray(found)}")
