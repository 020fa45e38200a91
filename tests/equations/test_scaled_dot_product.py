import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.nodes import RowSoftmax
from lstmbook.equations.scaled_dot_product import MASKED_SCALED_DOT_PRODUCT, SCALED_DOT_PRODUCT
from lstmbook.notation.attention import T_k, T_q, d_k, d_v, k, q, scores
from lstmbook.notation.core import index

SIZES = {"T_q": 3, "T_k": 5, "d_k": 4, "d_v": 2}


def test_two_keys_closed_form():
    """With d_k = 1, q = 1 and keys 0 and 1 the weights are (1, e) / (1 + e)."""
    result = SCALED_DOT_PRODUCT.numpy()(q=[[[1.0]]], k=[[[0.0], [1.0]]], v=[np.eye(2)])
    assert np.allclose(result["weights"], np.array([[[1, np.e]]]) / (1 + np.e), atol=1e-15)
    assert np.allclose(result["context"], result["weights"], atol=1e-15)


def test_equals_keras_attention_after_scaling(arguments):
    import keras

    arrays = arguments(SCALED_DOT_PRODUCT, SIZES, batch=3)
    layer = keras.layers.Attention(dtype="float64")
    inputs = [arrays[name] for name in "qvk"]
    theirs, weights = layer([inputs[0] / np.sqrt(4), *inputs[1:]], return_attention_scores=True)
    ours = SCALED_DOT_PRODUCT.numpy()(**arrays)
    assert np.abs(ours["context"] - theirs).max() < 1e-10
    assert np.abs(ours["weights"] - weights).max() < 1e-10


WRONG = {
    "not scaled": {"scores": q * k.T},
    "scaled by d_k": {"scores": q * k.T / d_k},
    "softmax over the queries": {"weights": sp.Transpose(RowSoftmax(sp.Transpose(scores)))},
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_variants_differ(name, arguments):
    arrays = arguments(SCALED_DOT_PRODUCT, SIZES, batch=2)
    model = SCALED_DOT_PRODUCT.but("wrong", **WRONG[name])
    assert np.abs(model.numpy()(**arrays)["context"] - SCALED_DOT_PRODUCT.numpy()(**arrays)["context"]).max() > 1e-3


def test_large_scores_do_not_overflow():
    result = SCALED_DOT_PRODUCT.numpy()(q=[[[1e3]]], k=[[[1e3], [0.0]]], v=[np.eye(2)])
    assert np.array_equal(result["weights"], [[[1.0, 0.0]]])


def test_counts(multiplications):
    assert SCALED_DOT_PRODUCT.parameter_count() == 0
    assert sp.expand(SCALED_DOT_PRODUCT.multiply_adds() - T_q * T_k * (d_k + d_v)) == 0
    values = {size: SIZES[str(size)] for size in (T_q, T_k, d_k, d_v)}
    assert SCALED_DOT_PRODUCT.multiply_adds().subs(values) == multiplications(SCALED_DOT_PRODUCT, SIZES)


def test_entry_of_the_weights():
    i, j, s = index("i"), index("j"), index("s")
    S = scores.letter.base
    assert SCALED_DOT_PRODUCT.entry("weights", i, j) == sp.exp(S[i, j]) / sp.Sum(sp.exp(S[i, s]), (s, 1, T_k))


def test_masked_equals_keras(arguments):
    """Every mask but those with an empty row, of which Keras makes a mean over all keys."""
    import keras

    arrays = arguments(MASKED_SCALED_DOT_PRODUCT, SIZES, batch=3)
    mask = np.random.default_rng(3).random((3, 3, 5)) < 0.5
    mask[..., 0] = True
    layer = keras.layers.MultiHeadAttention(1, 4, 2, use_bias=False, output_shape=2, dtype="float64")
    layer.build((3, 3, 4), (3, 5, 2), (3, 5, 4))
    layer.set_weights([np.eye(4)[:, None], np.eye(4)[:, None], np.eye(2)[:, None], np.eye(2)[None]])
    theirs = layer(*(arrays[name] for name in "qvk"), attention_mask=mask)
    ours = MASKED_SCALED_DOT_PRODUCT.numpy()(**{**arrays, "mask": mask})
    assert np.abs(ours["context"] - theirs).max() < 1e-10
    unmasked = SCALED_DOT_PRODUCT.numpy()(**{name: arrays[name] for name in "qkv"})
    assert np.abs(unmasked["context"] - theirs).max() > 1e-3


def test_a_fully_masked_row_gives_zeros(arguments):
    arrays = arguments(MASKED_SCALED_DOT_PRODUCT, SIZES, batch=2)
    mask = np.ones((2, 3, 5))
    mask[1, 2] = 0
    result = MASKED_SCALED_DOT_PRODUCT.numpy()(**{**arrays, "mask": mask})
    assert not result["weights"][1, 2].any() and not result["context"][1, 2].any()
    assert np.allclose(result["weights"].sum(axis=-1), [[1, 1, 1], [1, 1, 0]])


def test_masks_that_are_none_are_refused(arguments):
    arrays = arguments(MASKED_SCALED_DOT_PRODUCT, SIZES, batch=2)
    with pytest.raises(ValueError, match="'mask' must have shape"):
        MASKED_SCALED_DOT_PRODUCT.numpy()(**{**arrays, "mask": np.ones((2, 5, 3))})
    with pytest.raises(ValueError, match="zeros and ones"):
        MASKED_SCALED_DOT_PRODUCT.numpy()(**arrays)
