"""The LSTM's equations against stock Keras, and wrong LSTMs against the same check."""

import numpy as np
import pytest
import sympy as sp
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.notation import QUANTITIES, d, index, n, value_of

TOLERANCE = 1e-10
STEPS = 4


def unrolled(model, arguments, inputs):
    """All hidden states and the last cell of a model with the LSTM's arguments over ``inputs`` (B, T, d)."""
    step, (h, c) = model.numpy(), (arguments["h_prev"], arguments["c_prev"])
    hidden = []
    for x in inputs.swapaxes(0, 1):
        result = step(**{**arguments, "x": x, "h_prev": h, "c_prev": c})
        h, c = result["h"], result["c"]
        hidden.append(h)
    return np.stack(hidden, axis=1), c


def keras_unrolled(arguments, inputs):
    import keras

    layer = keras.layers.LSTM(arguments["U_i"].shape[0], return_sequences=True, return_state=True, dtype="float64")
    layer.build(inputs.shape)
    parameters = {name: arguments[name] for name in LSTM.parameters}
    layer.set_weights(list(layouts.lstm_to_keras(parameters)))
    hidden, _, c = layer(inputs, initial_state=[arguments["h_prev"], arguments["c_prev"]])
    return np.asarray(hidden), np.asarray(c)


def difference(model, arguments, inputs):
    ours, theirs = unrolled(model, arguments, inputs), keras_unrolled(arguments, inputs)
    return max(np.abs(one - other).max() for one, other in zip(ours, theirs, strict=True))


@pytest.fixture(params=[(3, 5), (4, 4), (1, 2)])
def example(request, arguments):
    features, units = request.param
    inputs = np.random.default_rng(1).normal(size=(3, STEPS, features))
    return arguments(LSTM, {"d": features, "n": units}, batch=3), inputs


def test_equals_keras_over_several_steps(example):
    assert difference(LSTM, *example) < TOLERANCE


def changed(**equations):
    return Model(
        "lstm",
        LSTM.inputs,
        LSTM.states,
        LSTM.parameters,
        tuple({**dict(LSTM.equations), **equations}.items()),
    )


def reordered(*names, **equations):
    pairs = {**dict(LSTM.equations), **equations}
    return Model("lstm", LSTM.inputs, LSTM.states, LSTM.parameters, tuple((name, pairs[name]) for name in names))


s = {name: quantity.symbol for name, quantity in QUANTITIES.items()}
times = sp.HadamardProduct
WRONG = {
    "input and forget gate swapped": changed(c=times(s["i"], s["c_prev"]) + times(s["f"], s["g"])),
    "forget and output gate swapped": changed(f=Sigmoid(preactivation("o")), o=Sigmoid(preactivation("f"))),
    "no tanh on the hidden state": changed(h=times(s["o"], s["c"])),
    "hidden state from the old cell": changed(h=times(s["o"], Tanh(s["c_prev"]))),
    "sigmoid candidate": changed(g=Sigmoid(preactivation("g"))),
    "tanh forget gate": changed(f=Tanh(preactivation("f"))),
    "transposed recurrent kernel": changed(f=Sigmoid(s["x"] * s["W_f"] + s["h_prev"] * s["U_f"].T + s["b_f"])),
    "h and c exchanged": changed(c=times(s["f"], s["h_prev"]) + times(s["i"], s["g"])),
    "sign of the candidate flipped": changed(c=times(s["f"], s["c_prev"]) - times(s["i"], s["g"])),
    "no bias": changed(f=Sigmoid(s["x"] * s["W_f"] + s["h_prev"] * s["U_f"])),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_variants_are_not_keras(name, arguments):
    inputs = np.random.default_rng(1).normal(size=(3, STEPS, 4))
    assert difference(WRONG[name], arguments(LSTM, {"d": 4, "n": 4}, batch=3), inputs) > 1e-3


@pytest.mark.parametrize(("features", "units"), [(1, 1), (3, 5), (8, 4)])
def test_parameter_count_is_that_of_keras(features, units):
    import keras

    layer = keras.layers.LSTM(units)
    layer.build((None, None, features))
    assert LSTM.parameter_count().subs({d: features, n: units}) == layer.count_params()


def test_parameter_count_in_the_form_of_the_chapter():
    assert sp.expand(LSTM.parameter_count() - 4 * (n * (d + n) + n)) == 0


@pytest.mark.parametrize(("features", "units"), [(1, 1), (3, 2), (2, 5)])
def test_multiply_adds_are_those_carried_out(features, units, multiplications):
    counted = multiplications(LSTM, {"d": features, "n": units})
    assert LSTM.multiply_adds().subs({d: features, n: units}) == counted


def test_explicit_entries_equal_numpy(arguments):
    """``at`` and ``numpy`` come from two printers; random numbers put into the first must give the second."""
    arrays = arguments(LSTM, {"d": 2, "n": 3}, batch=1)
    result = LSTM.numpy()(**arrays)
    known = {**arrays, **result}
    for name, matrix in LSTM.at(d=2, n=3).items():
        numbers = {entry: value_of(entry, known) for entry in matrix.atoms(sp.Indexed)}
        assert np.allclose(np.array(matrix.subs(numbers).evalf(30), dtype=float), result[name], atol=TOLERANCE, rtol=0)


def test_entry_for_all_sizes_names_every_term():
    j = index("j")
    assert str(LSTM.entry("f", j)) == (
        "sigma(b_f[j] + Sum(U_f[l, j]*h[t - 1, l], (l, 1, n)) + Sum(W_f[k, j]*x[t, k], (k, 1, d)))"
    )


def test_a_sum_does_not_capture_the_index_asked_for():
    entry = LSTM.entry("f", index("l"))
    bound = {one for total in entry.atoms(sp.Sum) for one in total.bound_symbols}
    assert index("l") in entry.free_symbols and index("l") not in bound


def test_latex_is_in_human_order_and_in_colour():
    assert LSTM.latex("c").source == (
        r"\textcolor{#1560b0}{c_t} = \textcolor{#b8400e}{f_t} \odot \textcolor{#1560b0}{c_{t-1}}"
        r" + \textcolor{#00735c}{i_t} \odot \textcolor{#8a5d00}{g_t}"
    )


def test_numpy_source_reads_like_the_equations():
    lines = LSTM.numpy_source().splitlines()
    assert "    f = sigmoid(x @ W_f + h_prev @ U_f + b_f)" in lines
    assert "    c = f * c_prev + i * g" in lines
    assert "    h = o * np.tanh(c)" in lines
