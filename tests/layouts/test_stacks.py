"""Weights of whole stacks: Keras's list, PyTorch's names, round trips, and what does not fit."""

import keras
import numpy as np
import pytest
from layouts.cases import D, N, assert_equal_dicts, random, random_params
from lstmbook import layouts


def stack(*units):
    widths = (D, *units)
    return {f"layer_{k}": random_params("lstm", d=widths[k - 1], n=widths[k]) for k in range(1, len(widths))}


@pytest.mark.parametrize("key", ["keras", "pytorch"])
@pytest.mark.parametrize("units", [(N,), (N, 2), (2, N, 3)])
def test_round_trip(key, units):
    params = stack(*units)
    there = getattr(layouts, f"lstms_to_{key}")(params)
    back = getattr(layouts, f"lstms_from_{key}")(there)
    assert list(back) == list(params)
    for name, own in params.items():
        assert_equal_dicts(back[name], own)


def test_the_list_is_that_of_keras():
    cells = keras.layers.RNN([keras.layers.LSTMCell(n) for n in (N, 2)])
    cells.build((None, None, D))
    layers = keras.Sequential([keras.layers.LSTM(N, return_sequences=True), keras.layers.LSTM(2)])
    layers.build((None, None, D))
    ours = layouts.lstms_to_keras(stack(N, 2))
    for theirs in (cells, layers):
        assert [one.shape for one in theirs.get_weights()] == [one.shape for one in ours]
        theirs.set_weights(ours)
        assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(theirs.get_weights(), ours, strict=True))


def test_the_names_are_those_of_pytorch():
    found = layouts.lstms_to_pytorch(stack(N, N))
    assert list(found)[:5] == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l1"]
    assert found["weight_ih_l1"].shape == (4 * N, N) and found["weight_ih_l0"].shape == (4 * N, D)


def test_pytorch_itself():
    torch = pytest.importorskip("torch", reason="PyTorch is not a dependency of the book")
    from lstmbook.equations.lstm import LSTM
    from lstmbook.equations.sequence import Scan, Stack

    layer, x = torch.nn.LSTM(D, N, num_layers=2, batch_first=True, dtype=torch.float64), random(2, 5, D)
    weights = layouts.lstms_from_pytorch({name: one.numpy() for name, one in layer.state_dict().items()})
    ours = Stack(Scan(LSTM), Scan(LSTM))(x, weights)["layer_2"]["h"]
    assert np.abs(ours - layer(torch.tensor(x))[0].detach().numpy()).max() < 1e-10


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: layouts.lstms_from_keras([]), "arrays: expected kernel, recurrent_kernel, bias for each layer, got 0"),
        (lambda: layouts.lstms_from_keras([np.zeros((3, 8))] * 4), "for each layer, got 4 arrays"),
        (lambda: layouts.lstms_from_keras([np.zeros((3, 8))] * 3), "recurrent_kernel: expected shape"),
        (lambda: layouts.lstms_to_keras({}), "expected layer_1, layer_2"),
        (lambda: layouts.lstms_to_keras({"layer_0": {}}), "expected layer_1, layer_2, ..., got .'layer_0'"),
        (lambda: layouts.lstms_to_keras({"layer_1": {}}), "params: missing .'W_i'"),
        (
            lambda: layouts.lstms_to_keras(stack(N, 2) | {"layer_2": random_params("lstm", d=3, n=2)}),
            "layer_2: W_i must",
        ),
        (lambda: layouts.lstms_from_pytorch({}), "state: missing .'bias_hh_l0'"),
        (lambda: layouts.lstms_from_pytorch(layouts.lstms_to_pytorch(stack(N)) | {"weight_hr_l0": 0}), "unknown"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_layers_may_be_given_in_any_order():
    params = stack(N, 2)
    turned = dict(reversed(params.items()))
    for one, other in zip(layouts.lstms_to_keras(turned), layouts.lstms_to_keras(params), strict=True):
        assert np.array_equal(one, other)


def test_the_table_knows_for_which_stacks_there_are_converters():
    with_converters = {name.rpartition("_")[2] for name in vars(layouts) if name.startswith("lstms_")}
    assert {row.key for row in layouts.CONVENTIONS if row.stack} == with_converters
