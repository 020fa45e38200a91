import numpy as np
import pytest
import sympy as sp
from lstmbook import layouts
from lstmbook.equations.multi_head_attention import (
    MASKED_MULTI_HEAD_ATTENTION,
    MULTI_HEAD_ATTENTION,
    head,
    k,
    q,
)
from lstmbook.notation.attention import H, b_out
from lstmbook.notation.core import index

SIZES = {"H": 2, "T_q": 3, "T_k": 5, "d_k": 4, "d_v": 3, "d_query": 6, "d_key": 5, "d_value": 7, "d_out": 6}


def keras_layer(arrays, sizes, **call):
    import keras

    layer = keras.layers.MultiHeadAttention(sizes["H"], sizes["d_k"], sizes["d_v"], dtype="float64")
    query, key, value = (arrays[name] for name in ("query", "key", "value"))
    layer.build(query.shape, value.shape, key.shape)
    parameters = {name: arrays[name] for name in MULTI_HEAD_ATTENTION.parameters}
    layer.set_weights(list(layouts.multi_head_attention_to_keras(parameters)))
    return layer, layer(query, value, key, return_attention_scores=True, **call)


def test_equals_keras(arguments):
    arrays = arguments(MULTI_HEAD_ATTENTION, SIZES, batch=3)
    _, (theirs, weights) = keras_layer(arrays, SIZES)
    ours = MULTI_HEAD_ATTENTION.numpy()(**arrays)
    assert np.abs(ours["y"] - theirs).max() < 1e-10
    assert np.abs(ours["weights"] - weights).max() < 1e-10


def test_masked_equals_keras(arguments):
    mask = np.random.default_rng(3).random((3, 3, 5)) < 0.5
    mask[..., 0] = True
    arrays = {**arguments(MASKED_MULTI_HEAD_ATTENTION, SIZES, batch=3), "mask": mask}
    _, (theirs, _) = keras_layer(arrays, SIZES, attention_mask=mask)
    assert np.abs(MASKED_MULTI_HEAD_ATTENTION.numpy()(**arrays)["y"] - theirs).max() < 1e-10


def test_wrong_variants_are_not_keras(arguments):
    """One shape for all three sequences, so that only the values can tell key from value."""
    sizes = {name: 4 for name in SIZES} | {"T_q": 3, "T_k": 5}
    arrays = arguments(MULTI_HEAD_ATTENTION, sizes, batch=1)
    _, (theirs, _) = keras_layer(arrays, sizes)
    wrong = {
        "scores": q * k.T,
        "weights": MULTI_HEAD_ATTENTION.expression("scores"),
    }
    for name, expression in wrong.items():
        model = MULTI_HEAD_ATTENTION.but("wrong", **{name: expression})
        assert np.abs(model.numpy()(**arrays)["y"] - theirs).max() > 1e-3
    exchanged = {**arrays, "key": arrays["value"], "value": arrays["key"]}
    assert np.abs(MULTI_HEAD_ATTENTION.numpy()(**exchanged)["y"] - theirs).max() > 1e-3


def test_one_head_with_identity_projections_is_scaled_dot_product(arguments):
    from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT

    sizes = {name: 4 for name in SIZES} | {"H": 1, "T_q": 3, "T_k": 5}
    arrays = arguments(MULTI_HEAD_ATTENTION, sizes, batch=1)
    for name in "qkv":
        arrays |= {f"W_{name}": np.eye(4)[None], f"b_{name}": np.zeros((1, 4))}
    arrays |= {"W_out": np.eye(4)[None], "b_out": np.zeros(4)}
    single = SCALED_DOT_PRODUCT.numpy()(q=arrays["query"], k=arrays["key"], v=arrays["value"])
    assert np.allclose(MULTI_HEAD_ATTENTION.numpy()(**arrays)["y"], single["context"], atol=1e-12)


@pytest.mark.parametrize("heads", [1, 3])
def test_counts(heads, arguments, multiplications):
    sizes = {**SIZES, "H": heads}
    values = {size: sizes[str(size)] for size in MULTI_HEAD_ATTENTION.sizes}
    layer, _ = keras_layer(arguments(MULTI_HEAD_ATTENTION, sizes, batch=1), sizes)
    assert MULTI_HEAD_ATTENTION.parameter_count().subs(values) == layer.count_params()
    assert MULTI_HEAD_ATTENTION.multiply_adds().subs(values) == multiplications(MULTI_HEAD_ATTENTION, sizes)


def test_the_output_is_a_sum_over_the_heads():
    i, j, e = index("i"), index("j"), index("e")
    total = sp.Sum(head.entry(i, j, head=e), (e, 1, H)) + b_out.entry(j)
    assert MULTI_HEAD_ATTENTION.entry("y", i, j) == total


def test_explicit_heads():
    sizes = {name: 1 for name in SIZES} | {"H": 2}
    assert len(MULTI_HEAD_ATTENTION.at(**sizes)["q"]) == 2
