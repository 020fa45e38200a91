"""The block as a citizen of Keras: against stock layers, masks, gradients, saving, mixed precision, bad arguments."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from lstmbook.layers import AttentionBlock

B, T, N = 3, 5, 4  # and keys of four features: Keras's 1 / sqrt(4) passes through single precision unharmed
X = np.random.default_rng(0).normal(size=(B, T, N))
PADDING = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 1, 1, 0]], bool)


def built(norm, epsilon=1e-5):
    layer = AttentionBlock(2, 4, norm=norm, epsilon=epsilon, dtype="float64")
    layer.build(X.shape)
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.weights])
    return layer


def stock(layer, x, mask=None):
    """The same block of Keras's own layers, sharing no code with ours."""
    gamma, beta, *kernels = layer.get_weights()
    normalise = keras.layers.LayerNormalization(epsilon=layer.epsilon, dtype="float64")
    attend = keras.layers.MultiHeadAttention(2, 4, use_bias=False, dtype="float64")
    normalise.build(x.shape)
    attend.build(x.shape, x.shape)
    normalise.set_weights([gamma, beta])
    attend.set_weights(kernels)
    pairs = np.broadcast_to(np.ones(1, bool) if mask is None else mask[:, None], (B, T, T))

    def read(x):
        return attend(x, x, attention_mask=pairs, use_causal_mask=True)

    shown = x + read(normalise(x)) if layer.norm == "pre" else normalise(x + read(x))
    return shown, [*normalise.weights, *attend.weights]


@pytest.mark.parametrize("norm", ["pre", "post"])
@pytest.mark.parametrize("mask", [None, PADDING], ids=["no mask", "padding"])
def test_equals_stock_layers(norm, mask):
    """What is shown, and the gradient of a loss at every weight."""
    layer, shown, gradients = built(norm), [], []
    for kind in ("ours", "stock"):
        with tf.GradientTape() as tape:
            result, weights = (layer(X, mask=mask), layer.weights) if kind == "ours" else stock(layer, X, mask)
            loss = tf.reduce_sum(tf.sin(result))
        shown.append(result)
        gradients.append(tape.gradient(loss, [weight.value for weight in weights]))
    assert np.abs(shown[0] - shown[1]).max() < 1e-10
    for ours, theirs in zip(*gradients, strict=True):
        assert np.abs(ours - theirs).max() < 1e-10 and np.abs(ours).max() > 1e-3


def test_no_step_hears_a_later_one():
    layer, changed = built("pre"), X.copy()
    changed[:, 3:] += 1
    assert np.array_equal(layer(X)[:, :3], layer(changed)[:, :3])


def test_pre_is_not_post():
    assert np.abs(np.asarray(built("pre")(X)) - built("post")(X)).max() > 0.1


def test_saves_and_loads(tmp_path):
    inputs = keras.Input((None, N))
    model = keras.Model(inputs, AttentionBlock(2, 3, norm="post", epsilon=0.01)(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(model(X.astype("float32")), loaded(X.astype("float32")))
    assert loaded.layers[1].norm == "post" and loaded.layers[1].epsilon == 0.01


def test_mixed_precision():
    layer = AttentionBlock(2, 3, dtype="mixed_float16")
    assert layer(X).dtype == "float16" and {weight.dtype for weight in layer.weights} == {"float32"}


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        for norm in ("pre", "post"):
            self.run_layer_test(
                AttentionBlock,
                init_kwargs={"num_heads": 2, "key_dim": 3, "norm": norm},
                input_shape=(B, T, N),
                expected_output_shape=(B, T, N),
                expected_num_trainable_weights=6,
                expected_num_non_trainable_weights=0,
                expected_num_seed_generators=0,
                supports_masking=True,
            )


BAD = {
    "an unknown place": (lambda: AttentionBlock(1, 4, norm="both"), "norm must be 'pre' or 'post', got 'both'"),
    "no heads": (lambda: AttentionBlock(0, 4), "num_heads must be a positive integer, got 0"),
    "inputs of another rank": (lambda: AttentionBlock(1, 4)(X[0]), "must have shape"),
}


@pytest.mark.parametrize("name", BAD)
def test_errors_say_what_is_wrong(name):
    make, message = BAD[name]
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("epsilon", [1e-5, 1e-3, 1.0])
def test_the_jacobian_of_layer_normalisation_is_what_autodiff_finds(epsilon):
    rows = tf.constant(np.random.default_rng(0).normal(size=(1, 6)))
    layer = keras.layers.LayerNormalization(epsilon=epsilon, dtype="float64")
    with tf.GradientTape() as tape:
        tape.watch(rows)
        shown = layer(rows)
    found = tape.jacobian(shown, rows)[0, :, 0]
    factor = 1 / np.sqrt(np.var(rows) + epsilon)
    ours = factor * (np.eye(6) - 1 / 6 - np.outer(shown[0], shown[0]) / 6)
    assert np.abs(found - ours).max() < 1e-10
