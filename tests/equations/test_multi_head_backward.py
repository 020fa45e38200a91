"""Multi-head attention backwards as equations: equal to autodiff, for every projection; wrong variants are not."""

import numpy as np
import pytest
import tensorflow as tf
from equations.conftest import random_arguments
from lstmbook.equations.multi_head_attention import MASKED_MULTI_HEAD_ATTENTION, MULTI_HEAD_ATTENTION
from lstmbook.equations.multi_head_backward import MULTI_HEAD_BACKWARD
from lstmbook.notation.attention import HEAD, query
from lstmbook.notation.attention_gradients import y_bar
from lstmbook.notation.core import BATCH

TOLERANCE = 1e-10
SIZES = {"H": 2, "T_q": 3, "T_k": 5, "d_k": 4, "d_v": 3, "d_query": 6, "d_key": 5, "d_value": 7, "d_out": 2}
ONES = dict.fromkeys(SIZES, 1)


def autodiff(arrays, bar, mask=None):
    """What TensorFlow finds, written as a program and not as the equations: all gradients by their names."""
    given = {name: tf.constant(array) for name, array in arrays.items()}
    hidden = 0.0 if mask is None else tf.where(tf.constant(mask, bool), 0.0, tf.constant(-np.inf, "float64"))[:, None]
    with tf.GradientTape() as tape:
        tape.watch(list(given.values()))
        q, k, v = (
            tf.einsum("btd,hda->bhta", given[what], given[f"W_{one}"]) + given[f"b_{one}"][:, None]
            for one, what in zip("qkv", ("query", "key", "value"), strict=True)
        )
        shares = tf.nn.softmax(tf.einsum("bhia,bhsa->bhis", q, k) / np.sqrt(q.shape[-1]) + hidden)
        context = tf.einsum("bhis,bhsa->bhia", shares, v)
        y = tf.einsum("bhia,had->bid", context, given["W_out"]) + given["b_out"]
        loss = tf.reduce_sum(y * bar)
    return {f"{name}_bar": one.numpy() for name, one in tape.gradient(loss, given).items()}


def both(sizes=SIZES, mask=None, model=MULTI_HEAD_BACKWARD):
    """The gradients of the equations and of autodiff."""
    arrays = random_arguments(MULTI_HEAD_ATTENTION, sizes, batch=3)
    forward = MULTI_HEAD_ATTENTION if mask is None else MASKED_MULTI_HEAD_ATTENTION
    found = forward.numpy()(**arrays, **({} if mask is None else {"mask": mask}))
    bar = np.random.default_rng(5).normal(size=found["y"].shape)
    known = {**arrays, **found, "y_bar": bar}
    return model.numpy()(**{name: known[name] for name in model.arguments}), autodiff(arrays, bar, mask)


@pytest.mark.parametrize("sizes", [SIZES, ONES], ids=["all differ", "ones"])
def test_equals_autodiff(sizes):
    ours, theirs = both(sizes)
    assert len(theirs) == 11
    for name, expected in theirs.items():
        assert np.abs(expected).max() > 1e-3 or name == "b_k_bar" or sizes is ONES
        np.testing.assert_allclose(ours[name], expected, rtol=0, atol=TOLERANCE)


def test_equals_autodiff_under_a_mask():
    mask = np.random.default_rng(3).random((3, 3, 5)) < 0.5
    mask[..., 0] = True
    ours, theirs = both(mask=mask)
    for name, expected in theirs.items():
        np.testing.assert_allclose(ours[name], expected, rtol=0, atol=TOLERANCE)


def test_the_bias_of_the_keys_has_no_gradient_and_the_others_have():
    ours, _ = both()
    assert np.abs(ours["b_k_bar"]).max() < 1e-12
    assert min(np.abs(ours[f"b_{name}_bar"]).min() for name in ("q", "v", "out")) > 1e-3


QUANTITIES = MULTI_HEAD_BACKWARD.quantities
WRONG = {
    "the last head's queries alone": {
        "query_bar": lambda text: text.replace("np.sum(q_bar @", "(lambda x, axis: x[:, -1])(q_bar @")
    },
    "the first sequence alone": {"W_q_bar": lambda text: text.replace("np.sum(query", "(lambda x, axis: x[0])(query")},
    "the bias of one query": {"b_q_bar": lambda text: text.replace("np.sum(q_bar, axis=-2)", "q_bar[..., 0, :]")},
    "keys for values": {"W_v_bar": lambda text: text.replace("v_bar", "k_bar", 2).replace("k_bar", "v_bar", 1)},
    "heads exchanged": {"context_bar": lambda text: text.replace("W_out.mT", "W_out[::-1].mT")},
    "contexts for what is read": {"W_out_bar": lambda text: text.replace("context.mT", "context[:, ::-1].mT")},
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_variants_are_not_autodiff(what, monkeypatch):
    """Each with one line of its source changed, at sizes at which the shapes still fit."""
    sizes = dict.fromkeys(SIZES, 4) | {"H": 2, "T_q": 3, "T_k": 3}
    ((name, change),) = WRONG[what].items()
    source = MULTI_HEAD_BACKWARD.numpy_source()
    (line,) = [one for one in source.splitlines() if one.startswith(f"    {name} = ")]
    assert change(line) != line
    namespace = dict(MULTI_HEAD_BACKWARD.numpy().unchecked.__globals__)
    exec(source.replace(line, change(line)), namespace)
    arrays = random_arguments(MULTI_HEAD_ATTENTION, sizes, batch=3)
    found = MULTI_HEAD_ATTENTION.numpy()(**arrays)
    known = {**arrays, **found, "y_bar": np.random.default_rng(5).normal(size=found["y"].shape)}
    given = {one: known[one] for one in MULTI_HEAD_BACKWARD.arguments}
    theirs = autodiff(arrays, known["y_bar"])
    wrong, right = namespace["multi_head_backward"](**given), MULTI_HEAD_BACKWARD.numpy()(**given)
    assert max(np.abs(right[one] - theirs[one]).max() for one in theirs) < TOLERANCE
    assert max(np.abs(wrong[one] - theirs[one]).max() for one in theirs) > 1e-3


def test_self_attention_adds_the_three():
    """One sequence as query, key and value: its gradient is the sum of theirs."""
    sizes = SIZES | {"T_q": 5, "d_query": 6, "d_key": 6, "d_value": 6}
    arrays = random_arguments(MULTI_HEAD_ATTENTION, sizes, batch=2)
    arrays |= {"key": arrays["query"], "value": arrays["query"]}
    found = MULTI_HEAD_ATTENTION.numpy()(**arrays)
    bar = np.ones_like(found["y"])
    known = {**arrays, **found, "y_bar": bar}
    back = MULTI_HEAD_BACKWARD.numpy()(**{name: known[name] for name in MULTI_HEAD_BACKWARD.arguments})
    step, moved = 1e-6, arrays["query"].copy()
    moved[1, 2, 3] += step
    later = MULTI_HEAD_ATTENTION.numpy()(**arrays | dict.fromkeys(("query", "key", "value"), moved))
    slope = (later["y"] - found["y"]).sum() / step
    total = sum(back[f"{name}_bar"][1, 2, 3] for name in ("query", "key", "value"))
    assert abs(slope - total) < 1e-4


def test_a_gradient_has_the_axes_of_what_it_is_at():
    assert y_bar.axes == (BATCH,) and y_bar.shape == QUANTITIES["y_bar"].shape
    assert QUANTITIES["query_bar"].shape == query.shape and QUANTITIES["W_q_bar"].axes == (HEAD,)
    assert QUANTITIES["b_k_bar"].is_vector
