"""Layer normalisation and attention in a block against Keras; other blocks that look alike are rejected."""

import keras
import numpy as np
import pytest
import sympy as sp
from lstmbook.equations import norm_blocks
from lstmbook.equations.nodes import Ratio, RowSums
from lstmbook.equations.norm_blocks import GATE, KERAS_LAYER_NORM, LAYER_NORM, POST_NORM, PRE_NORM
from lstmbook.layers import AttentionBlock
from lstmbook.notation.blocks import W_out, X, Y, beta, centred, context, deviation, gamma, norm
from lstmbook.notation.core import T, index, n

SIZES = {"T": 5, "n": 4}
CAUSAL = np.broadcast_to(np.tri(5), (3, 5, 5))


@pytest.fixture
def arrays(arguments):
    return arguments(PRE_NORM, SIZES, batch=3) | {"mask": CAUSAL}


def keras_norm(arrays, epsilon):
    layer = keras.layers.LayerNormalization(epsilon=epsilon, dtype="float64")
    layer.build(arrays["X"].shape)
    layer.set_weights([arrays["gamma"], arrays["beta"]])
    return np.asarray(layer(arrays["X"]))


def keras_block(arrays, kind):
    layer = AttentionBlock(1, 4, norm=kind, dtype="float64")
    layer.build(arrays["X"].shape)
    kernels = [arrays[name][:, None] for name in ("W_q", "W_k", "W_v")]
    layer.set_weights([arrays["gamma"], arrays["beta"], *kernels, arrays["W_out"][None]])
    return np.asarray(layer(arrays["X"]))


def of(arrays, model):
    return {name: arrays[name] for name in model.arguments}


@pytest.mark.parametrize(("model", "epsilon"), [(LAYER_NORM, 1e-5), (KERAS_LAYER_NORM, 1e-3)])
def test_layer_normalisation_is_that_of_keras(model, epsilon, arrays):
    ours = model.numpy()(**of(arrays, model))["norm"]
    assert np.abs(ours - keras_norm(arrays, epsilon)).max() < 1e-10
    assert np.abs(ours - keras_norm(arrays, 1e-3 if epsilon == 1e-5 else 1e-5)).max() > 1e-5


def test_the_defaults_of_keras_differ_from_those_of_the_paper_s_other_heirs():
    assert keras.layers.LayerNormalization().epsilon == float(norm_blocks.KERAS_EPSILON) == 1e-3


def test_layer_normalisation_written_as_a_program(arrays):
    x = arrays["X"]
    wanted = np.empty_like(x)
    for place in np.ndindex(3, 5):
        row = x[place]
        variance = sum((one - row.mean()) ** 2 for one in row) / 4
        wanted[place] = arrays["gamma"] * (row - row.mean()) / np.sqrt(variance + 1e-5) + arrays["beta"]
    assert np.abs(LAYER_NORM.numpy()(**of(arrays, LAYER_NORM))["norm"] - wanted).max() < 1e-12


@pytest.mark.parametrize(("model", "kind", "shown"), [(PRE_NORM, "pre", "Y"), (POST_NORM, "post", "norm")])
def test_blocks_are_those_of_the_layer(model, kind, shown, arrays):
    ours = model.numpy()(**of(arrays, model))[shown]
    assert np.abs(ours - keras_block(arrays, kind)).max() < 1e-10
    assert np.abs(ours - keras_block(arrays, {"pre": "post", "post": "pre"}[kind])).max() > 1e-2


OVER_TIME = {
    "mean": RowSums(X.T).T / T,
    "deviation": norm_blocks.Root(
        RowSums(sp.HadamardProduct(centred, centred).T).T / T + norm_blocks.EPSILON * sp.OneMatrix(T, n)
    ),
}
WRONG = {
    "the residual from what is normalised": {"Y": norm + context * W_out},
    "no residual": {"Y": context * W_out},
    "normalised over time": OVER_TIME,
    "the mean left in": {"norm": sp.HadamardProduct(norm_blocks.Rows(gamma, T), Ratio(X, deviation))},
    "shifted before it is scaled": {
        "norm": sp.HadamardProduct(norm_blocks.Rows(gamma, T), Ratio(centred, deviation) + norm_blocks.Rows(beta, T))
    },
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_blocks_are_rejected(name, arrays):
    wrong = PRE_NORM.but("wrong", **WRONG[name])
    found = wrong.numpy()(**of(arrays, wrong))["Y"]
    assert np.abs(found - keras_block(arrays, "pre")).max() > 1e-2


def test_entry_of_the_residual():
    s, j = index("s"), index("j")
    assert PRE_NORM.entry("Y", s, j).has(X.letter.base[s, j]) and Y.shape == (T, n)


def test_counts():
    assert sp.expand(PRE_NORM.parameter_count() - (4 * n**2 + 2 * n)) == 0
    assert sp.expand(GATE.parameter_count() - (2 * n**2 + n)) == 0


@pytest.mark.parametrize(("bias", "shown"), [(50.0, "h"), (-50.0, "r")])
def test_an_open_gate_shows_the_lstm_and_a_closed_one_what_was_read(bias, shown, arguments):
    arrays = arguments(GATE, {"n": 4}, batch=3) | {"b_gate": np.full(4, bias)}
    assert np.abs(GATE.numpy()(**arrays)["y"] - arrays[shown]).max() < 1e-12
