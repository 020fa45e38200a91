"""What the tests of all layouts share: every pair of converters, random weights, one step in the book's form."""

import numpy as np
from lstmbook import layouts
from lstmbook.layouts import CONVENTIONS, GATES

D, N = 3, 4
RNG = np.random.default_rng(0)  # conftest.py starts it again before each test
BY_KEY = {convention.key: convention for convention in CONVENTIONS}
PAIRS = [(model, row.key) for row in CONVENTIONS for model in row.weights]
IDS = ["-".join(pair) for pair in PAIRS]
RECURRENT = [(model, key) for model, key in PAIRS if model != "multi_head_attention"]


def converters(model, key):
    return getattr(layouts, f"{model}_from_{key}"), getattr(layouts, f"{model}_to_{key}")


def call_from(model, key, converted):
    """Hand what `<model>_to_<key>` returned to `<model>_from_<key>`: a dict, or a tuple of arrays."""
    from_layout, _ = converters(model, key)
    return from_layout(converted) if isinstance(converted, dict) else from_layout(*converted)


def random(*shape):
    return RNG.normal(size=shape)


def random_params(model, reset="before", peepholes=False, d=D, n=N):
    if model == "multi_head_attention":
        shapes = {"W_q": (2, 5, 4), "b_q": (2, 4), "W_k": (2, 6, 4), "b_k": (2, 4)}
        shapes |= {"W_v": (2, 7, 3), "b_v": (2, 3), "W_out": (2, 3, 8), "b_out": (8,)}
        return {key: random(*shape) for key, shape in shapes.items()}
    names = {"W": (d, n), "U": (n, n), "b": (n,)} | ({"bU": (n,)} if model == "gru" and reset == "after" else {})
    params = {f"{name}_{g}".rstrip("_"): random(*shape) for g in GATES[model] for name, shape in names.items()}
    seen = {"lstm": "ifo", "coupled_lstm": "io"}[model] if peepholes else ""
    return params | {f"p_{g}": random(n) for g in seen}


def possible_params(model, key):
    """Random weights that this convention can express."""
    return random_params(model, reset="after" if BY_KEY[key].reset == "after" else "before")


def assert_equal_dicts(ours, expected):
    assert list(ours) == list(expected)
    for key, array in expected.items():
        np.testing.assert_allclose(ours[key], array, rtol=0, atol=1e-14, err_msg=key)


def inputs(model):
    return [random(D), random(N)] + ([random(N)] if model.endswith("lstm") else [])


# --- One step in the book's form: row vectors, one array a gate. ---


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def book_lstm(params, x, h, c):
    p = {"p_i": 0, "p_f": 0, "p_o": 0} | params
    a = {g: x @ p[f"W_{g}"] + h @ p[f"U_{g}"] + p[f"b_{g}"] for g in "ifgo"}
    i, f, g = sigmoid(a["i"] + p["p_i"] * c), sigmoid(a["f"] + p["p_f"] * c), np.tanh(a["g"])
    c = f * c + i * g
    return sigmoid(a["o"] + p["p_o"] * c) * np.tanh(c), c


def book_coupled_lstm(params, x, h, c):
    p = {"p_i": 0, "p_o": 0} | params
    a = {g: x @ p[f"W_{g}"] + h @ p[f"U_{g}"] + p[f"b_{g}"] for g in "igo"}
    i = sigmoid(a["i"] + p["p_i"] * c)
    c = (1 - i) * c + i * np.tanh(a["g"])
    return sigmoid(a["o"] + p["p_o"] * c) * np.tanh(c), c


def book_gru(params, x, h):
    p = {"bU_z": 0, "bU_r": 0} | params
    z = sigmoid(x @ p["W_z"] + h @ p["U_z"] + p["b_z"] + p["bU_z"])
    r = sigmoid(x @ p["W_r"] + h @ p["U_r"] + p["b_r"] + p["bU_r"])
    recurrent = r * (h @ p["U_g"] + p["bU_g"]) if "bU_g" in p else (r * h) @ p["U_g"]
    return (z * h + (1 - z) * np.tanh(x @ p["W_g"] + p["b_g"] + recurrent),)


def book_simple_rnn(params, x, h):
    return (np.tanh(x @ params["W"] + h @ params["U"] + params["b"]),)


BOOK = {"lstm": book_lstm, "coupled_lstm": book_coupled_lstm, "gru": book_gru, "simple_rnn": book_simple_rnn}
