"""ONNX alone."""

import numpy as np
import pytest
from layouts.cases import BOOK, N, assert_equal_dicts, converters, inputs, random_params
from layouts.steps import assert_same_step
from lstmbook import layouts


def test_onnx_peepholes():
    params = random_params("lstm", peepholes=True)
    weights = layouts.lstm_to_onnx(params)
    assert_same_step("lstm", "onnx", params, weights)
    assert_equal_dicts(layouts.lstm_from_onnx(*weights), params)
    assert_equal_dicts(layouts.lstm_from_papers(layouts.lstm_to_papers(params)), params)


def onnx_node(onnx, model, weights, x, h, *c):
    """A node of one step, and its input arrays; an absent input is an empty name."""
    W, R, B, *rest = weights
    arrays = {"X": x[None, None], "W": W, "R": R, "B": B, "": None, "h": h[None, None]}
    attributes = {"linear_before_reset": rest[0]} if model == "gru" else {}
    if model == "lstm":
        arrays |= {"c": c[0][None, None], "P": rest[0]}
    outputs = ["", "new_h", "new_c"][: 2 + len(c)]
    node = onnx.helper.make_node(model.upper(), list(arrays), outputs, hidden_size=N, **attributes)
    return node, {name: array for name, array in arrays.items() if name}


ONNX = [("lstm", "before"), ("gru", "before"), ("gru", "after"), ("simple_rnn", "before")]


@pytest.mark.parametrize(("model", "reset"), ONNX)
def test_onnx_itself(model, reset):
    onnx = pytest.importorskip("onnx", reason="ONNX is not a dependency of the book")
    from onnx.reference import ReferenceEvaluator

    params, values = random_params(model, reset, peepholes=model == "lstm"), inputs(model)
    node, arrays = onnx_node(onnx, model, converters(model, "onnx")[1](params), *values)
    found = ReferenceEvaluator(node).run(None, arrays)[1:]
    for ours, theirs in zip(BOOK[model](params, *values), found, strict=True):
        np.testing.assert_allclose(ours, theirs[0, 0], rtol=0, atol=1e-10)
