"""One function of two sequences: against Keras, with its masks; permuted; and wrong permutations and masks rejected."""

import keras
import numpy as np
import pytest
import sympy as sp
from equations.cases import TOLERANCE, random_parameters
from lstmbook.equations.convolution import CONVOLUTION, w
from lstmbook.equations.cross_attention import (
    CROSS_ATTENTION,
    MASKED_CROSS_ATTENTION,
    MASKED_SELF_ATTENTION,
    SELF_ATTENTION,
)
from lstmbook.notation.attention import T_k, T_q, d_k, d_key, d_query, d_v
from lstmbook.notation.core import T, d, n

RNG = np.random.default_rng(0)
SIZES = {"d": 3, "d_query": 3, "d_key": 5, "d_k": 4, "d_v": 2}
ASKING, ASKED, ONE = RNG.normal(size=(2, 4, 3)), RNG.normal(size=(2, 6, 5)), RNG.normal(size=(2, 5, 3))
CROSS, SELF = (random_parameters(model, **SIZES) for model in (CROSS_ATTENTION, SELF_ATTENTION))
ORDER = np.array([2, 0, 4, 1, 3])  # not its own inverse


def of_keras(asking, asked, weights, causal):
    layer = keras.layers.MultiHeadAttention(1, 4, 2, use_bias=False, output_shape=2, dtype="float64")
    layer.build(asking.shape, asked.shape, asked.shape)
    layer.set_weights([*(weights[f"W_{name}"][:, None] for name in "qkv"), np.eye(2)[None]])
    return layer(asking, asked, use_causal_mask=causal, return_attention_scores=True)


def masked(queries, keys, mask):
    mask = np.broadcast_to(mask, (2, queries, keys))
    return MASKED_CROSS_ATTENTION.numpy()(query=ASKING[:, :queries], key=ASKED[:, :keys], mask=mask, **CROSS)


def test_both_equal_keras():
    cross, own = CROSS_ATTENTION.numpy()(query=ASKING, key=ASKED, **CROSS), SELF_ATTENTION.numpy()(x=ONE, **SELF)
    for ours, theirs in (
        (cross, of_keras(ASKING, ASKED, CROSS, False)),
        (own, of_keras(ONE, ONE, SELF, False)),
    ):
        np.testing.assert_allclose(ours["context"], theirs[0], rtol=0, atol=TOLERANCE)
        np.testing.assert_allclose(ours["weights"], theirs[1][:, 0], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize(("queries", "keys"), [(4, 6), (4, 3), (3, 3), (1, 6)])
def test_the_causal_mask_is_that_of_keras(queries, keys):
    theirs = of_keras(ASKING[:, :queries], ASKED[:, :keys], CROSS, True)[0]
    ours = masked(queries, keys, np.tri(queries, keys))["context"]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE)


WRONG_MASKS = {
    "strict": np.tri(4, 6, -1),
    "upper": 1 - np.tri(4, 6, -1),
    "aligned at the other end": np.tri(4, 6, 2),
    "of queries and keys exchanged": np.tri(6, 4).T,
}


@pytest.mark.parametrize("name", WRONG_MASKS)
def test_a_wrong_causal_mask_is_not_that_of_keras(name):
    theirs = of_keras(ASKING, ASKED, CROSS, True)[0]
    assert np.abs(masked(4, 6, WRONG_MASKS[name])["context"] - theirs).max() > 1e-2


def test_a_padding_mask_on_the_wrong_axis_is_another():
    seen = np.array([1, 1, 0, 1, 0])
    mask = np.broadcast_to(seen, (2, 5, 5))
    right, wrong = (
        MASKED_SELF_ATTENTION.numpy()(x=ONE, mask=one, **SELF)["context"] for one in (mask, mask.swapaxes(1, 2))
    )
    short = MASKED_SELF_ATTENTION.numpy()(x=ONE[:, seen == 1], mask=np.ones((2, 3, 3)), **SELF)["context"]
    np.testing.assert_allclose(right[:, seen == 1], short, rtol=0, atol=TOLERANCE)
    assert np.abs(wrong[:, seen == 1] - short).max() > 1e-2


def test_self_attention_commutes_with_a_permutation_and_not_with_its_transpose():
    P = np.eye(5)[ORDER]
    old, new = (SELF_ATTENTION.numpy()(x=x, **SELF) for x in (ONE, P @ ONE))
    np.testing.assert_allclose(new["context"], P @ old["context"], rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(new["weights"], P @ old["weights"] @ P.T, rtol=0, atol=TOLERANCE)
    for wrong in (P.T @ old["context"], old["context"]):
        assert np.abs(new["context"] - wrong).max() > 1e-2
    for wrong in (P.T @ old["weights"] @ P, P @ old["weights"], old["weights"] @ P.T):
        assert np.abs(new["weights"] - wrong).max() > 1e-2


def test_cross_attention_does_not_see_the_order_of_its_memory():
    order = np.array([3, 1, 5, 0, 2, 4])
    old, new = (CROSS_ATTENTION.numpy()(query=ASKING, key=memory, **CROSS) for memory in (ASKED, ASKED[:, order]))
    np.testing.assert_allclose(new["context"], old["context"], rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(new["weights"], old["weights"][:, :, order], rtol=0, atol=TOLERANCE)


def test_self_attention_is_cross_attention_of_a_sequence_and_itself():
    own = SELF_ATTENTION.numpy()(x=ONE, **SELF)
    cross = CROSS_ATTENTION.numpy()(query=ONE, key=ONE, **SELF)
    for name in ("q", "k", "v", "scores", "weights", "context"):
        np.testing.assert_array_equal(own[name], cross[name])
    with pytest.raises(ValueError, match="mask"):
        MASKED_CROSS_ATTENTION.numpy()(query=ASKING, key=ASKED, mask=np.ones((2, 6, 4)), **CROSS)


def test_counts():
    asked = T_q * T_k * (d_k + d_v) + T_q * d_query * d_k + T_k * d_key * (d_k + d_v)
    assert sp.expand(CROSS_ATTENTION.multiply_adds() - asked) == 0
    assert sp.expand(SELF_ATTENTION.multiply_adds() - T * d * (2 * d_k + d_v) - T**2 * (d_k + d_v)) == 0
    assert sp.expand(CONVOLUTION.multiply_adds() - w * d * n) == 0
