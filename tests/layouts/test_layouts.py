"""Every converter: the numbers of the other convention's own equations, round trips, copies."""

import inspect

import numpy as np
import pytest
from layouts.cases import (
    BY_KEY,
    IDS,
    PAIRS,
    RECURRENT,
    N,
    assert_equal_dicts,
    book_gru,
    call_from,
    converters,
    inputs,
    possible_params,
    random,
    random_params,
)
from layouts.steps import assert_same_step
from lstmbook import layouts


@pytest.mark.parametrize(("model", "key"), RECURRENT)
def test_the_converted_weights_compute_the_same_step(model, key):
    params = possible_params(model, key)
    assert_same_step(model, key, params, converters(model, key)[1](params))


@pytest.mark.parametrize(("model", "key"), RECURRENT)
def test_weights_of_the_other_convention_compute_the_same_step(model, key):
    """Not only those that our own converter would write: both biases are random."""
    foreign = converters(model, key)[1](possible_params(model, key))
    if isinstance(foreign, dict):
        foreign = {name: random(*array.shape) for name, array in foreign.items()}
    else:
        foreign = tuple(array if np.ndim(array) == 0 else random(*array.shape) for array in foreign)
    assert_same_step(model, key, call_from(model, key, foreign), foreign)


@pytest.mark.parametrize("key", ["keras", "onnx"])
def test_gru_with_the_reset_gate_after_the_product(key):
    params = random_params("gru", reset="after")
    weights = converters("gru", key)[1](params)
    assert_same_step("gru", key, params, weights)
    assert_equal_dicts(call_from("gru", key, weights), params)


def test_the_second_bias_of_a_gru_is_not_redundant():
    params = random_params("gru", reset="after")
    moved = params | {"b_g": params["b_g"] + params["bU_g"], "bU_g": np.zeros(N)}
    x, h = inputs("gru")
    assert np.abs(book_gru(params, x, h)[0] - book_gru(moved, x, h)[0]).max() > 0.01


@pytest.mark.parametrize(("model", "key"), PAIRS, ids=IDS)
def test_round_trip(model, key):
    params = possible_params(model, key)
    there = converters(model, key)[1](params)
    assert_equal_dicts(call_from(model, key, there), params)
    again = converters(model, key)[1](call_from(model, key, there))
    for first, second in zip(*(w.values() if isinstance(w, dict) else w for w in (there, again)), strict=True):
        np.testing.assert_allclose(first, second, rtol=0, atol=1e-14)


@pytest.mark.parametrize(("model", "key"), PAIRS, ids=IDS)
def test_converters_copy(model, key):
    params = possible_params(model, key)
    kept = {name: array.copy() for name, array in params.items()}
    there = converters(model, key)[1](params)
    arrays = list(there.values() if isinstance(there, dict) else there)
    kept_there = [np.array(array) for array in arrays]
    for array in call_from(model, key, there).values():
        array += 1
    for array, kept_array in zip(arrays, kept_there, strict=True):
        np.testing.assert_array_equal(array, kept_array)
    for array in arrays:
        if np.ndim(array):
            array += 1
    assert_equal_dicts(params, kept)


def test_two_biases_are_summed_and_written_into_the_first():
    for key in ("pytorch", "cudnn"):
        _, _, first, second = converters("lstm", key)[1](random_params("lstm"))
        assert not second.any() and first.all()
        assert BY_KEY[key].biases == 2


def test_arguments_can_be_named_and_are_documented():
    params = random_params("lstm")
    kernel, recurrent_kernel, bias = layouts.lstm_to_keras(params)
    named = layouts.lstm_from_keras(bias=bias, kernel=kernel, recurrent_kernel=recurrent_kernel)
    assert_equal_dicts(named, params)
    assert str(inspect.signature(layouts.gru_from_onnx)) == "(W, R, B, linear_before_reset=0)"
    assert "kernel (d, 4n)" in layouts.lstm_from_keras.__doc__
    assert layouts.lstm_from_keras.__name__ == "lstm_from_keras"
