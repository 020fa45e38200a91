"""Heads over a memory: pooling, self-attention and two decoders equal Keras's own layers, and wrong ones do not."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from equations.cases import RNG, TOLERANCE, random_parameters
from equations.decoder_of_keras import decoded
from keras import ops
from lstmbook import layouts
from lstmbook.equations import multi_head_memory as module
from lstmbook.equations.attention_decoder import BAHDANAU, LUONG, before_the_cell, masked
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.multi_head_memory import ASKED_AFTER, ASKED_BEFORE, POOLING, SELF_READING
from lstmbook.equations.nodes import MaskedSoftmax, Summed, Tanh
from lstmbook.equations.sequence import Scan
from lstmbook.notation.attention import HEAD
from lstmbook.notation.recurrent import h

B, D, N, DM, T, S, H = 2, 3, 4, 4, 5, 6, 3  # N == DM: shapes alone catch no exchange
SIZES = {"d": D, "n": N, "d_m": DM, "d_k": 4, "d_v": 4, "d_query": 4, "d_out": N, "H": H, "T_q": 2}
X, MEMORY = RNG.normal(size=(B, T, D)), RNG.normal(size=(B, S, DM))
START = {name: RNG.normal(size=(B, N)) for name in ("h", "c", "h_tilde")}
SEEN = np.array([[1, 1, 0, 1, 1, 0], [1, 1, 1, 1, 0, 0]], bool)
PROJECTIONS = ("W_q", "b_q", "W_k", "b_k", "W_v", "b_v", "W_out", "b_out")


def heads_of_keras(weights, asking):
    layer = keras.layers.MultiHeadAttention(H, 4, 4, output_shape=N, dtype="float64")
    layer.build((B, 1, asking), (B, S, DM))
    layer.set_weights(layouts.multi_head_attention_to_keras({name: weights[name] for name in PROJECTIONS}))
    return layer


@pytest.mark.parametrize("model", [POOLING, SELF_READING], ids=repr)
def test_many_queries_equal_keras(model):
    weights = random_parameters(model, **SIZES)
    found = model.numpy()(memory=MEMORY, **weights)
    queries = np.repeat(weights["queries"][None], B, axis=0) if model is POOLING else MEMORY
    expected, shares = heads_of_keras(weights, 4)(queries, MEMORY, return_attention_scores=True)
    np.testing.assert_allclose(found["y"], expected, rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(found["weights"], shares, rtol=0, atol=TOLERANCE)


def in_keras(model, weights, mask=None):
    heads = heads_of_keras(weights, N)
    seen = None if mask is None else mask[:, None]

    def read(query):
        return heads(ops.expand_dims(query, 1), ops.convert_to_tensor(MEMORY), attention_mask=seen)[:, 0]

    return decoded(weights, model is ASKED_AFTER, read, X, START.values())


def by_equations(model, weights, mask=None, shown=None):
    after = "h_tilde" in model.quantities
    start = {name: one for name, one in START.items() if f"{name}_prev" in model.states}
    fixed = {"memory": MEMORY} | ({} if mask is None else {"seen": mask})
    known = {name: weights[name] for name in model.parameters}
    return Scan(model)(X, known, start=start, **fixed)[shown or ("h_tilde" if after else "h")]


@pytest.mark.parametrize("mask", [None, SEEN], ids=["all", "masked"])
@pytest.mark.parametrize("model", [ASKED_BEFORE, ASKED_AFTER], ids=repr)
def test_a_decoder_equals_keras(model, mask):
    weights = random_parameters(model, **SIZES)
    ours = by_equations(model if mask is None else masked(model), weights, mask)
    np.testing.assert_allclose(ours, in_keras(model, weights, mask), rtol=0, atol=TOLERANCE)


def of(model, name):
    return model.quantities[name]


WRONG = {
    "after: asks with h of the step before": (
        ASKED_AFTER,
        ASKED_AFTER.but("wrong", q=h.prev * of(ASKED_AFTER, "W_q") + of(ASKED_AFTER, "b_q")),
    ),
    "after: the cell hears nothing of the step before": (
        ASKED_AFTER,
        LSTM.but(
            "wrong",
            inputs=[of(ASKED_AFTER, "memory")],
            new={
                **module._reading(h),
                of(ASKED_AFTER, "h_tilde"): ASKED_AFTER.expression("h_tilde"),
            },
        ),
    ),
    "before: no output bias": (ASKED_BEFORE, ASKED_BEFORE.but("wrong", y=Summed(of(ASKED_BEFORE, "head"), HEAD))),
    "before: the candidate hears no heads": (
        ASKED_BEFORE,
        ASKED_BEFORE.but("wrong", g=Tanh(LSTM.expression("g").argument)),
    ),
}


@pytest.mark.parametrize(("right", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_decoder_is_not_that_of_keras(right, wrong):
    weights = random_parameters(right, **SIZES)
    assert np.abs(by_equations(wrong, weights) - in_keras(right, weights)).max() > 1e-3


def test_before_the_cell_one_cannot_ask_with_the_state_that_is_about_to_be_made():
    with pytest.raises(ValueError, match="circle"):
        ASKED_BEFORE.but("wrong", q=h * of(ASKED_BEFORE, "W_q") + of(ASKED_BEFORE, "b_q"))


EXCHANGED = {
    "heads merged in the wrong order": lambda w: {"W_out": w["W_out"][[1, 2, 0]]},
    "the queries in another order": lambda w: {"queries": w["queries"][::-1]},
    "one head's query for all heads": lambda w: {"W_q": np.repeat(w["W_q"][:1], H, axis=0), "b_q": w["b_q"] * 0},
    "V for K": lambda w: {"W_k": w["W_v"], "b_k": w["b_v"]},
    "K for V": lambda w: {"W_v": w["W_k"], "b_v": w["b_k"]},
}


NOTICED = [
    (model, change)
    for model in (POOLING, ASKED_BEFORE, ASKED_AFTER)
    for change in EXCHANGED
    if model is POOLING or change != "the queries in another order"
]


@pytest.mark.parametrize(("model", "change"), NOTICED, ids=repr)
def test_exchanged_weights_are_noticed(model, change):
    weights = random_parameters(model, **SIZES)
    wrong = weights | EXCHANGED[change](weights)
    if model is not POOLING:
        assert np.abs(by_equations(model, wrong) - in_keras(model, weights)).max() > 1e-3
        return
    queries = np.repeat(weights["queries"][None], B, axis=0)
    found = POOLING.numpy()(memory=MEMORY, **wrong)["y"]
    assert np.abs(found - heads_of_keras(weights, 4)(queries, MEMORY)).max() > 1e-3


def test_a_softmax_over_the_queries_is_another():
    weights = random_parameters(SELF_READING, **SIZES)
    found = SELF_READING.numpy()(memory=MEMORY, **weights)
    powers = np.exp(found["scores"])
    wrong = powers / powers.sum(axis=-2, keepdims=True) @ found["v"]
    assert np.abs(wrong - found["context"]).max() > 1e-2


@pytest.mark.parametrize("model", [ASKED_BEFORE, ASKED_AFTER], ids=repr)
def test_the_mask_is_heeded_and_is_one_of_the_memory(model):
    weights = random_parameters(model, **SIZES)
    ours = by_equations(masked(model), weights, SEEN)
    for wrong in (np.ones_like(SEEN), ~SEEN):
        assert np.abs(by_equations(masked(model), weights, wrong) - ours).max() > 1e-3
    shares = by_equations(masked(model), weights, SEEN, "weights")
    assert shares.shape == (B, T, H, S)
    assert not shares[~np.broadcast_to(SEEN[:, None, None], shares.shape)].any()
    assert isinstance(masked(model).expression("weights"), MaskedSoftmax)


def test_one_head_that_projects_nothing_is_the_decoder_with_one_head():
    """With W_v and W_O the identity, what is read are the states themselves; the score differs in its name alone."""
    sizes = SIZES | {"H": 1}
    eye = np.eye(4)
    plain = {"W_v": eye[None], "W_out": eye[None], "W_k": 2 * eye[None]}  # 2 is sqrt(d_k)
    for model, single in ((ASKED_AFTER, LUONG), (ASKED_BEFORE, before_the_cell("general"))):
        zero = {name: np.zeros_like(one) for name, one in random_parameters(model, **sizes).items() if "b_" in name}
        weights = random_parameters(model, **sizes)
        weights |= plain | {name: zero[name] for name in ("b_q", "b_k", "b_v", "b_out")}
        theirs = {name: one for name, one in weights.items() if name in single.parameters}
        theirs |= {"W_score": weights["W_q"][0]}
        np.testing.assert_allclose(by_equations(model, weights), by_equations(single, theirs), rtol=0, atol=TOLERANCE)


def test_states_of_an_lstm_are_the_memory():
    """The chain LSTM -> heads, against Keras's two layers, one after the other, with all gradients of the states."""
    lstm = keras.layers.LSTM(DM, return_sequences=True, dtype="float64")
    lstm.build((B, T, D))
    lstm.set_weights([RNG.normal(size=one.shape) for one in lstm.get_weights()])
    states = Scan(LSTM)(X, layouts.lstm_from_keras(*lstm.get_weights()))["h"]
    weights = random_parameters(POOLING, **SIZES)
    found = POOLING.numpy()(memory=states, **weights)["y"]
    queries = tf.repeat(tf.constant(weights["queries"])[None], B, axis=0)
    expected = heads_of_keras(weights, 4)(queries, lstm(tf.constant(X)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


def test_what_changes_and_what_it_costs():
    assert ASKED_BEFORE.changes.changed == ASKED_AFTER.changes.changed == ("i", "f", "g", "o")
    assert BAHDANAU.states == ASKED_BEFORE.states and LUONG.states == ASKED_AFTER.states
    for model in (POOLING, SELF_READING, ASKED_BEFORE, ASKED_AFTER):
        weights = random_parameters(model, **SIZES)
        count = model.parameter_count()
        assert count.subs({one: SIZES[str(one)] for one in count.free_symbols}) == sum(
            one.size for one in weights.values()
        )
