import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import RowSoftmax
from lstmbook.equations.scaled_dot_product import EQUATIONS, SCALED_DOT_PRODUCT
from lstmbook.notation import QUANTITIES, T_k, T_q, d_k, d_v, index

SIZES = {"T_q": 3, "T_k": 5, "d_k": 4, "d_v": 2}


def test_two_keys_closed_form():
    """With d_k = 1, q = 1 and keys 0 and 1 the weights are (1, e) / (1 + e)."""
    result = SCALED_DOT_PRODUCT.numpy()(q=[[1.0]], k=[[0.0], [1.0]], v=np.eye(2))
    assert np.allclose(result["weights"], np.array([[1, np.e]]) / (1 + np.e), atol=1e-15)
    assert np.allclose(result["context"], result["weights"], atol=1e-15)


def test_equals_keras_attention_after_scaling(arguments):
    import keras

    arrays = arguments(SCALED_DOT_PRODUCT, SIZES, batch=1)
    layer = keras.layers.Attention(dtype="float64")
    inputs = [arrays[name][None] for name in "qvk"]
    theirs, weights = layer([inputs[0] / np.sqrt(4), *inputs[1:]], return_attention_scores=True)
    ours = SCALED_DOT_PRODUCT.numpy()(**arrays)
    assert np.abs(ours["context"] - theirs[0]).max() < 1e-10
    assert np.abs(ours["weights"] - weights[0]).max() < 1e-10


q, k, v, scores, weights = (QUANTITIES[name].symbol for name in ("q", "k", "v", "scores", "weights"))
WRONG = {
    "not scaled": (("scores", q * k.T), *EQUATIONS[1:]),
    "scaled by d_k": (("scores", q * k.T / d_k), *EQUATIONS[1:]),
    "softmax over the queries": (
        EQUATIONS[0],
        ("weights", sp.Transpose(RowSoftmax(sp.Transpose(scores)))),
        EQUATIONS[2],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_variants_differ(name, arguments):
    arrays = arguments(SCALED_DOT_PRODUCT, SIZES, batch=1)
    model = Model("wrong", ("q", "k", "v"), (), (), WRONG[name])
    assert np.abs(model.numpy()(**arrays)["context"] - SCALED_DOT_PRODUCT.numpy()(**arrays)["context"]).max() > 1e-3


def test_large_scores_do_not_overflow():
    result = SCALED_DOT_PRODUCT.numpy()(q=[[1e3]], k=[[1e3], [0.0]], v=np.eye(2))
    assert np.array_equal(result["weights"], [[1.0, 0.0]])


def test_counts(multiplications):
    assert SCALED_DOT_PRODUCT.parameter_count() == 0
    assert sp.expand(SCALED_DOT_PRODUCT.multiply_adds() - T_q * T_k * (d_k + d_v)) == 0
    values = {size: SIZES[str(size)] for size in (T_q, T_k, d_k, d_v)}
    assert SCALED_DOT_PRODUCT.multiply_adds().subs(values) == multiplications(SCALED_DOT_PRODUCT, SIZES)


def test_entry_of_the_weights():
    i, j, s = index("i"), index("j"), index("s")
    S = QUANTITIES["scores"].base
    assert SCALED_DOT_PRODUCT.entry("weights", i, j) == sp.exp(S[i, j]) / sp.Sum(sp.exp(S[i, s]), (s, 1, T_k))
