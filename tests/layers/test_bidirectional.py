"""Our cell inside of Keras's ``Bidirectional``: saving and loading, mixed precision, merges that do not exist."""

import keras
import numpy as np
import pytest
from lstmbook.layers import LSTMCell

B, T, D, N = 3, 5, 4, 3


def layer(dtype=None, **options):
    return keras.layers.Bidirectional(keras.layers.RNN(LSTMCell(N, dtype=dtype), dtype=dtype), dtype=dtype, **options)


def test_save_and_load(tmp_path):
    inputs = keras.Input((None, D))
    model = keras.Model(inputs, layer()(keras.layers.Masking()(inputs)))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(B, T, D)).astype("float32")
    x[1, 3:] = 0
    np.testing.assert_array_equal(loaded(x), model(x))
    forward, backward = loaded.layers[-1].forward_layer, loaded.layers[-1].backward_layer
    assert isinstance(forward.cell, LSTMCell) and isinstance(backward.cell, LSTMCell)
    assert backward.go_backwards and not forward.go_backwards


def test_the_directions_have_cells_and_weights_of_their_own():
    one = layer()
    one.build((B, T, D))
    assert len(one.weights) == 6 and one.forward_layer.cell is not one.backward_layer.cell
    names = [weight.path.split("/")[-1] for weight in one.weights]
    assert names == ["kernel", "recurrent_kernel", "bias"] * 2


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    x = np.random.default_rng(1).normal(size=(B, T, D)).astype("float32")
    found, one = [], None
    for kind in (policy, "float32"):
        given, one = one, layer(kind)
        one.build(x.shape)
        if given is not None:
            one.set_weights(given.get_weights())
        found.append(one(x))
    assert keras.backend.standardize_dtype(found[0].dtype) == policy.removeprefix("mixed_")
    np.testing.assert_allclose(keras.ops.cast(found[0], "float32"), found[1], rtol=0, atol=2e-2)


def test_an_unknown_merge_is_refused():
    with pytest.raises(ValueError, match="Invalid merge mode"):
        layer(merge_mode="product")
