"""Multi-head attention against Keras's own layers, grouped ones included, at widths whose scale loses nothing in single
precision; and layers that are wrong in what the heads share and how they are told apart."""

import keras
import numpy as np
import pytest
from layers.cases import changed
from layers.test_attention import random_arrays
from lstmbook import layouts
from lstmbook.equations.multi_head_attention import MASKED_MULTI_HEAD_ATTENTION, MULTI_HEAD_ATTENTION
from lstmbook.layers import MultiHeadAttention

B, T, D, HEADS, WIDTH = 3, 4, 8, 2, 4
TOLERANCE = 1e-10
QUERY, VALUE, KEY = random_arrays(0, *[(B, T, D)] * 3)
MASK = np.random.default_rng(1).random((B, T, T)) < 0.6
MASK[..., 0] = True


def pair(heads=HEADS, width=WIDTH, value_dim=None):
    """Our layer and Keras's with the same random weights."""
    layers = [
        kind(heads, width, value_dim, dtype="float64") for kind in (MultiHeadAttention, keras.layers.MultiHeadAttention)
    ]
    for layer in layers:
        layer.build(QUERY.shape, VALUE.shape, KEY.shape)
        layer.set_weights(random_arrays(2, *(weight.shape for weight in layer.weights)))
    return layers


def difference(ours, theirs, mask=None):
    return np.abs(ours(QUERY, VALUE, KEY, mask=mask)[0] - theirs(QUERY, VALUE, KEY, attention_mask=mask)).max()


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize(("heads", "width", "value_dim"), [(2, 4, None), (3, 16, 5), (8, 1, 1)])
def test_equals_keras(heads, width, value_dim, mask):
    assert difference(*pair(heads, width, value_dim), mask) < TOLERANCE


def test_equals_the_equations():
    ours, _ = pair(value_dim=3)
    arrays = layouts.multi_head_attention_from_keras(*ours.get_weights())
    arrays |= {"query": QUERY, "key": KEY, "value": VALUE, "mask": MASK}
    found = MASKED_MULTI_HEAD_ATTENTION.numpy()(**arrays)
    output, weights = ours(QUERY, VALUE, KEY, mask=MASK)
    np.testing.assert_allclose(output, found["y"], rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(weights, found["weights"], rtol=0, atol=TOLERANCE)


def test_concatenation_and_one_matrix_give_the_sum():
    ours, _ = pair(3, 4, 2)
    arrays = layouts.multi_head_attention_from_keras(*ours.get_weights())
    found = MULTI_HEAD_ATTENTION.numpy()(query=QUERY, key=KEY, value=VALUE, **arrays)
    beside = np.concatenate(list(found["context"].swapaxes(0, 1)), axis=-1)
    whole = arrays["W_out"].reshape(-1, D)
    np.testing.assert_allclose(beside @ whole + arrays["b_out"], found["y"], rtol=0, atol=TOLERANCE)
    backwards = np.concatenate(list(found["context"].swapaxes(0, 1))[::-1], axis=-1)
    assert np.abs(backwards @ whole + arrays["b_out"] - found["y"]).max() > 1e-3


PROJECTED = 'ops.einsum("btd,dha->bhta", sequence, kernel)'
BESIDE = "ops.matmul(sequence, ops.reshape(kernel, (kernel.shape[0], -1)))"
SPLIT = "(sequence.shape[0], kernel.shape[1], sequence.shape[1], kernel.shape[2])"
WRONG = {
    "heads split without transposing": ("_projected", PROJECTED, f"ops.reshape({BESIDE}, {SPLIT})"),
    "heads in the places of features": (
        "_projected",
        PROJECTED,
        'ops.einsum("btd,dha->bhta", sequence, ops.transpose(ops.reshape(kernel, (8, 4, 2)), (0, 2, 1)))',
    ),
    "one kernel for all heads": ("_projected", "sequence, kernel)", "sequence, 0 * kernel + kernel[:, :1])"),
    "projections without biases": (
        "_projected",
        "found if bias is None else found + ops.expand_dims(bias, 1)",
        "found",
    ),
    "the bias of another head": ("_projected", "ops.expand_dims(bias, 1)", "ops.expand_dims(bias[::-1], 1)"),
    "no projection of the query": (
        "scores",
        'self._projected("query", query)',
        "ops.transpose(ops.reshape(query, (3, 4, 2, 4)), (0, 2, 1, 3))",
    ),
    "no output projection": (
        "call",
        'ops.einsum("bhta,had->btd", context, kernel)',
        "ops.reshape(ops.transpose(context, (0, 2, 1, 3)), (3, 4, 8))",
    ),
    "no output bias": ("call", "(output if bias is None else output + bias)", "output"),
    "queries for keys": ("scores", 'self._projected("key", key)', 'self._projected("key", query)'),
    "keys for values": ("call", 'self._projected("value", value)', 'self._projected("value", key)'),
    "heads merged in the wrong order": ("call", '"bhta,had->btd", context', '"bhta,had->btd", context[:, ::-1]'),
    "heads merged without transposing": (
        "call",
        '"bhta,had->btd", context',
        '"bhta,had->btd", ops.transpose(ops.reshape(context, (3, 4, 2, 4)), (0, 2, 1, 3))',
    ),
    "one head left out": ("call", '"bhta,had->btd", context, kernel', '"bta,ad->btd", context[:, 0], kernel[0]'),
    "the mean of the heads": ("call", "output = ops.einsum(", "output = 0.5 * ops.einsum("),
    "scaled by 1 / d": ("scores", "self.key_dim**0.5", "self.key_dim"),
    "scaled by the width of all heads": ("scores", "self.key_dim**0.5", "(self.key_dim * self.num_heads) ** 0.5"),
    "scaled after the softmax": (
        "call",
        "kernel, bias = self.proj",
        "context = context / 2\n    kernel, bias = self.proj",
    ),
    "not scaled": ("scores", " / self.key_dim**0.5", ""),
    "mask inverted": ("call", "ops.expand_dims(allowed, 1)", "ops.logical_not(ops.expand_dims(allowed, 1))"),
    "mask of queries for keys": (
        "call",
        "ops.expand_dims(allowed, 1)",
        "ops.expand_dims(ops.swapaxes(allowed, 1, 2), 1)",
    ),
    "mask left out": ("call", "None if allowed is None else ops.expand_dims(allowed, 1)", "None"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_wrong_heads_are_rejected(change, monkeypatch):
    name, old, new = change
    ours, theirs = pair()
    wrong = changed(getattr(MultiHeadAttention, name), old, new)
    assert difference(ours, theirs, MASK) < TOLERANCE
    monkeypatch.setattr(MultiHeadAttention, name, wrong)
    assert difference(ours, theirs, MASK) > 1e-3


def test_the_order_of_the_arguments_matters():
    """Keras is called (query, value, key)."""
    ours, theirs = pair()
    assert np.abs(ours(QUERY, VALUE, KEY)[0] - theirs(QUERY, KEY, VALUE)).max() > 1e-2


def test_the_bias_of_the_keys_changes_nothing_but_the_scores():
    ours, _ = pair()
    before = ours(QUERY, VALUE, KEY)
    arrays = ours.get_weights()
    arrays[3] = random_arrays(7, arrays[3].shape)[0]
    ours.set_weights(arrays)
    for one, other in zip(ours(QUERY, VALUE, KEY), before, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)


GROUPS = {
    "each repeated in its place": lambda one: np.repeat(one, 2, axis=-2),
    "the list twice": lambda one: np.concatenate([one, one], axis=-2),
    "the first for all": lambda one: np.repeat(one[..., :1, :], 4, axis=-2),
}


@pytest.mark.parametrize("spread", GROUPS)
def test_grouped_heads_share_with_their_neighbours(spread):
    grouped = keras.layers.GroupQueryAttention(WIDTH, 4, 2, dtype="float64")
    full = MultiHeadAttention(4, WIDTH, dtype="float64")
    for layer in (grouped, full):
        layer.build(QUERY.shape, VALUE.shape, KEY.shape)
    arrays = random_arrays(3, *(weight.shape for weight in grouped.weights))
    grouped.set_weights(arrays)
    full.set_weights([*arrays[:2], *map(GROUPS[spread], arrays[2:6]), *arrays[6:]])
    gap = np.abs(full(QUERY, VALUE, KEY)[0] - grouped(QUERY, VALUE, KEY)).max()
    assert gap < TOLERANCE if spread == "each repeated in its place" else gap > 1e-3
