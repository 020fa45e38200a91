"""Peepholes: the LSTM without them, and what they add to a gradient."""

import keras
import numpy as np
import pytest
import sympy as sp
from equations.cases import BATCH, FEATURES, INPUTS, TOLERANCE, UNITS, chain, random_parameters
from lstmbook import layouts
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import index
from lstmbook.notation.recurrent import c, f, g, h, i, p_of
from lstmbook.proof.derivation import FOR_ALL_SIZES, NotProved
from lstmbook.proof.hypotheses import Fixed

j, k, l = (index(name) for name in "jkl")


def test_without_peepholes_it_is_the_lstm_of_keras():
    weights = random_parameters(PEEPHOLE_LSTM, d=FEATURES, n=UNITS)
    assert PEEPHOLE_LSTM.changes.new == ("p_i", "p_f", "p_o")
    shut = weights | {name: np.zeros(UNITS) for name in PEEPHOLE_LSTM.changes.new}
    layer = keras.layers.LSTM(UNITS, return_sequences=True, dtype="float64")
    layer.build(INPUTS.shape)
    layer.set_weights(list(layouts.lstm_to_keras({name: weights[name] for name in LSTM.parameters})))
    theirs = np.asarray(layer(INPUTS))
    assert np.abs(Scan(PEEPHOLE_LSTM)(INPUTS, shut)["h"] - theirs).max() < TOLERANCE
    assert np.abs(Scan(PEEPHOLE_LSTM)(INPUTS, weights)["h"] - theirs).max() > 1e-3


def test_the_output_gate_sees_the_new_cell():
    names = [name for name, _ in PEEPHOLE_LSTM.equations]
    assert names.index("c") < names.index("o") < names.index("h")
    weights = random_parameters(PEEPHOLE_LSTM, d=FEATURES, n=UNITS)
    found = Scan(PEEPHOLE_LSTM)(INPUTS, weights)
    before = np.concatenate([np.zeros((BATCH, 1, UNITS)), found["h"][:, :-1]], axis=1)
    z = INPUTS @ weights["W_o"] + before @ weights["U_o"] + weights["b_o"] + weights["p_o"] * found["c"]
    assert np.abs(found["o"] - 1 / (1 + np.exp(-z))).max() < TOLERANCE


def test_no_peepholes_is_a_reduction_for_all_sizes():
    shut = [Definition(p_of["f"].entry(j), sp.Integer(0), (j,))]
    assert chain(PEEPHOLE_LSTM.entry("f", j), LSTM.entry("f", j), given=shut).scope == FOR_ALL_SIZES


def test_the_new_terms_of_the_gradient():
    """d c_t / d c_{t-1} = f + i (1 - i) p_i g + f (1 - f) p_f c_{t-1}, with h_{t-1} held fixed."""
    model, by = PEEPHOLE_LSTM, c.prev.entry(j)
    F, I, G = f.entry(j), i.entry(j), g.entry(j)
    given = [*(model.definition(name, j) for name in "figc"), Fixed(h.prev.entry(l), (l,))]
    given += [Fixed(model.quantities["x"].entry(k), (k,))]
    start = sp.Derivative(c.entry(j), by)
    p_i, p_f = p_of["i"].entry(j), p_of["f"].entry(j)
    assert chain(start, F + I * (1 - I) * p_i * G + F * (1 - F) * p_f * by, given=given).scope == FOR_ALL_SIZES
    with pytest.raises(NotProved):
        chain(start, F + I * (1 - I) * p_i * G, given=given)
