"""Coupled gates as equations: what changes, what it costs, and that it is an LSTM."""

import keras
import numpy as np
import pytest
import sympy as sp
from lstmbook import layouts
from lstmbook.equations.coupled import COUPLED_LSTM, COUPLED_PEEPHOLE_LSTM
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import d, n
from lstmbook.notation.recurrent import i

B, T, D, N = 3, 6, 4, 5
RNG = np.random.default_rng(0)
X, START = RNG.normal(size=(B, T, D)), dict(zip("hc", RNG.normal(size=(2, B, N)), strict=True))


def random_parameters(model):
    sizes = {"d": D, "n": N}
    return {name: RNG.normal(size=[sizes[str(one)] for one in model.shape_of(name)]) for name in model.parameters}


@pytest.mark.parametrize(("model", "base"), [(COUPLED_LSTM, LSTM), (COUPLED_PEEPHOLE_LSTM, PEEPHOLE_LSTM)])
def test_only_the_forget_gate_changes_and_only_its_weights_go(model, base):
    assert model.changes.changed == ("f",) and not model.changes.added and not model.changes.new
    assert set(model.changes.dropped) == {name for name in base.parameters if name.endswith("_f")}


def test_three_quarters_of_the_parameters():
    assert sp.expand(4 * COUPLED_LSTM.parameter_count() - 3 * LSTM.parameter_count()) == 0
    assert sp.expand(COUPLED_LSTM.multiply_adds() - 3 * n * (d + n) - 3 * n) == 0
    assert sp.expand(COUPLED_PEEPHOLE_LSTM.parameter_count() - COUPLED_LSTM.parameter_count() - 2 * n) == 0


@pytest.mark.parametrize(("model", "base"), [(COUPLED_LSTM, LSTM), (COUPLED_PEEPHOLE_LSTM, PEEPHOLE_LSTM)])
def test_it_is_an_lstm(model, base):
    weights = random_parameters(model)
    ours, theirs = (
        Scan(one)(X, arrays, start=START)
        for one, arrays in ((model, weights), (base, layouts.coupled_lstm_to_lstm(weights)))
    )
    for name in "ifgoch":
        np.testing.assert_allclose(ours[name], theirs[name], rtol=0, atol=1e-13, err_msg=name)


def test_it_is_the_lstm_of_keras_with_the_converted_weights():
    weights = random_parameters(COUPLED_LSTM)
    layer = keras.layers.LSTM(N, return_sequences=True, dtype="float64")
    layer.build(X.shape)
    layer.set_weights(layouts.lstm_to_keras(layouts.coupled_lstm_to_lstm(weights)))
    theirs = np.asarray(layer(X, initial_state=[START["h"], START["c"]]))
    assert np.abs(Scan(COUPLED_LSTM)(X, weights, start=START)["h"] - theirs).max() < 1e-10


@pytest.mark.parametrize("wrong", [-i, i, sp.OneMatrix(1, n) + i], ids=["-i", "i", "1 + i"])
def test_another_coupling_is_another_model(wrong):
    weights = random_parameters(COUPLED_LSTM)
    right = Scan(COUPLED_LSTM)(X, weights, start=START)["h"]
    assert np.abs(Scan(LSTM.but("wrong", f=wrong))(X, weights, start=START)["h"] - right).max() > 1e-2


def test_the_cell_stays_within_its_ceiling_and_an_lstms_does_not():
    weights = {name: 4 * array for name, array in random_parameters(COUPLED_LSTM).items()}
    x, start = RNG.normal(size=(B, 60, D)), {"h": START["h"], "c": 3 * START["c"]}
    ceiling = np.maximum(np.abs(start["c"]), 1)[:, None]
    assert np.all(np.abs(Scan(COUPLED_LSTM)(x, weights, start=start)["c"]) <= ceiling)
    free = layouts.coupled_lstm_to_lstm(weights)
    free |= {name: -array for name, array in free.items() if name.endswith("_f")}
    assert np.any(np.abs(Scan(LSTM)(x, free, start=start)["c"]) > ceiling)
