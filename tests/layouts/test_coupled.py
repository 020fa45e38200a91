"""Coupled gates: by way of an LSTM, with peepholes, and what ONNX does where it does not know of them."""

import numpy as np
import pytest
from layouts.cases import (
    BOOK,
    N,
    assert_equal_dicts,
    book_coupled_lstm,
    book_lstm,
    call_from,
    converters,
    inputs,
    random,
    random_params,
)
from layouts.steps import STEPS, assert_same_step
from lstmbook import layouts


def largest_gap(ours, theirs):
    return max(np.abs(one - other).max() for one, other in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("peepholes", [False, True])
def test_the_lstm_of_a_coupled_one_computes_the_same_step(peepholes):
    params, values = random_params("coupled_lstm", peepholes=peepholes), inputs("coupled_lstm")
    lstm = layouts.coupled_lstm_to_lstm(params)
    assert list(lstm) == list(random_params("lstm", peepholes=peepholes))
    assert largest_gap(book_lstm(lstm, *values), book_coupled_lstm(params, *values)) < 1e-14
    assert_equal_dicts(layouts.coupled_lstm_from_lstm(lstm), params)


def negated(params, *blocks):
    """The LSTM whose f block is that of i, negated only in these kinds of weights."""
    return layouts.coupled_lstm_to_lstm(params) | {
        f"{kind}_f": params[f"{kind}_i"] for kind in {"W", "U", "b"} - set(blocks)
    }


@pytest.mark.parametrize("blocks", ["", "W", "U", "b", "WU", "Wb", "Ub"])
def test_a_block_that_is_negated_in_part_is_another_lstm(blocks):
    params, values = random_params("coupled_lstm"), inputs("coupled_lstm")
    wrong = negated(params, *blocks)
    assert largest_gap(book_lstm(wrong, *values), book_coupled_lstm(params, *values)) > 1e-3
    with pytest.raises(ValueError, match=r"^._f: expected -._i, which couples the gates, got another array$"):
        layouts.coupled_lstm_from_lstm(wrong)


def test_a_peephole_that_is_not_negated_is_refused():
    lstm = layouts.coupled_lstm_to_lstm(random_params("coupled_lstm", peepholes=True))
    with pytest.raises(ValueError, match="^p_f: expected -p_i"):
        layouts.coupled_lstm_from_lstm(lstm | {"p_f": lstm["p_i"]})


def test_the_conversions_copy():
    params = random_params("coupled_lstm", peepholes=True)
    kept = {name: array.copy() for name, array in params.items()}
    lstm = layouts.coupled_lstm_to_lstm(params)
    back = layouts.coupled_lstm_from_lstm(lstm)
    for array in (*lstm.values(), *back.values()):
        array += 1
    assert_equal_dicts(params, kept)


@pytest.mark.parametrize("key", ["keras", "onnx"])
def test_peepholes_come_along(key):
    params = random_params("coupled_lstm", peepholes=True)
    there = converters("coupled_lstm", key)[1](params)
    assert len(there) == 4
    assert_same_step("coupled_lstm", key, params, there)
    assert_equal_dicts(call_from("coupled_lstm", key, there), params)


@pytest.mark.parametrize("peepholes", [False, True])
def test_what_we_write_for_onnx_is_the_same_without_the_attribute(peepholes):
    params, values = random_params("coupled_lstm", peepholes=peepholes), inputs("coupled_lstm")
    weights = layouts.coupled_lstm_to_onnx(params)
    assert largest_gap(STEPS["lstm", "onnx"](weights, *values), BOOK["coupled_lstm"](params, *values)) < 1e-14


def test_the_block_that_onnx_does_not_read_changes_nothing():
    params, values = random_params("coupled_lstm"), inputs("coupled_lstm")
    W, R, B = layouts.coupled_lstm_to_onnx(params)
    W[:, 2 * N : 3 * N], R[:, 2 * N : 3 * N] = random(N, W.shape[2]), random(N, N)
    assert_equal_dicts(layouts.coupled_lstm_from_onnx(W, R, B), params)
    assert largest_gap(STEPS["lstm", "onnx"]((W, R, B), *values), BOOK["coupled_lstm"](params, *values)) > 1e-3


def test_the_forget_peephole_is_unknown():
    params = random_params("coupled_lstm", peepholes=True) | {"p_f": random(N)}
    with pytest.raises(ValueError, match=r"^params: missing \[\], unknown \['p_f'\]$"):
        layouts.coupled_lstm_to_keras(params)
