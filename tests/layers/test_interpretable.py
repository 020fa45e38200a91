"""Heads that share their values: the same as Keras's own heads with equal values, and one map for all of them."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed
from layers.test_attention import KEY, MASKS, QUERY, VALUE, B, built, everything, keras_masks, random_arrays
from lstmbook.equations.interpretable_attention import INTERPRETABLE_ATTENTION
from lstmbook.layers import InterpretableAttention

HEADS, WIDTH, VALUES = 3, 4, 2
TOLERANCE = 1e-10


def layer(**kwargs):
    return built(InterpretableAttention(HEADS, WIDTH, VALUES, dtype="float64", **kwargs))


def stock(ours):
    """Keras's layer in which every head has the shared values and the shared output."""
    theirs = keras.layers.MultiHeadAttention(HEADS, WIDTH, VALUES, dtype="float64")
    theirs.build(QUERY.shape, VALUE.shape, KEY.shape)
    *own, W_v, b_v, W_out, b_out = ours.get_weights()
    copies = [np.repeat(W_v[:, None], HEADS, 1), np.repeat(b_v[None], HEADS, 0), np.repeat(W_out[None], HEADS, 0)]
    theirs.set_weights([*own, *copies, b_out])
    return theirs


@pytest.mark.parametrize("masks", MASKS.values(), ids=MASKS)
def test_equals_keras_with_equal_values(masks):
    ours, inputs = layer(), [tf.constant(one) for one in (QUERY, VALUE, KEY)]
    theirs = stock(ours)
    pairs, causal = keras_masks(**masks)
    call = {"attention_mask": pairs, "use_causal_mask": causal, "return_attention_scores": True}
    found = everything(lambda: ours(*inputs, **masks), [*inputs, *(one.value for one in ours.trainable_variables)])
    wanted = everything(lambda: theirs(*inputs, **call), [*inputs, *(one.value for one in theirs.trainable_variables)])
    axes = {-4: 1, -3: 0, -2: 0}  # the gradient at what is shared is the sum of those at its copies
    wanted = wanted[:-4] + [wanted[place].sum(axis=axis) for place, axis in axes.items()] + wanted[-1:]
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=TOLERANCE)


def by_name(ours):
    W_q, b_q, W_k, b_k, W_v, b_v, W_out, b_out = ours.get_weights()
    each = {"W_q": W_q.swapaxes(0, 1), "b_q": b_q, "W_k": W_k.swapaxes(0, 1), "b_k": b_k}
    return {**each, "W_v": W_v, "b_v": b_v, "W_out": W_out, "b_out": b_out}


def equations_of(ours):
    return INTERPRETABLE_ATTENTION.numpy()(query=QUERY, key=KEY, value=VALUE, **by_name(ours))


def test_equals_the_equations():
    ours = layer()
    output, weights = ours(QUERY, VALUE, KEY)
    found = equations_of(ours)
    np.testing.assert_allclose(output, found["y"], rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(weights, found["weights"], rtol=0, atol=TOLERANCE)


def test_the_mean_of_the_maps_is_the_map():
    ours = layer()
    output, weights = (np.asarray(one) for one in ours(QUERY, VALUE, KEY))
    *_, W_v, b_v, W_out, b_out = ours.get_weights()
    mean = weights.mean(axis=1)
    np.testing.assert_allclose(mean.sum(axis=-1), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(HEADS * mean @ (VALUE @ W_v + b_v) @ W_out + b_out, output, rtol=0, atol=TOLERANCE)


WRONG = {
    "the mean in place of the sum": ("call", "ops.sum(contexts, axis=1)", "ops.mean(contexts, axis=1)"),
    "keys as values": ("call", 'self._shared("value", value)', 'self._shared("value", key)'),
    "unscaled": ("scores", " / self.key_dim**0.5", ""),
    "one head alone": ("call", "ops.sum(contexts, axis=1)", "contexts[:, 0]"),
}


@pytest.mark.parametrize(("name", "old", "new"), WRONG.values(), ids=WRONG)
def test_wrong_layers_are_rejected(name, old, new, monkeypatch):
    ours = layer()
    monkeypatch.setattr(InterpretableAttention, name, changed(getattr(InterpretableAttention, name), old, new))
    assert np.abs(ours(QUERY, VALUE, KEY)[0] - equations_of(ours)["y"]).max() > 1e-3


def test_a_query_that_may_attend_nowhere_gets_the_bias():
    ours = layer()
    output, weights = ours(QUERY, VALUE, KEY, mask=np.zeros((B, VALUE.shape[1]), bool))
    assert not np.asarray(weights).any()
    np.testing.assert_allclose(output, np.broadcast_to(ours.get_weights()[-1], output.shape), rtol=0, atol=1e-15)


def test_errors():
    with pytest.raises(ValueError, match="num_heads"):
        InterpretableAttention(0, 4)
    with pytest.raises(ValueError, match="mask must have shape"):
        layer()(QUERY, VALUE, KEY, mask=np.ones((B, 2), bool))


def test_mixed_precision():
    ours = InterpretableAttention(HEADS, WIDTH, VALUES, dtype="mixed_float16")
    output, _ = ours(QUERY, VALUE, KEY)
    assert keras.backend.standardize_dtype(output.dtype) == "float16"
    assert {one.dtype for one in ours.weights} == {"float32"}


def test_saving_and_loading(tmp_path):
    inputs = [keras.Input(one.shape[1:]) for one in (QUERY, VALUE)]
    model = keras.Model(inputs, InterpretableAttention(HEADS, WIDTH, VALUES, use_bias=False)(*inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    given = random_arrays(7, QUERY.shape, VALUE.shape)
    for one, other in zip(model(given), loaded(given), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-7)


class TestConformance(testing.TestCase):
    def test_keeps_the_promises_of_a_layer(self):
        self.run_layer_test(
            InterpretableAttention,
            init_kwargs={"num_heads": HEADS, "key_dim": WIDTH, "value_dim": VALUES},
            input_shape={"query_shape": QUERY.shape, "value_shape": VALUE.shape},
            expected_num_trainable_weights=8,
            expected_num_seed_generators=0,
            supports_masking=True,
            run_training_check=False,
        )
