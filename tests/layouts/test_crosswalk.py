"""The crosswalk says what the converters do."""

import inspect
import re

import numpy as np
import pytest
from layouts.cases import (
    BY_KEY,
    DIRECTED,
    PAIRS,
    RECURRENT,
    D,
    N,
    assert_equal_dicts,
    book_gru,
    call_from,
    converters,
    inputs,
    possible_params,
    random_params,
)
from lstmbook import layouts
from lstmbook.layouts import GATES

NEW = ("min_gru", "min_lstm", "slstm")  # which the book has brought in and writes in its own letters
ORDERS = {
    "keras": {"lstm": "ifgo", "coupled_lstm": "igo", "gru": "zrg", "min_gru": "zg", "min_lstm": "ifg", "slstm": "ifgo"},
    "pytorch": {"lstm": "ifgo", "gru": "rzg"},
    "onnx": {"lstm": "iofg", "gru": "zrg"},
    "cudnn": {"lstm": "ifgo", "gru": "rzg"},
    "haiku": {"lstm": "igfo", "gru": "zrg"},
}
BOOK_LETTER = {
    "lstm": {"c": "g"},
    "coupled_lstm": {"c": "g"},
    "gru": {"h": "g", "n": "g", "a": "g", "i": "z"},
    **dict.fromkeys(NEW, {}),
}
"""What the book calls a gate to which a framework gives another letter."""


@pytest.mark.parametrize(("model", "key"), [(model, key) for key, models in ORDERS.items() for model in models])
def test_the_gate_orders_of_the_table_are_those_of_the_converters(model, key):
    """With W_g full of the number of its gate, the first array shows the order."""
    params = possible_params(model, key)
    params |= {f"W_{gate}": np.full((D, N), number + 1.0) for number, gate in enumerate(GATES[model])}
    kernel = np.squeeze(converters(model, key)[1](params)[0])
    line = np.abs(kernel[:, 0] if kernel.shape[-1] == D else kernel[0]).astype(int)
    found = [GATES[model][number - 1] for number in line[::N]]
    in_the_book = [BOOK_LETTER[model].get(gate, gate) for gate in BY_KEY[key].gates[model]]
    assert "".join(found) == "".join(in_the_book) == ORDERS[key][model]


def test_the_table_names_every_converter_and_no_other():
    named = {f"{model}_{way}_{key}" for model, key in PAIRS + DIRECTED for way in ("from", "to")}
    models = ("lstm_", "peephole_lstm_", "gru_", "simple_rnn_", "multi_head_attention_", "bidirectional_")
    models += ("coupled_lstm_", "min_gru_", "min_lstm_", "slstm_")
    found = {name for name in vars(layouts) if name.startswith(models)}
    assert named == found - {"coupled_lstm_from_lstm", "coupled_lstm_to_lstm"}  # from model to model


ARRAYS = [pair for pair in PAIRS + DIRECTED if pair[1] not in ("papers", "chung")]  # these two take a dict


def listed(model, key):
    """The arrays of the table: name -> its shapes in letters, "(2, 3n) or (3n)"."""
    return dict(re.findall(r"(\w+) (\([^)]*\)(?: or \([^)]*\))*)", BY_KEY[key].weights[model]))


@pytest.mark.parametrize(("model", "key"), PAIRS + DIRECTED)
def test_the_converters_say_what_the_table_says(model, key):
    from_layout, to_layout = converters(model, key)
    own = model in ("peephole_lstm", "coupled_lstm", "min_gru", "min_lstm", "slstm") and key == "keras"
    assert from_layout.__module__ == to_layout.__module__ == f"lstmbook.layouts.{'own_layers' if own else key}"
    for name, shape in listed(model, key).items():
        assert f"{name} {shape}" in from_layout.__doc__
    assert (
        "Raises:\n        ValueError: " in from_layout.__doc__ and "Raises:\n        ValueError: " in to_layout.__doc__
    )


@pytest.mark.parametrize(("model", "key"), ARRAYS)
def test_the_converters_demand_the_shapes_of_the_table(model, key):
    """Of every argument, by name and in this order: one axis more, and each axis longer whose size is not free."""
    from_layout, to_layout = converters(model, key)
    peepholes = model.endswith("lstm") and key == "onnx" or model == "coupled_lstm"
    params = random_params(model, peepholes=True) if peepholes else possible_params(model, key)
    arrays = dict(zip(listed(model, key), map(np.asarray, to_layout(params)), strict=True))
    assert list(arrays) == list(inspect.signature(from_layout).parameters)
    seen = set()
    for name, shape in listed(model, key).items():
        array, sizes = arrays[name], shape.split(" or ")[-1].strip("()").split(", ")
        wrong = [array[..., None]]
        for axis, size in enumerate(sizes[: array.ndim]):
            if size in seen or size[0].isdigit():
                wrong.append(np.concatenate([array, array.take([0], axis)], axis))
            seen.add(size)
        for bad in wrong:
            message = rf"^{name}: expected shape {re.escape(shape)}(, \w+ = \d+)*, got {re.escape(str(bad.shape))}$"
            with pytest.raises(ValueError, match=message):
                from_layout(**(arrays | {name: bad}))


@pytest.mark.parametrize("key", [key for model, key in PAIRS if model == "lstm"])
def test_only_onnx_and_papers_take_peepholes(key):
    params = random_params("lstm", peepholes=True)
    if key in ("onnx", "papers"):
        assert_equal_dicts(call_from("lstm", key, converters("lstm", key)[1](params)), params)
    else:
        with pytest.raises(ValueError, match=rf"^params: {BY_KEY[key].title} has no peepholes, got \['p_i', "):
            converters("lstm", key)[1](params)


@pytest.mark.parametrize("key", [key for model, key in PAIRS if model == "gru"])
@pytest.mark.parametrize("reset", ["before", "after"])
def test_when_the_reset_gate_of_the_table_acts(key, reset):
    row, params = BY_KEY[key], random_params("gru", reset=reset)
    if row.reset in ("either", reset):
        assert_equal_dicts(call_from("gru", key, converters("gru", key)[1](params)), params)
    else:
        message = f"^params: in {row.title} the reset gate acts {row.reset} the product with U, here {reset} it"
        with pytest.raises(ValueError, match=message):
            converters("gru", key)[1](params)


def test_recurrent_biases_are_no_gru_of_chung():
    params = layouts.gru_to_papers(random_params("gru", reset="after"))
    with pytest.raises(ValueError, match="^params: in Chung et al. 2014 the reset gate acts before the product"):
        layouts.gru_from_chung(params)


def test_z_keeps_and_the_forget_bias_of_the_table():
    """With saturated update gates, h' is the old state where z keeps the old one."""
    for model, key in RECURRENT:
        convention = BY_KEY[key]
        if model == "gru":
            params = possible_params("gru", key) | {"b_z": np.full(N, 50.0)}
            x, h = inputs("gru")
            np.testing.assert_allclose(book_gru(params, x, h)[0], h)  # the book: z keeps the old state
            there = converters("gru", key)[1](params)
            largest = max(there["b_z"] if isinstance(there, dict) else np.ravel(there[2]), key=abs)
            assert convention.z_keeps == ("old" if largest > 0 else "new")
        if model == "lstm":
            there = converters("lstm", key)[1](random_params("lstm") | {"b_f": np.full(N, 50.0)})
            bias = there["b_f"] if isinstance(there, dict) else np.ravel(there[-1 if key == "haiku" else 2])
            assert bias.max() == 50 - convention.adds_to_forget_bias
