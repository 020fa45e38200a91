"""Coupled gates: with peepholes, as an LSTM, and what is no such LSTM."""

import numpy as np
import pytest
from layouts.cases import BOOK, assert_equal_dicts, call_from, converters, inputs, random_params
from layouts.steps import assert_same_step
from lstmbook import layouts


@pytest.mark.parametrize("key", ["keras", "onnx"])
def test_with_peepholes(key):
    params = random_params("coupled_lstm", peepholes=True)
    weights = converters("coupled_lstm", key)[1](params)
    assert_same_step("coupled_lstm", key, params, weights)
    assert_equal_dicts(call_from("coupled_lstm", key, weights), params)


@pytest.mark.parametrize("peepholes", [False, True])
def test_it_is_an_lstm(peepholes):
    params = random_params("coupled_lstm", peepholes=peepholes)
    whole, values = layouts.coupled_lstm_to_lstm(params), inputs("lstm")
    for ours, theirs in zip(BOOK["coupled_lstm"](params, *values), BOOK["lstm"](whole, *values), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    assert_equal_dicts(layouts.coupled_lstm_from_lstm(whole), params)


def test_the_operator_of_onnx_reads_no_forget_block():
    params = random_params("coupled_lstm")
    W, R, B = layouts.coupled_lstm_to_onnx(params)
    for one in (W, R):
        np.split(one[0], 4)[2][:] += 1
    for block in (2, 6):
        np.split(B[0], 8)[block][:] += 1
    assert_same_step("coupled_lstm", "onnx", params, (W, R, B))


def test_an_lstm_whose_gates_are_its_own_is_refused():
    whole = layouts.coupled_lstm_to_lstm(random_params("coupled_lstm"))
    with pytest.raises(ValueError, match="^U_f: expected -U_i, which couples the gates"):
        layouts.coupled_lstm_from_lstm(whole | {"U_f": whole["U_i"]})
