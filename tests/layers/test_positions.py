"""Layers that hear positions: against the equations and Keras, saved, in mixed precision; and wrong ones rejected."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed
from lstmbook.equations.positions import sinusoids, turn
from lstmbook.layers import MultiHeadAttention, RotaryMultiHeadAttention, SinusoidalPositions, positions

B, TQ, TK, D, H = 2, 4, 5, 3, 2
TOLERANCE = 1e-10
RNG = np.random.default_rng(0)
QUERY, VALUE, KEY = RNG.normal(size=(B, TQ, D)), RNG.normal(size=(B, TK, D)), RNG.normal(size=(B, TK, D))
PADDING = np.array([[1, 1, 1, 1, 1], [1, 0, 1, 1, 0]], bool)
MASKS = {"no mask": {}, "padding": {"mask": PADDING}, "causal": {"causal": True}}


def built(kind=RotaryMultiHeadAttention, **options):
    layer = kind(H, 4, dtype="float64", **options)
    layer.build(QUERY.shape, VALUE.shape, KEY.shape)
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(size=one.shape) for one in layer.weights])
    return layer


def by_keras(arrays, mask=None, causal=False):
    """Each head by Keras's Attention, of queries and keys that are turned by matrices, step by step."""
    W_q, b_q, W_k, b_k, W_v, b_v, W_out, b_out = map(tf.convert_to_tensor, arrays)
    stock, total, shares = keras.layers.Attention(dtype="float64"), b_out, []
    for head in range(H):
        q, k = QUERY @ W_q[:, head] + b_q[head], KEY @ W_k[:, head] + b_k[head]
        q, k = (tf.einsum("btx,txy->bty", one, np.stack([turn(t, 4) for t in range(one.shape[1])])) for one in (q, k))
        value = VALUE @ W_v[:, head] + b_v[head]
        seen = None if mask is None else [None, mask]
        context, weights = stock([q / 2, value, k], mask=seen, use_causal_mask=causal, return_attention_scores=True)
        total, shares = total + context @ W_out[head], [*shares, weights]
    return total, tf.stack(shares, axis=1)


@pytest.mark.parametrize("masks", MASKS.values(), ids=MASKS)
def test_rotary_heads_are_keras_attention_of_turned_queries_and_keys(masks):
    layer = built()
    for found, expected in zip(layer(QUERY, VALUE, KEY, **masks), by_keras(layer.get_weights(), **masks), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


def test_gradients_are_those_of_keras_and_the_key_bias_has_one():
    layer = built()
    own, arrays = [one.value for one in layer.trainable_variables], [tf.constant(one) for one in layer.get_weights()]
    with tf.GradientTape() as tape:
        ours = tf.reduce_sum(layer(QUERY, VALUE, KEY, causal=True)[0] ** 2)
    with tf.GradientTape() as theirs_tape:
        theirs_tape.watch(arrays)
        theirs = tf.reduce_sum(by_keras(arrays, causal=True)[0] ** 2)
    for one, other in zip(tape.gradient(ours, own), theirs_tape.gradient(theirs, arrays), strict=True):
        np.testing.assert_allclose(one, other, rtol=TOLERANCE, atol=TOLERANCE)
        assert np.abs(one).max() > 1e-3


def test_one_step_at_position_zero_is_multi_head_attention():
    ours, plain = built(), built(MultiHeadAttention)
    for found, expected in zip(ours(QUERY[:, :1], VALUE[:, :1]), plain(QUERY[:, :1], VALUE[:, :1]), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


WRONG_PROJECTIONS = {
    "values too": ('name == "value"', "False"),
    "queries alone": ('name == "value"', 'name != "query"'),
    "values alone": ('name == "value"', 'name != "value"'),
}
WRONG_TURNS = {
    "halves for neighbours": (
        "x, y = sequence[..., ::2], sequence[..., 1::2]",
        "x, y = ops.split(sequence, 2, axis=-1)",
    ),
    "the sign of one sine": ("x * cos - y * sin", "x * cos + y * sin"),
}


@pytest.mark.parametrize("change", WRONG_PROJECTIONS.values(), ids=WRONG_PROJECTIONS)
def test_what_is_turned_and_what_not(change, monkeypatch):
    layer = built()
    expected, _ = by_keras(layer.get_weights())
    monkeypatch.setattr(RotaryMultiHeadAttention, "_projected", changed(RotaryMultiHeadAttention._projected, *change))
    assert np.abs(layer(QUERY, VALUE, KEY)[0] - expected).max() > 1e-3


@pytest.mark.parametrize("name", ["halves for neighbours", "the sign of one sine"])
def test_how_it_is_turned(name, monkeypatch):
    layer = built()
    expected, _ = by_keras(layer.get_weights())
    monkeypatch.setattr(positions, "turned", changed(positions.turned, *WRONG_TURNS[name]))
    assert np.abs(layer(QUERY, VALUE, KEY)[0] - expected).max() > 1e-3


def test_the_exponent_is_twice_the_pair(monkeypatch):
    expected, _ = by_keras(built().get_weights())
    wrong = changed(positions._angles, "ops.arange(0, width, 2,", "ops.arange(0, width // 2,")
    monkeypatch.setattr(positions, "_angles", wrong)
    assert np.abs(built()(QUERY, VALUE, KEY)[0] - expected).max() > 1e-3


def test_sinusoids_are_those_of_the_equation_and_the_mask_is_handed_on():
    x = RNG.normal(size=(B, 7, 6))
    for base in (10000.0, 50):
        added = SinusoidalPositions(base, dtype="float64")(x) - x
        np.testing.assert_allclose(added, np.broadcast_to(sinusoids(7, 6, base), x.shape), rtol=0, atol=TOLERANCE)
    masked = keras.layers.Masking()(np.where(np.arange(7)[None, :, None] < 4, x, 0))
    assert np.array_equal(SinusoidalPositions()(masked)._keras_mask, np.tile(np.arange(7) < 4, (B, 1)))


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float32"])
def test_large_positions_keep_their_angles_in_low_precision(policy):
    zeros = np.zeros((1, 5000, 4), "float32")
    added = SinusoidalPositions(dtype=policy)(zeros)
    assert keras.backend.standardize_dtype(added.dtype) == policy.removeprefix("mixed_")
    np.testing.assert_allclose(tf.cast(added, "float64")[0], sinusoids(5000, 4), rtol=0, atol=0.01)
    head = RotaryMultiHeadAttention(1, 4, dtype=policy)
    output, _ = head(zeros[:, :9] + 1, zeros[:, :9] + 1)
    assert keras.backend.standardize_dtype(output.dtype) == policy.removeprefix("mixed_")
    assert {one.dtype for one in head.weights} == {"float32"}


def test_configured_saved_and_loaded(tmp_path):
    x = keras.Input((None, 6), dtype="float64")
    heads, weights = RotaryMultiHeadAttention(2, 4, 2, base=500.0, dtype="float64")(
        *[SinusoidalPositions(50.0, dtype="float64")(x)] * 2, causal=True
    )
    model = keras.Model(x, [heads, weights])
    assert heads.shape == (None, None, 6) and weights.shape[1] == 2
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    given = RNG.normal(size=(B, 5, 6))
    for one, other in zip(model.predict(given, verbose=0), loaded.predict(given, verbose=0), strict=True):
        np.testing.assert_array_equal(one, other)
    for layer in (SinusoidalPositions(50.0), RotaryMultiHeadAttention(2, 4, base=7, use_bias=False)):
        assert type(layer).from_config(layer.get_config()).get_config() == layer.get_config()


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        common = {
            "expected_num_non_trainable_weights": 0,
            "expected_num_seed_generators": 0,
            "supports_masking": True,
        }
        self.run_layer_test(
            SinusoidalPositions,
            init_kwargs={"base": 100.0},
            input_shape=(B, TQ, 4),
            expected_output_shape=(B, TQ, 4),
            expected_num_trainable_weights=0,
            run_training_check=False,  # there is nothing to train
            **common,
        )
        self.run_layer_test(
            RotaryMultiHeadAttention,
            init_kwargs={"num_heads": 2, "key_dim": 4},
            input_shape={"query_shape": (B, TQ, D), "value_shape": (B, TK, D)},
            expected_output_shape=((B, TQ, D), (B, 2, TQ, TK)),
            expected_num_trainable_weights=8,
            run_training_check=False,  # a loss of two outputs is asked for nowhere
            **common,
        )


BAD = {
    "an odd key_dim": (lambda: RotaryMultiHeadAttention(2, 3), "key_dim must be an even number, got 3"),
    "no key_dim": (lambda: RotaryMultiHeadAttention(2, 0), "key_dim must be a positive integer, got 0"),
    "no base": (lambda: RotaryMultiHeadAttention(2, 4, base=0.0), "base must be a positive number, got 0.0"),
    "a base that is no number": (lambda: SinusoidalPositions("large"), "base must be a positive number, got 'large'"),
    "odd features": (lambda: SinusoidalPositions()(np.zeros((1, 2, 3))), "features must be an even number, got 3"),
    "no steps": (lambda: SinusoidalPositions()(np.zeros((2, 4))), r"x must have shape .* got \(2, 4\)"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
