"""Whole sequences against Keras, with all kinds of masks, forwards and in reverse, and against steps taken by hand."""

import keras
import numpy as np
import pytest
import sympy as sp
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import MaskedSoftmax, RowSoftmax, Tanh
from lstmbook.equations.sequence import Bidirectional, Chain, Scan, Stack
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation.attention import T_k
from lstmbook.notation.core import BATCH, T, index, matrix, n, vector
from lstmbook.notation.recurrent import U, W, b, h, step_vector, x

TOLERANCE = 1e-10
RNG = np.random.default_rng(0)
SEQUENCES, STEPS, FEATURES, UNITS = 4, 7, 3, 5
INPUTS = RNG.normal(size=(SEQUENCES, STEPS, FEATURES))
LENGTHS = np.array([[STEPS], [4], [1], [0]])
PLACES = np.arange(STEPS)
MASKS = {
    "none": None,
    "right": PLACES < LENGTHS,
    "left": PLACES >= STEPS - LENGTHS,
    "holes": RNG.random((SEQUENCES, STEPS)) < 0.6,
    "fully masked": np.zeros((SEQUENCES, STEPS), bool),
}


def parameters(model, **sizes):
    known = {"d": FEATURES, "n": UNITS, **sizes}
    return {name: RNG.normal(size=[known[str(one)] for one in model.shape_of(name)]) for name in model.parameters}


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_a_scan_equals_keras(mask, reverse):
    weights, start = parameters(LSTM), {name: RNG.normal(size=(SEQUENCES, UNITS)) for name in "hc"}
    options = {"return_sequences": True, "return_state": True, "go_backwards": reverse, "use_cudnn": False}
    layer = keras.layers.LSTM(UNITS, dtype="float64", **options)
    layer.build(INPUTS.shape)
    layer.set_weights(list(layouts.lstm_to_keras(weights)))
    tensor = None if mask is None else keras.ops.convert_to_tensor(mask)
    theirs, last, cell = map(np.asarray, layer(INPUTS, mask=tensor, initial_state=list(start.values())))
    scan = Scan(LSTM, reverse=reverse)
    results = scan(INPUTS, weights, mask=mask, start=start)
    seen = np.ones((SEQUENCES, STEPS), bool) if mask is None else mask
    ours = results["h"][:, ::-1] if reverse else results["h"]
    seen = seen[:, ::-1] if reverse else seen
    assert np.abs(ours - theirs)[seen].max(initial=0) < TOLERANCE
    assert np.abs(scan.last(results) - last).max() < TOLERANCE
    assert np.abs(results["c"][:, 0 if reverse else -1] - cell).max() < TOLERANCE
    assert np.abs(scan.output(results) - results["h"]).max() == 0


def test_a_scan_is_its_steps_one_after_the_other():
    """Every named quantity, of a model that also hears states whole: a decoder that attends to a memory."""
    memory = matrix("memory", T_k, n, (BATCH,), meaning="states that are attended to", order=40)
    scores = step_vector("scores", T_k, meaning="scores", order=41)
    shares = step_vector("weights", T_k, meaning="weights", order=42)
    context = step_vector("context", n, meaning="mean of the states", order=43)
    V = matrix("V", n, n, meaning="weights of the context", order=160, learned=True)
    decoder = Model(
        "decoder",
        inputs=[x, memory],
        states=[h.prev],
        equations={
            scores: h.prev * memory.T,
            shares: RowSoftmax(scores),
            context: shares * memory,
            h: Tanh(x * W + h.prev * U + context * V + b),
        },
    )
    weights, states = parameters(decoder), RNG.normal(size=(SEQUENCES, 6, UNITS))
    results = Scan(decoder)(INPUTS, weights, memory=states)
    state = np.zeros((SEQUENCES, UNITS))
    for time in range(STEPS):
        exponents = np.exp(np.einsum("bn,bsn->bs", state, states))
        share = exponents / exponents.sum(axis=1, keepdims=True)
        mean = np.einsum("bs,bsn->bn", share, states)
        z = INPUTS[:, time] @ weights["W"] + state @ weights["U"] + mean @ weights["V"] + weights["b"]
        state = np.tanh(z)
        for name, array in {"h": state, "weights": share, "context": mean}.items():
            assert np.abs(results[name][:, time] - array).max() < TOLERANCE
    padding = vector("padding", T_k, (BATCH,), meaning="one where there is a state", order=44)
    masked = decoder.but("masked_decoder", inputs=[padding], weights=MaskedSoftmax(scores, padding))
    open_ = Scan(masked)(INPUTS, weights, memory=states, padding=np.ones((SEQUENCES, 6)))
    assert np.abs(open_["h"] - results["h"]).max() < TOLERANCE


def test_what_goes_back_in_time_starts_at_the_end():
    """The gradient by the backward model equals a difference quotient of the loss."""
    weights, probe = parameters(LSTM), RNG.normal(size=(SEQUENCES, STEPS, UNITS))
    forward = Scan(LSTM)(INPUTS, weights)
    zeros = np.zeros((SEQUENCES, 1, UNITS))
    before = {f"{name}_prev": np.concatenate([zeros, forward[name][:, :-1]], axis=1) for name in "hc"}
    heard = {"x": INPUTS, **before, **{name: forward[name] for name in "ifgoc"}, "loss_bar": probe}
    scan = Scan(LSTM_BACKWARD)
    assert scan.backwards and scan.carried == {"h_bar_plus": "h_bar_plus_prev", "c_bar_plus": "c_bar_plus_prev"}
    back = scan(heard, {name: weights[name] for name in LSTM_BACKWARD.parameters})
    assert back["W_bar_f"].shape == (STEPS, FEATURES, UNITS)

    def loss(by):
        moved = weights | {"W_f": weights["W_f"] + by * np.eye(FEATURES, UNITS)}
        return np.sum(Scan(LSTM)(INPUTS, moved)["h"] * probe)

    slope = (loss(1e-5) - loss(-1e-5)) / 2e-5
    assert np.trace(back["W_bar_f"].sum(axis=0)[:, :FEATURES]) == pytest.approx(slope, rel=1e-7)


def test_the_first_state_is_zero_where_the_reading_begins():
    j = index("j")
    assert Scan(LSTM).first("c", j).left == LSTM.quantities["c"].entry(j, step=sp.Integer(0))
    assert Scan(LSTM_BACKWARD).first("c_bar_plus", j).left.indices == (T, j)
    assert Scan(LSTM).definition("c", j) == LSTM.definition("c", j)


def test_latex_in_reverse_looks_ahead():
    source = Scan(LSTM, reverse=True).latex("c").source
    assert "c_{t+1}" in source and "c_{t-1}" not in source
    assert "c_{t-1}" in Scan(LSTM).latex("c").source
    assert Scan(LSTM).latex().source == LSTM.latex().source


def test_a_chain_hands_on_what_comes_out():
    chain = Chain({"encoder": Scan(LSTM), "reader": Scan(SIMPLE_RNN)})
    weights = {"encoder": parameters(LSTM), "reader": parameters(SIMPLE_RNN, d=UNITS)}
    results = chain(INPUTS, weights)
    alone = Scan(SIMPLE_RNN)(Scan(LSTM)(INPUTS, weights["encoder"])["h"], weights["reader"])["h"]
    assert np.array_equal(chain.output(results), alone) and list(results) == ["encoder", "reader"]
    assert ("reader",) in chain.models and chain.latex("h").source.count("&=") == 2


WEIGHTS = parameters(LSTM)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Scan(LSTM)(INPUTS, WEIGHTS, mask=np.ones((STEPS, SEQUENCES), bool)), ValueError, "mask must be"),
        (lambda: Scan(LSTM)(INPUTS, WEIGHTS, mask=np.ones((SEQUENCES, STEPS))), ValueError, "booleans .* float64"),
        (lambda: Scan(LSTM)(INPUTS, WEIGHTS, start={"z": 0}), ValueError, "lstm has no state z, only h, c"),
        (lambda: Scan(LSTM)(INPUTS, WEIGHTS, start={"h": np.zeros((1, 5))}), ValueError, "'h_prev' must have shape"),
        (lambda: Scan(LSTM)(INPUTS[0], WEIGHTS), ValueError, "'x' must have shape"),
        (lambda: Scan(LSTM)(INPUTS[0, 0], WEIGHTS), ValueError, "the same batch and the same steps"),
        (lambda: Scan(LSTM)(INPUTS[:, :0], WEIGHTS), ValueError, "at least one step"),
        (lambda: Scan(LSTM)(INPUTS, {}), TypeError, "missing .'U_f'"),
        (lambda: Scan(LSTM)(INPUTS, WEIGHTS | {"W_q": 0}), TypeError, "unknown .'W_q'"),
        (lambda: Scan(LSTM_BACKWARD)(INPUTS, WEIGHTS), TypeError, "hears x, h_prev.*: give a dict"),
        (lambda: Bidirectional(Scan(LSTM), Scan(LSTM)), ValueError, "the second one backwards"),
        (lambda: Chain({}), ValueError, "at least one part"),
        (lambda: Stack(Scan(LSTM))(INPUTS, {"layer_2": WEIGHTS}), ValueError, "miss .'layer_1'.*unknown .'layer_2'"),
        (lambda: Scan(Model("wrong", [x], [h.prev], {step_vector("y", n): x * W})), ValueError, "no equation gives h"),
    ],
)
def test_what_does_not_fit_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
