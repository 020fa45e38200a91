"""The LSTM's equations against stock Keras, and wrong LSTMs against the same check."""

import numpy as np
import pytest
import sympy as sp
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM, preactivation
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import d, index, n, value_of
from lstmbook.notation.recurrent import U_of, W_of, b_of, c, f, g, h, i, o, x

TOLERANCE = 1e-10
STEPS = 4


def unrolled(model, arguments, inputs):
    """All hidden states and the last cell of a model with the LSTM's arguments over ``inputs`` (B, T, d)."""
    start = {"h": arguments["h_prev"], "c": arguments["c_prev"]}
    results = Scan(model)(inputs, {name: arguments[name] for name in model.parameters}, start=start)
    return results["h"], results["c"][:, -1]


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


times = sp.HadamardProduct
WRONG = {
    "input and forget gate swapped": {"c": times(i, c.prev) + times(f, g)},
    "forget and output gate swapped": {"f": Sigmoid(preactivation("o")), "o": Sigmoid(preactivation("f"))},
    "no tanh on the hidden state": {"h": times(o, c)},
    "hidden state from the old cell": {"h": times(o, Tanh(c.prev))},
    "sigmoid candidate": {"g": Sigmoid(preactivation("g"))},
    "tanh forget gate": {"f": Tanh(preactivation("f"))},
    "transposed recurrent kernel": {"f": Sigmoid(x * W_of["f"] + h.prev * U_of["f"].T + b_of["f"])},
    "h and c exchanged": {"c": times(f, h.prev) + times(i, g)},
    "sign of the candidate flipped": {"c": times(f, c.prev) - times(i, g)},
    "no bias": {"f": Sigmoid(x * W_of["f"] + h.prev * U_of["f"])},
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_variants_are_not_keras(name, arguments):
    inputs = np.random.default_rng(1).normal(size=(3, STEPS, 4))
    wrong = LSTM.but("wrong", **WRONG[name])
    assert difference(wrong, arguments(LSTM, {"d": 4, "n": 4}, batch=3), inputs) > 1e-3


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
