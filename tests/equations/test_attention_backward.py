"""Attention backwards as equations: equal to autodiff, for one head and for several; wrong variants are not."""

import numpy as np
import pytest
import sympy as sp
import tensorflow as tf
from equations.conftest import random_arguments
from lstmbook.equations.attention_backward import ATTENTION_BACKWARD
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import RowSums
from lstmbook.equations.scaled_dot_product import MASKED_SCALED_DOT_PRODUCT, SCALED_DOT_PRODUCT
from lstmbook.notation.attention import HEAD, d_k, k, q, v, weights
from lstmbook.notation.attention_gradients import context_bar, scores_bar, weights_bar
from lstmbook.notation.core import Quantity

TOLERANCE = 1e-10
SIZES = {"T_q": 3, "T_k": 5, "d_k": 4, "d_v": 2}
SQUARE = {"T_q": 4, "T_k": 4, "d_k": 4, "d_v": 4}  # where even what is transposed has the right shape
NAMES = ("v_bar", "weights_bar", "scores_bar", "q_bar", "k_bar")


def autodiff(arrays, context_bar, mask=None):
    """What TensorFlow finds, written as a program and not as the equations: all gradients by their names."""
    q, k, v = (tf.constant(arrays[name]) for name in "qkv")
    hidden = 0.0 if mask is None else tf.where(tf.constant(mask, bool), 0.0, tf.constant(-np.inf, "float64"))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([q, k, v])
        scores = tf.einsum("...ia,...sa->...is", q, k) / np.sqrt(q.shape[-1])
        shares = tf.nn.softmax(scores + hidden)
        loss = tf.reduce_sum(tf.matmul(shares, v) * context_bar)
    found = tape.gradient(loss, {"v": v, "weights": shares, "scores": scores, "q": q, "k": k})
    return {f"{name}_bar": one.numpy() for name, one in found.items()}


def given(sizes, mask=None):
    """Arguments of the backward model, the weights from the forward one."""
    arrays = random_arguments(ATTENTION_BACKWARD, sizes, batch=3)
    forward = {name: arrays[name] for name in "qkv"}
    model = SCALED_DOT_PRODUCT if mask is None else MASKED_SCALED_DOT_PRODUCT
    made = model.numpy()(**forward, **({} if mask is None else {"mask": mask}))
    return {**arrays, "weights": made["weights"]}


@pytest.mark.parametrize("sizes", [SIZES, SQUARE, dict.fromkeys(SIZES, 1)], ids=["all differ", "square", "ones"])
def test_equals_autodiff(sizes):
    arrays = given(sizes)
    ours, theirs = ATTENTION_BACKWARD.numpy()(**arrays), autodiff(arrays, arrays["context_bar"])
    for name in NAMES:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=0, atol=TOLERANCE)


def test_equals_autodiff_under_a_mask():
    mask = np.random.default_rng(3).random((3, 3, 5)) < 0.5
    mask[..., 0] = True
    arrays = given(SIZES, mask)
    ours, theirs = ATTENTION_BACKWARD.numpy()(**arrays), autodiff(arrays, arrays["context_bar"], mask)
    for name in NAMES:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=0, atol=TOLERANCE)
    assert not ours["scores_bar"][~mask].any()


def test_a_query_that_sees_nothing_sends_nothing_back():
    mask = np.ones((3, 3, 5))
    mask[1, 2] = 0
    found = ATTENTION_BACKWARD.numpy()(**given(SIZES, mask))
    assert not found["scores_bar"][1, 2].any() and not found["q_bar"][1, 2].any()
    assert all(np.isfinite(one).all() for one in found.values())


def test_a_row_of_score_gradients_adds_up_to_zero():
    """As it must, since the softmax does not see what is added to a whole row."""
    found = ATTENTION_BACKWARD.numpy()(**given(SIZES))["scores_bar"]
    assert np.abs(found).max() > 1e-2 and np.abs(found.sum(axis=-1)).max() < 1e-14


_times = sp.HadamardProduct
_row = RowSums(_times(weights, weights_bar))
_column = RowSums(_times(weights, weights_bar).T).T
WRONG = {
    "the sign of the Jacobian": {"scores_bar": _times(weights, _row - weights_bar)},
    "without its second part": {"scores_bar": _times(weights, weights_bar)},
    "sums of columns": {"scores_bar": _times(weights, weights_bar - _column)},
    "no scale": {"q_bar": scores_bar * k, "k_bar": scores_bar.T * q},
    "multiplied by the scale": {"q_bar": scores_bar * k * sp.sqrt(d_k), "k_bar": scores_bar.T * q * sp.sqrt(d_k)},
    "queries and keys exchanged": {"q_bar": scores_bar * q / sp.sqrt(d_k), "k_bar": scores_bar.T * k / sp.sqrt(d_k)},
    "score gradients transposed": {"q_bar": scores_bar.T * k / sp.sqrt(d_k), "k_bar": scores_bar * q / sp.sqrt(d_k)},
    "weights transposed": {"v_bar": weights * context_bar},
    "the gradient at the context transposed": {"weights_bar": v * context_bar.T},
    "keys for values": {"weights_bar": context_bar * k.T},
}


def _square(expression):
    """The same with one letter for all sizes, in which what is transposed fits."""
    sizes = dict.fromkeys([one for part in expression.atoms(Quantity) for one in part.shape], d_k)
    return expression.replace(lambda part: isinstance(part, Quantity), lambda part: _with(part, sizes))


def _with(quantity, sizes):
    shape = [sizes[one] for one in quantity.shape]
    return Quantity(quantity.letter.but(shape=shape), *shape, quantity.shift)


SQUARE_BACKWARD = Model(
    "square_backward",
    inputs=[_square(ATTENTION_BACKWARD.quantities[name]) for name in ATTENTION_BACKWARD.inputs],
    states=[],
    equations={
        _square(ATTENTION_BACKWARD.quantities[name]): _square(right) for name, right in ATTENTION_BACKWARD.equations
    },
)


@pytest.mark.parametrize("what", WRONG)
def test_wrong_variants_are_not_autodiff(what):
    arrays = given(SQUARE)
    theirs = autodiff(arrays, arrays["context_bar"])
    changed = {name: _square(right) for name, right in WRONG[what].items()}
    wrong = SQUARE_BACKWARD.but("wrong", **changed).numpy()(**arrays)
    right = SQUARE_BACKWARD.numpy()(**arrays)
    for name in changed:
        assert np.abs(wrong[name] - theirs[name]).max() > 1e-3
        assert np.abs(right[name] - theirs[name]).max() < TOLERANCE


def test_every_head_for_itself():
    """The same equations with an axis of heads: each head as if it were alone."""

    def of_each_head(expression):
        return expression.replace(lambda part: isinstance(part, Quantity), lambda part: part.along(HEAD))

    model = Model(
        "heads_backward",
        inputs=[of_each_head(ATTENTION_BACKWARD.quantities[name]) for name in ATTENTION_BACKWARD.inputs],
        states=[],
        equations={
            of_each_head(ATTENTION_BACKWARD.quantities[name]): of_each_head(right)
            for name, right in ATTENTION_BACKWARD.equations
        },
    )
    arrays = random_arguments(model, {**SIZES, "H": 2}, batch=3)
    together = model.numpy()(**arrays)
    for one in range(2):
        alone = ATTENTION_BACKWARD.numpy()(**{name: array[:, one] for name, array in arrays.items()})
        for name in NAMES:
            np.testing.assert_allclose(together[name][:, one], alone[name], rtol=0, atol=TOLERANCE)


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="'context_bar' must have shape"):
        ATTENTION_BACKWARD.numpy()(**{**given(SIZES), "context_bar": np.ones((3, 5, 2))})
