"""Attention that looks right and is not: each wrong variant of the equations is another function."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.equations.attention_scores import ADDITIVE
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import MaskedSoftmax, Rows, RowSoftmax, Tanh
from lstmbook.notation.attention import BATCH, T_k, U_memory, W_query, k_wide, q_wide, v_score
from lstmbook.notation.core import matrix, size

# One size for all, so that what is transposed or exchanged fits, and a width of the model beside it.
N, WIDTH = size("N", "rows and columns", "l"), size("D", "features of the model", "j")
q, k, v, M = (matrix(name, N, N, (BATCH,)) for name in ("q", "k", "v", "mask"))
S, A, C = (matrix(name, N, N, (BATCH,)) for name in ("scores", "weights", "context"))
RNG = np.random.default_rng(0)
ARRAYS = {name: RNG.normal(size=(2, 4, 4)) for name in "qkv"}
# No row and no column without a one, and neither symmetric nor its own complement's.
ARRAYS["mask"] = np.array([[[1, 0, 0, 1], [1, 1, 0, 0], [0, 1, 1, 0], [1, 1, 0, 1]]] * 2, float)
SCALE = sp.sqrt(N)


def attention(scores=q * k.T / SCALE, weights=None, context=None):
    equations = {S: scores, A: MaskedSoftmax(S, M) if weights is None else weights, C: A * v}
    if context is not None:
        equations[C] = context
    return Model("attention", inputs=[q, k, v, M], states=[], equations=equations)


def reference():
    """Written as a program: a loop over queries, a softmax over the keys that each may see."""
    read = np.zeros((2, 4, 4))
    for place in np.ndindex(2, 4):
        batch, row = place
        allowed = ARRAYS["mask"][place] == 1
        powers = np.exp(ARRAYS["k"][batch, allowed] @ ARRAYS["q"][place] / 2)
        read[place] = powers / powers.sum() @ ARRAYS["v"][batch, allowed]
    return read


WRONG = {
    "softmax over the queries": attention(weights=MaskedSoftmax(S.T, M.T).T),
    "scale multiplied": attention(scores=q * k.T * SCALE),
    "1 / d": attention(scores=q * k.T / N),
    "scale after the softmax": attention(scores=q * k.T, context=A * v / SCALE),
    "mask inverted": attention(weights=MaskedSoftmax(S, sp.OneMatrix(N, N) - M)),
    "mask after the softmax, not renormalised": attention(weights=sp.HadamardProduct(RowSoftmax(S), M)),
    "mask on the wrong axis": attention(weights=MaskedSoftmax(S, M.T)),
    "V for K": attention(scores=q * v.T / SCALE),
    "K for V": attention(context=A * k),
    "scores transposed": attention(scores=k * q.T / SCALE),
}


def test_the_right_one_is_the_program():
    np.testing.assert_allclose(attention().numpy()(**ARRAYS)["context"], reference(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_is_not(name):
    assert np.abs(WRONG[name].numpy()(**ARRAYS)["context"] - reference()).max() > 1e-2


def test_the_scale_is_not_that_of_the_model():
    """The width of the model, from which queries and keys are projected, is another size."""
    x, W = matrix("x", N, WIDTH, (BATCH,)), matrix("W", WIDTH, N)
    right, wrong = (
        Model("scaled", inputs=[x, k], states=[], equations={S: (x * W) * k.T / sp.sqrt(one)}) for one in (N, WIDTH)
    )
    arrays = {"x": RNG.normal(size=(2, 4, 7)), "W": RNG.normal(size=(7, 4)), "k": ARRAYS["k"]}
    expected = arrays["x"] @ arrays["W"] @ arrays["k"].swapaxes(1, 2) / 2
    np.testing.assert_allclose(right.numpy()(**arrays)["scores"], expected, rtol=0, atol=1e-12)
    assert np.abs(wrong.numpy()(**arrays)["scores"] - expected).max() > 1e-2


def test_a_mask_of_queries_changes_nothing_between_keys():
    """It would hide whole rows and no key from anybody."""
    of_queries = np.repeat([[[1.0], [1], [0], [1]]] * 2, 4, axis=-1)
    found = attention().numpy()(**{**ARRAYS, "mask": of_queries})
    unmasked = attention(weights=RowSoftmax(S)).numpy()(**{**ARRAYS, "mask": np.ones((2, 4, 4))})
    assert not found["weights"][:, 2].any()
    np.testing.assert_allclose(found["weights"][:, [0, 1, 3]], unmasked["weights"][:, [0, 1, 3]], rtol=0, atol=1e-12)


_inside = Rows(q_wide * W_query, T_k) + k_wide * U_memory
WRONG_ADDITIVE = {
    "no tanh": v_score * _inside.T,
    "the vector inside the tanh": Tanh(v_score * _inside.T),
}


@pytest.mark.parametrize("name", WRONG_ADDITIVE)
def test_a_wrong_additive_score_is_another(name):
    sizes = {"d_query": 3, "d_key": 4, "d_v": 2, "u": 5, "T_q": 3, "T_k": 6, "B": 2}
    arrays = {
        one: RNG.normal(size=[sizes[str(length)] for length in ADDITIVE.shape_of(one)]) for one in ADDITIVE.arguments
    }
    right, wrong = ADDITIVE, ADDITIVE.but("wrong", scores=WRONG_ADDITIVE[name])
    found = wrong.numpy()(**{one: arrays[one] for one in wrong.arguments})
    inside = (arrays["q"] @ arrays["W_query"])[:, :, None] + (arrays["k"] @ arrays["U_memory"])[:, None]
    expected = np.tanh(inside) @ arrays["v_score"]
    np.testing.assert_allclose(right.numpy()(**arrays)["scores"], expected, rtol=0, atol=1e-12)
    assert np.abs(found["scores"] - expected).max() > 1e-2


def test_the_context_is_made_of_values_and_not_of_projected_keys():
    wrong = attention(context=A * (k * v))
    assert np.abs(wrong.numpy()(**ARRAYS)["context"] - reference()).max() > 1e-2
