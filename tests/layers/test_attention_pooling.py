"""Attention pooling against the equation and Keras's own layer: values, masks, gradients; and wrong layers rejected."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed
from lstmbook import layouts
from lstmbook.equations.multi_head_memory import MASKED_POOLING, POOLING
from lstmbook.layers import AttentionPooling

B, T, D, P, H, DK, DV = 3, 5, 4, 2, 3, 4, 2  # keys of four features: Keras's 1 / sqrt(4) loses nothing
RNG = np.random.default_rng(0)
VALUE = RNG.normal(size=(B, T, D))
SEEN = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 1, 0, 1, 1]], bool)
NONE = np.array([[1, 1, 1, 1, 1], [0, 0, 0, 0, 0], [0, 1, 0, 1, 1]], bool)
MASKS = {"all": None, "some": SEEN, "one sequence is all padding": NONE}


def built(**changes):
    layer = AttentionPooling(H, DK, P, DV, dtype="float64", **changes)
    layer.build(VALUE.shape)
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.weights])
    return layer


def by_equation(layer, value=VALUE, mask=None):
    query, *others = layer.get_weights()
    arrays = layouts.multi_head_attention_from_keras(*others) | {"queries": query, "memory": value}
    if mask is None:
        return POOLING.numpy()(**arrays)
    return MASKED_POOLING.numpy()(**arrays, mask=np.repeat(mask[:, None], P, axis=1))


def by_keras(layer, value, mask=None):
    """The same by Keras's layer, given the queries as an input: output, weights, and the variables in our order."""
    stock = keras.layers.MultiHeadAttention(H, DK, DV, dtype="float64")
    query, *others = layer.get_weights()
    query = tf.Variable(query)
    stock.build((B, P, D), (B, T, D))
    stock.set_weights(others)
    pairs = None if mask is None else np.repeat(mask[:, None], P, axis=1)
    return (
        stock,
        query,
        lambda: stock(tf.repeat(query[None], B, axis=0), value, attention_mask=pairs, return_attention_scores=True),
    )


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_equals_the_equation(mask):
    layer = built()
    found, weights = layer(VALUE, mask=mask)
    expected = by_equation(layer, mask=mask)
    np.testing.assert_allclose(found, expected["y"], rtol=0, atol=1e-10)
    np.testing.assert_allclose(weights, expected["weights"], rtol=0, atol=1e-10)
    if mask is not None:
        assert not np.asarray(weights)[~np.broadcast_to(mask[:, None, None], weights.shape)].any()


@pytest.mark.parametrize("mask", [None, SEEN], ids=["all", "some"])
def test_equals_keras_with_all_gradients(mask):
    layer, value = built(), tf.constant(VALUE)
    stock, query, theirs = by_keras(layer, value, mask)
    own = [weight.value for weight in layer.weights], [query, *(weight.value for weight in stock.weights)]
    seeds = [RNG.normal(size=shape) for shape in layer.compute_output_shape(VALUE.shape)]
    found = []
    for variables, call in zip(own, (lambda: layer(value, mask=mask), theirs), strict=True):
        with tf.GradientTape() as tape:
            tape.watch(value)
            results = call()
            loss = sum(tf.reduce_sum(a * b) for a, b in zip(seeds, results, strict=True))
        found.append([*results, *tape.gradient(loss, [value, *variables])])
    names = ["output", "weights", "value", *(weight.name for weight in layer.weights)]
    for name, ours, stocks in zip(names, *found, strict=True):
        assert np.abs(stocks).max() > 1e-3 or name == "key_bias"  # that one does nothing
        np.testing.assert_allclose(ours, stocks, rtol=0, atol=1e-10, err_msg=name)


WRONG = {
    "the mask is lost": ("mask=mask", "mask=None"),
    "the mask is inverted": ("mask=mask", "mask=None if mask is None else ops.logical_not(mask)"),
    "one query for all rows": ("ops.broadcast_to(self.query, shape)", "ops.broadcast_to(self.query[:1], shape)"),
    "the queries in another order": ("ops.broadcast_to(self.query,", "ops.broadcast_to(self.query[::-1],"),
    "the memory asks": ("ops.broadcast_to(self.query, shape)", "value[:, : self.queries]"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_layer_is_rejected(change, monkeypatch):
    layer = built()
    expected = by_equation(layer, mask=SEEN)["y"]
    monkeypatch.setattr(AttentionPooling, "call", changed(AttentionPooling.call, *change))
    assert np.abs(layer(VALUE, mask=SEEN)[0] - expected).max() > 1e-3


def test_padding_and_order_change_nothing():
    layer = built()
    longer = np.concatenate([VALUE, RNG.normal(size=(B, 3, D))], axis=1)
    mask = np.repeat([np.arange(T + 3) < T], B, axis=0)
    wanted = layer(VALUE)[0]
    np.testing.assert_allclose(layer(longer, mask=mask)[0], wanted, rtol=0, atol=1e-12)
    np.testing.assert_allclose(layer(VALUE[:, [3, 0, 4, 1, 2]])[0], wanted, rtol=0, atol=1e-12)


def test_queries_of_zeros_give_the_mean():
    layer = built(use_bias=False)
    layer.query.assign(np.zeros((P, D)))
    _, weights = layer(VALUE)
    np.testing.assert_allclose(weights, np.full((B, H, P, T), 1 / T), rtol=0, atol=1e-15)


def test_the_mask_of_a_sequence_arrives_and_ends_here():
    value = VALUE.astype("float32")
    value[~SEEN] = 0
    layer = AttentionPooling(H, DK, P)
    output, weights = layer(keras.layers.Masking()(value))
    assert np.array_equal(np.asarray(weights)[:, 0, 0] > 0, SEEN)
    assert getattr(output, "_keras_mask", None) is None
    np.testing.assert_array_equal(output, layer(value, mask=SEEN)[0])


def test_each_weight_starts_with_a_draw_of_its_own():
    layer = AttentionPooling(1, D, D, kernel_initializer=keras.initializers.RandomNormal())
    layer.build(VALUE.shape)
    query, *others = (np.squeeze(one) for one in layer.get_weights())
    assert all(np.abs(query - one).max() > 0.01 for one in others if one.shape == query.shape)


def test_saved_and_loaded(tmp_path):
    inputs = keras.Input((None, D))
    model = keras.Model(inputs, AttentionPooling(H, DK, P, DV, use_bias=False)(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for one, other in zip(model(VALUE), loaded(VALUE), strict=True):
        np.testing.assert_array_equal(one, other)
    assert loaded.layers[1].get_config() == model.layers[1].get_config()


def test_half_precision_with_scores_of_ten_thousand():
    layer = AttentionPooling(1, 1, use_bias=False, dtype="mixed_float16")
    layer.build((1, 3, 1))
    layer.set_weights([np.ones(weight.shape) for weight in layer.weights])
    value = np.array([[[1e4], [1e4 - 100], [-1e4]]])
    output, weights = layer(value, mask=np.array([[True, True, False]]))
    assert output.dtype == weights.dtype == "float16" and layer.query.dtype == "float32"
    np.testing.assert_array_equal(weights[0, 0, 0], [1, 0, 0])
    assert np.isfinite(output).all()


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        self.run_layer_test(
            AttentionPooling,
            init_kwargs={"num_heads": 2, "key_dim": 3, "queries": 2},
            input_shape=(B, T, D),
            expected_output_shape=((B, 2, D), (B, 2, 2, T)),
            expected_num_trainable_weights=9,
            expected_num_non_trainable_weights=0,
            expected_num_seed_generators=0,
            supports_masking=True,
            run_training_check=False,  # a loss of two outputs is asked for nowhere
        )


BAD = {
    "no queries": (lambda: AttentionPooling(1, 4, 0), "queries must be a positive integer, got 0"),
    "no heads": (lambda: AttentionPooling(0, 4), "num_heads must be a positive integer, got 0"),
    "a sequence without steps": (lambda: built().call(VALUE[0]), "value must have shape"),
    "a mask of another length": (lambda: built()(VALUE, mask=SEEN[:, :3]), "mask must have shape"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
