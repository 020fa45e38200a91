"""The bidirectional LSTM against Keras's ``Bidirectional``, and what is easily got wrong about it against the same."""

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.equations.bidirectional import BIDIRECTIONAL_LSTM
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Bidirectional, Scan, Stack
from lstmbook.layers import LSTMCell
from lstmbook.notation.core import d, n

TOLERANCE = 1e-10
B, T, D, N = 4, 6, 3, 3  # D == N: a transposed kernel is not caught by its shape
RNG = np.random.default_rng(0)
X = RNG.normal(size=(B, T, D))
DIRECTIONS = ("forward", "backward")
SIZES = {"d": D, "n": N}
WEIGHTS = {
    name: {one: RNG.normal(size=[SIZES[str(s)] for s in LSTM.shape_of(one)]) for one in LSTM.parameters}
    for name in DIRECTIONS
}
START = {name: {state: RNG.normal(size=(B, N)) for state in "hc"} for name in DIRECTIONS}
RAGGED = np.arange(T) < np.array([[T], [4], [1], [2]])
MASKS = {
    "no mask": None,
    "ragged": RAGGED,
    "a fully masked row": np.arange(T) < np.array([[T], [0], [3], [1]]),
    "holes": np.array([[1, 0, 1, 1, 0, 1], [0, 0, 1, 1, 1, 0], [1, 1, 0, 0, 0, 1], [1, 1, 1, 1, 1, 0]], bool),
}
MERGES = ("concat", "sum", "ave", "mul", None)


def part(merge="concat"):
    return Bidirectional(Scan(LSTM), Scan(LSTM, reverse=True), merge)


def in_keras(mask, kind="layer", merge="concat", start=None, sequences=True):
    """What Keras's wrapper returns around its own LSTM or around a ``RNN`` of our cell: arrays."""
    options = {"return_sequences": sequences, "dtype": "float64"}
    if kind == "layer":
        one = keras.layers.LSTM(N, use_cudnn=False, **options)
    else:
        one = keras.layers.RNN(LSTMCell(N, dtype="float64"), **options)
    layer = keras.layers.Bidirectional(one, merge_mode=merge, dtype="float64")
    layer.build(X.shape)
    layer.set_weights(layouts.bidirectional_lstm_to_keras(WEIGHTS))
    states = start and [start[name][state] for name in DIRECTIONS for state in "hc"]
    mask = None if mask is None else keras.ops.convert_to_tensor(mask)
    found = layer(X, mask=mask, initial_state=states)
    return [np.asarray(one) for one in (found if merge is None else [found])]


def as_list(found):
    return list(found) if isinstance(found, tuple) else [found]


def gap(ours, theirs, seen):
    return max(np.abs(one - other)[seen].max() for one, other in zip(as_list(ours), theirs, strict=True))


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("kind", ["layer", "cell"])
def test_every_step_equals_keras(kind, mask):
    """With nonzero first states of both directions. Keras writes zeros at masked steps; ours hands the states on."""
    results = BIDIRECTIONAL_LSTM(X, WEIGHTS, mask=mask, start=START)
    seen = np.ones((B, T), bool) if mask is None else mask
    theirs = in_keras(mask, kind, start=START)
    assert gap(BIDIRECTIONAL_LSTM.output(results), theirs, seen) < TOLERANCE
    assert not theirs[0][~seen].any()


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("kind", ["layer", "cell"])
def test_the_last_states_equal_keras(kind, mask):
    results = BIDIRECTIONAL_LSTM(X, WEIGHTS, mask=mask, start=START)
    theirs = in_keras(mask, kind, start=START, sequences=False)
    seen = np.ones(B, bool) if mask is None else mask.any(axis=1)
    assert gap(BIDIRECTIONAL_LSTM.last(results), theirs, seen) < TOLERANCE


@pytest.mark.parametrize("sequences", [True, False])
@pytest.mark.parametrize("merge", MERGES)
def test_every_merge_equals_keras(merge, sequences):
    own = part(merge)
    results = own(X, WEIGHTS, mask=RAGGED)
    theirs = in_keras(RAGGED, merge=merge, sequences=sequences)
    ours = own.output(results) if sequences else own.last(results)
    assert gap(ours, theirs, RAGGED if sequences else np.ones(B, bool)) < TOLERANCE


def test_a_fully_masked_sequence_ends_where_it_started():
    mask = MASKS["a fully masked row"]
    last = BIDIRECTIONAL_LSTM.last(BIDIRECTIONAL_LSTM(X, WEIGHTS, mask=mask, start=START))
    assert np.array_equal(last[1], np.concatenate([START[name]["h"][1] for name in DIRECTIONS]))


# -- what is easily got wrong ---------------------------------------------------------------------------------


def results(mask=None):
    return BIDIRECTIONAL_LSTM(X, WEIGHTS, mask=mask)


def not_turned_round():
    both = results(RAGGED)
    return np.concatenate([both["forward"]["h"], both["backward"]["h"][:, ::-1]], axis=-1)


def started_in_the_padding():
    both = results(RAGGED)
    return np.concatenate([both["forward"]["h"], results()["backward"]["h"]], axis=-1)


def forward_weights_twice():
    same = dict.fromkeys(DIRECTIONS, WEIGHTS["forward"])
    return BIDIRECTIONAL_LSTM.output(BIDIRECTIONAL_LSTM(X, same, mask=RAGGED))


def directions_exchanged():
    both = results(RAGGED)
    return np.concatenate([both["backward"]["h"], both["forward"]["h"]], axis=-1)


def read_forwards_twice():
    both = results(RAGGED)
    return np.concatenate([both["forward"]["h"], Scan(LSTM)(X, WEIGHTS["backward"], mask=RAGGED)["h"]], axis=-1)


@pytest.mark.parametrize(
    "wrong",
    [not_turned_round, started_in_the_padding, forward_weights_twice, directions_exchanged, read_forwards_twice],
)
def test_wrong_sequences_are_not_those_of_keras(wrong):
    theirs = in_keras(RAGGED)
    assert gap(BIDIRECTIONAL_LSTM.output(results(RAGGED)), theirs, RAGGED) < TOLERANCE
    assert gap(wrong(), theirs, RAGGED) > 0.1


def test_the_last_step_is_not_the_last_output():
    """Its backward half has read one input. Nor is it with padding, where it has read what is there for padding."""
    for mask in (None, RAGGED):
        both, theirs = results(mask), in_keras(mask, sequences=False)[0]
        wrong = BIDIRECTIONAL_LSTM.output(both)[:, -1]
        assert np.abs(wrong - theirs)[:, :N].max() < TOLERANCE
        assert np.abs(wrong - theirs)[:, N:].max() > 0.1


def test_what_is_read_last_is_where_the_mask_begins():
    """The backward direction's last state does not hear the padding, and its first state is at the last valid step."""
    other = np.where(RAGGED[..., None], X, 100.0)
    ours, moved = (BIDIRECTIONAL_LSTM.last(BIDIRECTIONAL_LSTM(x, WEIGHTS, mask=RAGGED)) for x in (X, other))
    assert np.array_equal(ours, moved)
    alone = Scan(LSTM, reverse=True)(X[1:2, :4], WEIGHTS["backward"])["h"][:, 0]
    assert np.abs(ours[1, N:] - alone).max() < TOLERANCE


# -- counts and errors ----------------------------------------------------------------------------------------


def test_it_has_twice_the_parameters():
    models = BIDIRECTIONAL_LSTM.models
    assert list(models) == [("forward",), ("backward",)]
    count = sum(model.parameter_count() for model in models.values())
    assert (count - 2 * LSTM.parameter_count()).expand() == 0
    assert count.subs({d: D, n: N}) == sum(array.size for some in WEIGHTS.values() for array in some.values())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: part("product"), "merge must be one of 'concat', 'sum', 'ave', 'mul', None, got 'product'"),
        (lambda: BIDIRECTIONAL_LSTM(X, WEIGHTS, mask=RAGGED[:, :-1]), r"mask must be booleans of shape \(4, 6\)"),
        (
            lambda: BIDIRECTIONAL_LSTM(X, WEIGHTS, start=START["forward"]),
            "start must be by forward, backward, got c",
        ),
        (lambda: BIDIRECTIONAL_LSTM(X, {"forward": WEIGHTS["forward"]}), r"the parameters miss \['backward'\]"),
        (lambda: Stack(part("sum"), part()).models, "written for directions side by side, not for merge 'sum'"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
