"""Layers of two directions: the other frameworks' own equations, round trips, errors."""

import keras
import numpy as np
import pytest
from layouts.cases import DIRECTED, D, N, assert_equal_dicts, call_from, converters, random, random_params
from layouts.steps import assert_same_step
from lstmbook import layouts
from lstmbook.equations.bidirectional import BIDIRECTIONAL_LSTM

KEYS = [key for _, key in DIRECTED]
DIRECTIONS = ("forward", "backward")


def both(**options):
    return random_params("bidirectional_lstm", **options)


@pytest.mark.parametrize("key", KEYS)
def test_each_direction_is_the_layer_of_one(key):
    """Forward before backward, and each computes the same step in the framework's own equations."""
    params = both()
    there = converters("bidirectional_lstm", key)[1](params)
    for place, direction in enumerate(DIRECTIONS):
        half = len(there) // 2
        own = [array[[place]] for array in there] if key == "onnx" else there[place * half : (place + 1) * half]
        assert_same_step("lstm", key, params[direction], own)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("peepholes", [False, True])
def test_round_trip(key, peepholes):
    params = both(peepholes=peepholes)
    if peepholes and key != "onnx":
        with pytest.raises(ValueError, match="has no peepholes"):
            converters("bidirectional_lstm", key)[1](params)
        return
    there = converters("bidirectional_lstm", key)[1](params)
    back = call_from("bidirectional_lstm", key, there)
    assert list(back) == list(DIRECTIONS)
    for direction in DIRECTIONS:
        assert_equal_dicts(back[direction], params[direction])
        for array in back[direction].values():
            array += 1
    again = call_from("bidirectional_lstm", key, there)  # what came back was a copy
    assert_equal_dicts(again["backward"], params["backward"])


def test_the_order_is_that_of_keras():
    params, x = both(), random(2, 5, D)
    layer = keras.layers.Bidirectional(keras.layers.LSTM(N, return_sequences=True, dtype="float64"), dtype="float64")
    layer.build(x.shape)
    layer.set_weights(layouts.bidirectional_lstm_to_keras(params))
    found = BIDIRECTIONAL_LSTM.output(BIDIRECTIONAL_LSTM(x, params))
    np.testing.assert_allclose(layer(x), found, rtol=0, atol=1e-10)
    back = layouts.bidirectional_lstm_from_keras(*layer.get_weights())
    assert_equal_dicts(back["backward"], params["backward"])


def test_the_order_is_that_of_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is not a dependency of the book")
    layer, x = torch.nn.LSTM(D, N, batch_first=True, bidirectional=True, dtype=torch.float64), random(2, 5, D)
    weights = {name: weight.detach().numpy() for name, weight in layer.named_parameters()}
    params = layouts.bidirectional_lstm_from_pytorch(**weights)
    ours = BIDIRECTIONAL_LSTM.output(BIDIRECTIONAL_LSTM(x, params))
    np.testing.assert_allclose(layer(torch.tensor(x))[0].detach().numpy(), ours, rtol=0, atol=1e-10)


def changed(direction, name, array):
    params = both()
    return params | {direction: params[direction] | {name: array}}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("params", "message"),
    [
        (lambda: {"forward": random_params("lstm")}, r"params: missing \['backward'\], unknown \[\]"),
        (lambda: both() | {"sideways": {}}, r"params: missing \[\], unknown \['sideways'\]"),
        (lambda: changed("backward", "U_g", random(N, 3)), r"backward: U_g: expected shape \(n, n\), .*got \(4, 3\)"),
        (
            lambda: {"forward": random_params("lstm"), "backward": random_params("lstm", n=N + 1)},
            "backward: expected shapes .* as of the other direction",
        ),
        (
            lambda: {"forward": random_params("lstm", peepholes=True), "backward": random_params("lstm")},
            "backward: expected shapes .* as of the other direction|params: .* has no peepholes",
        ),
    ],
)
def test_errors_name_the_direction(key, params, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        converters("bidirectional_lstm", key)[1](params())


def test_a_wrong_array_of_the_backward_direction_is_named():
    forward_then_back = layouts.bidirectional_lstm_to_keras(both())
    with pytest.raises(ValueError, match=r"^backward_bias: expected shape \(4n\), d = 3, n = 4, got \(3,\)$"):
        layouts.bidirectional_lstm_from_keras(*forward_then_back[:-1], random(3))
    *first, kernel, recurrent, bias = forward_then_back
    with pytest.raises(ValueError, match=r"^backward_kernel: expected shape \(d, 4n\), d = 3, n = 4, got \(5, 16\)$"):
        layouts.bidirectional_lstm_from_keras(*first, random(5, 16), recurrent, bias)
