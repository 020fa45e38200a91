"""Bad input: every error names the argument, the expected and the given shape."""

import re

import numpy as np
import pytest
from layouts.cases import IDS, PAIRS, converters, possible_params, random, random_params
from lstmbook import layouts


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: layouts.lstm_from_keras(random(3, 16), random(4, 15), random(16)),
            r"recurrent_kernel: expected shape \(n, 4n\), d = 3, n = 4, got \(4, 15\)",
        ),
        (
            lambda: layouts.lstm_from_keras(random(3, 15), random(4, 16), random(16)),
            r"kernel: expected shape \(d, 4n\), got \(3, 15\)",
        ),
        (
            lambda: layouts.lstm_from_keras(random(16), random(4, 16), random(16)),
            r"kernel: expected shape \(d, 4n\), got \(16,\)",
        ),
        (
            lambda: layouts.gru_from_keras(random(3, 12), random(4, 12), random(3, 12)),
            r"bias: expected shape \(2, 3n\) or \(3n\), d = 3, n = 4, got \(3, 12\)",
        ),
        (
            lambda: layouts.lstm_from_haiku(random(4, 16), random(16)),
            r"w: expected shape \(d\+n, 4n\), got \(4, 16\)",
        ),
        (
            lambda: layouts.simple_rnn_from_onnx(random(1, 4, 3), random(1, 4, 4), random(1, 4)),
            r"B: expected shape \(1, 2n\), n = 4, d = 3, got \(1, 4\)",
        ),
        (
            lambda: layouts.lstm_to_keras(random_params("lstm") | {"U_g": random(4, 3)}),
            r"U_g: expected shape \(n, n\), d = 3, n = 4, got \(4, 3\)",
        ),
        (
            lambda: layouts.simple_rnn_from_papers({"W": random(4, 3), "U": random(4, 4), "b": random(3)}),
            r"b: expected shape \(n\), n = 4, d = 3, got \(3,\)",
        ),
        (
            lambda: layouts.multi_head_attention_to_keras(
                random_params("multi_head_attention") | {"b_q": random(2, 3)}
            ),
            r"b_q: expected shape \(H, d_k\), H = 2, d_q = 5, d_k = 4, got \(2, 3\)",
        ),
        (
            lambda: layouts.lstm_to_keras({"W_i": random(3, 4), "kernel": random(3, 4)}),
            r"params: missing \['U_i', 'b_i', .*\], unknown \['kernel'\]",
        ),
        (
            lambda: layouts.gru_to_keras(random_params("gru") | {"bU_z": random(4)}),
            r"params: missing \['bU_r', 'bU_g'\], unknown \[\]",
        ),
        (
            lambda: layouts.lstm_to_pytorch(random_params("lstm", peepholes=True)),
            "params: PyTorch has no peepholes",
        ),
        (
            lambda: layouts.gru_to_pytorch(random_params("gru")),
            "params: in PyTorch the reset gate acts after the product with U, here before it",
        ),
        (
            lambda: layouts.gru_to_haiku(random_params("gru", reset="after")),
            "params: in Haiku the reset gate acts before the product with U, here after it",
        ),
    ],
)
def test_errors_name_the_argument_and_both_shapes(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


@pytest.mark.parametrize(("model", "key"), PAIRS, ids=IDS)
def test_every_array_of_the_book_form_is_checked(model, key):
    """One axis more; and one column too many, unless it is this array that says how many there are."""
    to_layout, params = converters(model, key)[1], possible_params(model, key)
    for name, array in params.items():
        wrong = [array[..., None]]
        if name not in (list(params)[0], "W_v", "W_out"):
            wrong.append(np.concatenate([array, array[..., :1]], -1))
        for bad in wrong:
            message = rf"^{name}: expected shape \(.*\)(, \w+ = \d+)*, got {re.escape(str(bad.shape))}$"
            with pytest.raises(ValueError, match=message):
                to_layout(params | {name: bad})


@pytest.mark.parametrize("model", ["lstm", "gru"])
def test_peepholes_and_recurrent_biases_are_checked(model):
    params = random_params(model, reset="after", peepholes=model == "lstm")
    for name in {"lstm": ("p_i", "p_f", "p_o"), "gru": ("bU_z", "bU_r", "bU_g")}[model]:
        with pytest.raises(ValueError, match=rf"^{name}: expected shape \(n\), d = 3, n = 4, got \(5,\)$"):
            converters(model, "onnx")[1](params | {name: random(5)})


def test_a_missing_argument_is_named():
    with pytest.raises(TypeError, match="bias"):
        layouts.lstm_from_keras(random(3, 16), random(4, 16))
