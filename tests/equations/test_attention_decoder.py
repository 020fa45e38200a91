"""Two decoders with attention: equal to Keras's LSTM cell and the book's attention layers, wrong ones rejected."""

import numpy as np
import pytest
from equations.cases import RNG, TOLERANCE, random_parameters
from equations.decoder_of_keras import decoded
from keras import ops
from lstmbook.equations.attention_decoder import (
    BAHDANAU,
    LUONG,
    LUONG_DOT,
    UNFED,
    after_the_cell,
    before_the_cell,
    masked,
)
from lstmbook.equations.attention_scores import general
from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.nodes import Tanh
from lstmbook.equations.sequence import Scan
from lstmbook.layers import AdditiveAttention, MultiplicativeAttention
from lstmbook.notation.core import matrix
from lstmbook.notation.decoder import d_m
from lstmbook.notation.recurrent import h

D, N, T, S, B = 3, 4, 5, 6, 2
SIZES = {"d": D, "n": N, "d_m": N, "u": N}
X, MEMORY = RNG.normal(size=(B, T, D)), RNG.normal(size=(B, S, N))
START = {name: RNG.normal(size=(B, N)) for name in "hc"}
FED = {"h_tilde": RNG.normal(size=(B, N))}
SEEN = np.array([[1, 1, 0, 1, 1, 0], [1, 1, 1, 1, 0, 0]], bool)


def in_keras(place, weights, mask=None):
    """With an attention layer of the book's in Keras, for the score whose weights there are."""
    names = [name for name in ("W_query", "U_memory", "v_score", "W_score") if name in weights]
    score = {0: "dot", 1: "general"}.get(len(names))
    layer = MultiplicativeAttention(score, dtype="float64") if score else AdditiveAttention(N, dtype="float64")
    layer.build((B, 1, N), MEMORY.shape)
    layer.set_weights([weights[name] for name in names])

    def read(query):
        return layer(ops.expand_dims(query, 1), ops.convert_to_tensor(MEMORY), mask=mask)[0][:, 0]

    return decoded(weights, place == "after", read, X, [*START.values(), *FED.values()])


def by_equations(model, weights, mask=None):
    place = "h_tilde" if "h_tilde" in model.quantities else "h"
    start = {**START, **FED} if "h_tilde_prev" in model.states else START
    fixed = {"memory": MEMORY} | ({} if mask is None else {"seen": mask})
    known = {name: weights[name] for name in model.parameters}
    return Scan(model)(X, known, start=start, **fixed)[place]


MODELS = {
    "bahdanau": ("before", BAHDANAU),
    "luong": ("after", LUONG),
    "luong dot": ("after", LUONG_DOT),
    "before, general": ("before", before_the_cell("general")),
    "after, additive": ("after", after_the_cell("additive")),
}


@pytest.mark.parametrize("mask", [None, SEEN], ids=["all", "masked"])
@pytest.mark.parametrize(("place", "model"), MODELS.values(), ids=MODELS)
def test_a_decoder_equals_keras(place, model, mask):
    weights = random_parameters(model, **SIZES)
    ours = by_equations(model if mask is None else masked(model), weights, mask)
    np.testing.assert_allclose(ours, in_keras(place, weights, mask), rtol=0, atol=TOLERANCE)


def of(model, name):
    return model.quantities[name]


# The sizes alone refuse the projection that the score has, (d_m, u).
SQUARE = matrix("U_square", d_m, d_m, learned=True)
WRONG = {
    "luong asks with h of the step before": (
        LUONG,
        LUONG.but("wrong", scores=general(h.prev, of(LUONG, "memory"), of(LUONG, "W_score"))),
    ),
    "context of projected keys": (
        BAHDANAU,
        BAHDANAU.but("wrong", context=of(BAHDANAU, "weights") * of(BAHDANAU, "memory") * SQUARE),
    ),
    "no context in the candidate": (BAHDANAU, BAHDANAU.but("wrong", g=Tanh(preactivation("g")))),
    "luong's context in its attentional vector twice": (
        LUONG,
        LUONG.but("wrong", h_tilde=Tanh(of(LUONG, "context") * (of(LUONG, "W_read") + of(LUONG, "W_shown")))),
    ),
    "no input feeding": (LUONG, UNFED),
}


@pytest.mark.parametrize(("right", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_decoder_is_not_that_of_keras(right, wrong):
    weights = random_parameters(right, **SIZES)
    theirs = in_keras("before" if right is BAHDANAU else "after", weights)
    weights |= {"U_square": weights.get("U_memory")}
    assert np.abs(by_equations(wrong, weights) - theirs).max() > 1e-3


def test_a_transposed_score_is_another():
    weights = random_parameters(LUONG, **SIZES)
    turned = weights | {"W_score": weights["W_score"].T}
    assert np.abs(by_equations(LUONG, turned) - in_keras("after", weights)).max() > 1e-3


def test_context_on_the_wrong_side_of_the_cell_is_another_model():
    """With one set of weights: what Bahdanau's cell hears is joined to its hidden state only after the cell."""
    weights = random_parameters(BAHDANAU, **SIZES)
    theirs = in_keras("before", weights)
    plain = Scan(LSTM)(X, {name: weights[name] for name in LSTM.parameters}, start=START)["h"]
    context = Scan(BAHDANAU)(X, weights, start=START, memory=MEMORY)["context"]
    assert np.abs(plain + context @ weights["V_o"] - theirs).max() > 1e-3


def test_bahdanau_cannot_ask_with_the_state_that_it_is_about_to_make():
    with pytest.raises(ValueError, match="circle"):
        BAHDANAU.but("wrong", scores=general(h, of(BAHDANAU, "memory")))


def test_a_mask_that_is_ignored_is_noticed():
    weights = random_parameters(LUONG, **SIZES)
    assert np.abs(by_equations(LUONG, weights) - in_keras("after", weights, SEEN)).max() > 1e-3


def test_padding_is_never_read():
    weights = random_parameters(LUONG, **SIZES)
    one = Scan(masked(LUONG))(X, weights, memory=MEMORY, seen=SEEN)
    other = Scan(masked(LUONG))(X, weights, memory=np.where(SEEN[..., None], MEMORY, 7.0), seen=SEEN)
    np.testing.assert_array_equal(one["h_tilde"], other["h_tilde"])
    assert not one["weights"][~np.broadcast_to(SEEN[:, None], one["weights"].shape)].any()


def test_who_has_heard_the_input_when_it_asks():
    """Of one step: another input moves Luong's weights and leaves Bahdanau's; another memory leaves Luong's cell."""
    for model, moved, kept in ((BAHDANAU, ("c",), ("weights",)), (LUONG, ("c", "weights"), ())):
        weights = random_parameters(model, **SIZES)
        one, other = (Scan(model)(x, weights, start=START, memory=MEMORY) for x in (X[:, :1], X[:, 1:2]))
        assert all(np.array_equal(one[name], other[name]) for name in kept)
        assert all(np.abs(one[name] - other[name]).max() > 1e-3 for name in moved)
        one, other = (Scan(model)(X[:, :1], weights, start=START, memory=M) for M in (MEMORY, 2 * MEMORY))
        assert np.array_equal(one["c"], other["c"]) == (model is LUONG)


def test_what_changes_and_what_it_costs():
    assert BAHDANAU.changes.changed == LUONG.changes.changed == ("i", "f", "g", "o")
    assert UNFED.changes.changed == () and LUONG.states == ("h_prev", "c_prev", "h_tilde_prev")
    weights = random_parameters(LUONG, **SIZES)
    sizes = {one: SIZES[str(one)] for one in LUONG.parameter_count().free_symbols}
    assert LUONG.parameter_count().subs(sizes) == sum(array.size for array in weights.values())


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="score must be one of additive, general, dot, got 'scaled'"):
        after_the_cell("scaled")
    with pytest.raises(ValueError, match="d_m"):
        Scan(LUONG)(X, random_parameters(LUONG, **SIZES), memory=MEMORY[..., :2])
