"""What the tests of all layouts share: every pair of converters, random weights, one step in the book's form."""

import numpy as np
from lstmbook import layouts
from lstmbook.layouts import CONVENTIONS, GATES
from lstmbook.layouts.book_form import DEAF

D, N = 3, 4
RNG = np.random.default_rng(0)  # conftest.py starts it again before each test
BY_KEY = {convention.key: convention for convention in CONVENTIONS}
PAIRS = [(model, row.key) for row in CONVENTIONS for model in row.weights]
DIRECTED = [pair for pair in PAIRS if pair[0].startswith("bidirectional_")]  # nested: their tests stand apart
PAIRS = [pair for pair in PAIRS if pair not in DIRECTED]
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
    model, peepholes = ("lstm", True) if model == "peephole_lstm" else (model, peepholes)
    if model == "bidirectional_lstm":
        return {direction: random_params("lstm", reset, peepholes, d, n) for direction in ("forward", "backward")}
    names = {"W": (d, n)} | ({} if model in DEAF else {"U": (n, n)}) | {"b": (n,)}
    names |= {"bU": (n,)} if model == "gru" and reset == "after" else {}
    params = {f"{name}_{g}".rstrip("_"): random(*shape) for g in GATES[model] for name, shape in names.items()}
    seeing = "io" if model == "coupled_lstm" else "ifo"
    return params | ({f"p_{g}": random(n) for g in seeing} if peepholes else {})


def possible_params(model, key):
    """Random weights that this convention can express."""
    return random_params(model, reset="after" if BY_KEY[key].reset == "after" else "before")


def assert_equal_dicts(ours, expected):
    assert list(ours) == list(expected)
    for key, array in expected.items():
        np.testing.assert_allclose(ours[key], array, rtol=0, atol=1e-14, err_msg=key)


def inputs(model):
    others = {"lstm": 1, "peephole_lstm": 1, "coupled_lstm": 1, "slstm": 3}.get(model, 0)
    return [random(D), *(np.abs(random(N)) for _ in range(1 + others))]


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


def candidate(a):
    return np.where(a >= 0, a + 0.5, sigmoid(a))


def book_min_gru(params, x, h):
    z, g = (x @ params[f"W_{gate}"] + params[f"b_{gate}"] for gate in "zg")
    return ((1 - sigmoid(z)) * h + sigmoid(z) * candidate(g),)


def book_min_lstm(params, x, h):
    i, f, g = (x @ params[f"W_{gate}"] + params[f"b_{gate}"] for gate in "ifg")
    i, f = sigmoid(i), sigmoid(f)
    return ((f * h + i * candidate(g)) / (f + i),)


def book_slstm(params, x, h, c, n, m):
    a = {g: x @ params[f"W_{g}"] + h @ params[f"U_{g}"] + params[f"b_{g}"] for g in "ifgo"}
    top = np.maximum(np.log(sigmoid(a["f"])) + m, a["i"])
    i, f = np.exp(a["i"] - top), sigmoid(a["f"]) * np.exp(m - top)
    c, n = f * c + i * np.tanh(a["g"]), f * n + i
    return sigmoid(a["o"]) * c / n, c, n, top


BOOK = {
    "lstm": book_lstm,
    "peephole_lstm": book_lstm,
    "coupled_lstm": book_coupled_lstm,
    "gru": book_gru,
    "simple_rnn": book_simple_rnn,
    "min_gru": book_min_gru,
    "min_lstm": book_min_lstm,
    "slstm": book_slstm,
}
