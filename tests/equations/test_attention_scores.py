"""Attention by four scores, as equations: equal to Keras where Keras has them, and wrong scores rejected."""

import keras
import numpy as np
import pytest
import sympy as sp
from equations.cases import RNG, TOLERANCE, chain, random_parameters
from lstmbook.equations.attention_scores import ADDITIVE, DOT, GENERAL, SCALED, masked
from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import Rows, RowSoftmax
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT
from lstmbook.notation.attention import (
    T_k,
    U_memory,
    W_query,
    d_key,
    d_query,
    k_wide,
    q_wide,
    scores,
    seen,
    u,
    v_score,
)
from lstmbook.notation.core import index
from lstmbook.proof.derivation import FOR_ALL_SIZES, NotProved
from lstmbook.proof.hypotheses import Fixed, Range

a, i, j, l, m, s = (index(name) for name in "aijlms")

SIZES = {"d_query": 3, "d_key": 3, "d_k": 3, "d_v": 5, "u": 4}
QUERY, KEY, VALUE = RNG.normal(size=(2, 4, 3)), RNG.normal(size=(2, 6, 3)), RNG.normal(size=(2, 6, 5))
MASK = np.array([[1, 1, 1, 0, 1, 0], [0, 1, 1, 1, 1, 1]], bool)
GIVEN = {"q": QUERY, "k": KEY, "v": VALUE}


def weights_of(model):
    return random_parameters(model, **SIZES)


def keras_layer(model, weights):
    """Keras's layer of the same score and what it is given: the projections are made outside of it."""
    if model.name.endswith("additive"):
        layer = keras.layers.AdditiveAttention(dtype="float64")
        query, key = QUERY @ weights["W_query"], KEY @ weights["U_memory"]
    else:
        layer = keras.layers.Attention(dtype="float64")
        query = QUERY @ weights["W_score"] if "W_score" in weights else QUERY
        query = query / np.sqrt(3) if model.name.endswith("scaled") else query
        key = KEY
    layer.build([query.shape, VALUE.shape, key.shape])
    if "v_score" in weights:
        layer.set_weights([weights["v_score"]])
    return layer, [query, VALUE, key]


@pytest.mark.parametrize("model", [ADDITIVE, GENERAL, DOT, SCALED], ids=lambda model: model.name)
@pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])
def test_a_score_equals_keras(model, mask):
    weights = weights_of(model)
    given = GIVEN if mask is None else {**GIVEN, "mask": mask}
    ours = (model if mask is None else masked(model)).numpy()(**given, **weights)
    layer, arrays = keras_layer(model, weights)
    theirs, shares = layer(arrays, mask=None if mask is None else [None, mask], return_attention_scores=True)
    np.testing.assert_allclose(ours["context"], theirs, rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(ours["weights"], shares, rtol=0, atol=TOLERANCE)


def test_a_query_that_sees_nothing_reads_zeros():
    model = masked(ADDITIVE)
    found = model.numpy()(**GIVEN, mask=MASK & [[True], [False]], **weights_of(model))
    assert not found["weights"][1].any() and not found["context"][1].any()
    np.testing.assert_allclose(found["weights"][0].sum(axis=-1), 1)


def test_queries_one_by_one_are_queries_as_a_matrix():
    rows = SCALED.numpy()(**GIVEN)
    whole = SCALED_DOT_PRODUCT.numpy()(**GIVEN)
    for name in ("scores", "weights", "context"):
        np.testing.assert_allclose(rows[name], whole[name], rtol=0, atol=TOLERANCE)


NO_TANH = ADDITIVE.but("no_tanh", scores=v_score * (Rows(q_wide * W_query, T_k) + k_wide * U_memory).T)
SOFTMAX_OVER_QUERIES = SCALED_DOT_PRODUCT.but("wrong", weights=RowSoftmax(scores.T).T)


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (NO_TANH, {}),
        (ADDITIVE, {"W_query": "U_memory", "U_memory": "W_query"}),
        (GENERAL, {"W_score": "transposed"}),
    ],
    ids=["no tanh", "W and U exchanged", "a transposed score kernel"],
)
def test_a_wrong_score_is_not_that_of_keras(model, changed):
    right = GENERAL if model is GENERAL else ADDITIVE
    weights = weights_of(right)
    layer, arrays = keras_layer(right, weights)
    wrong = {name: weights.get(other, weights[name].T) for name, other in changed.items()}
    found = model.numpy()(**GIVEN, **{**weights, **wrong})
    assert np.abs(found["context"] - layer(arrays)).max() > 1e-3


def test_a_softmax_over_the_queries_is_another():
    ours, wrong = (model.numpy()(**GIVEN)["context"] for model in (SCALED_DOT_PRODUCT, SOFTMAX_OVER_QUERIES))
    assert np.abs(ours - wrong).max() > 1e-3


@pytest.mark.parametrize("model", [ADDITIVE, GENERAL, DOT, SCALED], ids=lambda model: model.name)
def test_sizes_that_do_not_fit_are_refused(model):
    given = {**GIVEN, "k": KEY[..., :2]}
    with pytest.raises(ValueError, match="k"):
        model.numpy()(**given, **weights_of(model))


def test_they_read_as_written():
    latex = ADDITIVE.latex("scores", "context").source
    assert r"s_i &= w\,{\tanh\left(" in latex and r"\textcolor{#5b50c8}{r_i} &= a_i" in latex
    assert r"\sqrt{d_k}" in SCALED.latex("scores").source and "batch" not in latex


def test_the_gradient_of_an_additive_score():
    """d s_ij / d q_il = sum over a of w_a (1 - tanh^2) W[l, a], for all sizes."""
    heard = sp.Sum(q_wide.entry(l, query=i) * W_query.entry(l, a), (l, 1, d_query))
    heard += sp.Sum(k_wide.entry(j, l) * U_memory.entry(l, a), (l, 1, d_key))

    def result(*places):
        return sp.Sum(v_score.entry(a) * (1 - sp.tanh(heard) ** 2) * W_query.entry(*places), (a, 1, u))

    given = [ADDITIVE.definition("scores", j, query=i), Fixed(k_wide.entry(j, l), (j, l)), Range(m, 1, d_query)]
    start = sp.Derivative(ADDITIVE.quantities["scores"].entry(j, query=i), q_wide.entry(m, query=i))
    assert chain(start, result(m, a), given=given).scope == FOR_ALL_SIZES
    with pytest.raises(NotProved):
        chain(start, result(a, m), given=given)


def test_with_no_padding_the_masked_softmax_is_the_softmax():
    model = masked(ADDITIVE)
    score, no_padding = model.quantities["scores"], Definition(seen.entry(j), sp.Integer(1), (j,))
    whole = sp.Sum(sp.exp(score.entry(s, query=i)), (s, 1, T_k))
    softmax = sp.exp(score.entry(j, query=i)) / whole
    given = [no_padding, Range(j, 1, T_k)]
    assert chain(model.entry("weights", j, query=i), softmax, given=given).scope == FOR_ALL_SIZES
    with pytest.raises(ValueError, match="may have no value"):
        chain(model.entry("weights", j, query=i), softmax, given=given[1:])
