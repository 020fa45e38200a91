"""Every converter: round trips, the numbers of the other convention's own equations, and clear errors."""

import inspect

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.layouts import CONVENTIONS, GATES

D, N = 3, 4
RNG = np.random.default_rng(0)
BY_KEY = {convention.key: convention for convention in CONVENTIONS}
PAIRS = [(model, row.key) for row in CONVENTIONS for model in row.weights]
IDS = ["-".join(pair) for pair in PAIRS]


def converters(model, key):
    return getattr(layouts, f"{model}_from_{key}"), getattr(layouts, f"{model}_to_{key}")


def call_from(model, key, converted):
    """Hand what `<model>_to_<key>` returned to `<model>_from_<key>`: a dict, or a tuple of arrays."""
    from_layout, _ = converters(model, key)
    return from_layout(converted) if isinstance(converted, dict) else from_layout(*converted)


@pytest.fixture(autouse=True)
def same_numbers_in_any_order_of_the_tests():
    global RNG
    RNG = np.random.default_rng(0)


def random(*shape):
    return RNG.normal(size=shape)


def random_params(model, reset="before", peepholes=False, d=D, n=N):
    if model == "multi_head_attention":
        shapes = {"W_q": (2, 5, 4), "b_q": (2, 4), "W_k": (2, 6, 4), "b_k": (2, 4)}
        shapes |= {"W_v": (2, 7, 3), "b_v": (2, 3), "W_out": (2, 3, 8), "b_out": (8,)}
        return {key: random(*shape) for key, shape in shapes.items()}
    names = {"W": (d, n), "U": (n, n), "b": (n,)} | ({"bU": (n,)} if model == "gru" and reset == "after" else {})
    params = {f"{name}_{g}".rstrip("_"): random(*shape) for g in GATES[model] for name, shape in names.items()}
    return params | ({f"p_{g}": random(n) for g in "ifo"} if peepholes else {})


def possible_params(model, key):
    """Random weights that this convention can express."""
    return random_params(model, reset="after" if BY_KEY[key].reset == "after" else "before")


def assert_equal_dicts(ours, expected):
    assert list(ours) == list(expected)
    for key, array in expected.items():
        np.testing.assert_allclose(ours[key], array, rtol=0, atol=1e-14, err_msg=key)


# --- One step in the book's form: row vectors, one array a gate. ---


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def book_lstm(params, x, h, c):
    p = {"p_i": 0, "p_f": 0, "p_o": 0} | params
    a = {g: x @ p[f"W_{g}"] + h @ p[f"U_{g}"] + p[f"b_{g}"] for g in "ifgo"}
    i, f, g = sigmoid(a["i"] + p["p_i"] * c), sigmoid(a["f"] + p["p_f"] * c), np.tanh(a["g"])
    c = f * c + i * g
    return sigmoid(a["o"] + p["p_o"] * c) * np.tanh(c), c


def book_gru(params, x, h):
    p = {"bU_z": 0, "bU_r": 0} | params
    z = sigmoid(x @ p["W_z"] + h @ p["U_z"] + p["b_z"] + p["bU_z"])
    r = sigmoid(x @ p["W_r"] + h @ p["U_r"] + p["b_r"] + p["bU_r"])
    recurrent = r * (h @ p["U_g"] + p["bU_g"]) if "bU_g" in p else (r * h) @ p["U_g"]
    return (z * h + (1 - z) * np.tanh(x @ p["W_g"] + p["b_g"] + recurrent),)


def book_simple_rnn(params, x, h):
    return (np.tanh(x @ params["W"] + h @ params["U"] + params["b"]),)


BOOK = {"lstm": book_lstm, "gru": book_gru, "simple_rnn": book_simple_rnn}


# --- One step as each convention documents it. x, h and c are vectors. ---


def pytorch_lstm(weights, x, h, c):
    W, U, b, bb = (np.split(array, 4) for array in weights)
    i = sigmoid(W[0] @ x + b[0] + U[0] @ h + bb[0])
    f = sigmoid(W[1] @ x + b[1] + U[1] @ h + bb[1])
    g = np.tanh(W[2] @ x + b[2] + U[2] @ h + bb[2])
    o = sigmoid(W[3] @ x + b[3] + U[3] @ h + bb[3])
    c = f * c + i * g
    return o * np.tanh(c), c


def pytorch_gru(weights, x, h):
    W, U, b, bb = (np.split(array, 3) for array in weights)
    r = sigmoid(W[0] @ x + b[0] + U[0] @ h + bb[0])
    z = sigmoid(W[1] @ x + b[1] + U[1] @ h + bb[1])
    n = np.tanh(W[2] @ x + b[2] + r * (U[2] @ h + bb[2]))
    return ((1 - z) * n + z * h,)


def pytorch_simple_rnn(weights, x, h):
    weight_ih, weight_hh, bias_ih, bias_hh = weights
    return (np.tanh(x @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh),)


def onnx_lstm(weights, x, h, c):
    W, R, B, *P = weights
    (Wi, Wo, Wf, Wc), (Ri, Ro, Rf, Rc) = np.split(W[0], 4), np.split(R[0], 4)
    Wbi, Wbo, Wbf, Wbc, Rbi, Rbo, Rbf, Rbc = np.split(B[0], 8)
    Pi, Po, Pf = np.split(P[0][0], 3) if P else (0, 0, 0)
    i = sigmoid(x @ Wi.T + h @ Ri.T + Pi * c + Wbi + Rbi)
    f = sigmoid(x @ Wf.T + h @ Rf.T + Pf * c + Wbf + Rbf)
    candidate = np.tanh(x @ Wc.T + h @ Rc.T + Wbc + Rbc)
    c = f * c + i * candidate
    o = sigmoid(x @ Wo.T + h @ Ro.T + Po * c + Wbo + Rbo)
    return o * np.tanh(c), c


def onnx_gru(weights, x, h):
    W, R, B, linear_before_reset = weights
    (Wz, Wr, Wh), (Rz, Rr, Rh) = np.split(W[0], 3), np.split(R[0], 3)
    Wbz, Wbr, Wbh, Rbz, Rbr, Rbh = np.split(B[0], 6)
    z = sigmoid(x @ Wz.T + h @ Rz.T + Wbz + Rbz)
    r = sigmoid(x @ Wr.T + h @ Rr.T + Wbr + Rbr)
    if linear_before_reset:
        candidate = np.tanh(x @ Wh.T + r * (h @ Rh.T + Rbh) + Wbh)
    else:
        candidate = np.tanh(x @ Wh.T + (r * h) @ Rh.T + Rbh + Wbh)
    return ((1 - z) * candidate + z * h,)


def onnx_simple_rnn(weights, x, h):
    W, R, B = (array[0] for array in weights)
    Wb, Rb = np.split(B, 2)
    return (np.tanh(x @ W.T + h @ R.T + Wb + Rb),)


def cudnn_gru(weights, x, h):
    W, R, bW, bR = (np.split(array, 3) for array in weights)  # linLayerID 0 reset, 1 update, 2 new
    r = sigmoid(W[0] @ x + R[0] @ h + bW[0] + bR[0])
    i = sigmoid(W[1] @ x + R[1] @ h + bW[1] + bR[1])
    new = np.tanh(W[2] @ x + r * (R[2] @ h + bR[2]) + bW[2])
    return ((1 - i) * new + i * h,)


def cudnn_lstm(weights, x, h, c):
    W, R, bW, bR = (np.split(array, 4) for array in weights)  # linLayerID 0 input, 1 forget, 2 new, 3 output
    i, f, new, o = (W[k] @ x + R[k] @ h + bW[k] + bR[k] for k in range(4))
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
    return sigmoid(o) * np.tanh(c), c


def haiku_lstm(weights, x, h, c):
    w, b = weights
    i, g, f, o = np.split(np.concatenate([x, h]) @ w + b, 4)
    c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def haiku_gru(weights, x, h):
    (iz, ir, ia), (hz, hr, ha), (bz, br, ba) = (np.split(array, 3, axis=-1) for array in weights)
    z, r = sigmoid(x @ iz + h @ hz + bz), sigmoid(x @ ir + h @ hr + br)
    a = np.tanh(x @ ia + (r * h) @ ha + ba)
    return ((1 - z) * h + z * a,)


def papers_lstm(p, x, h, c):
    i, f, g, o = (p[f"W_{gate}"] @ x + p[f"U_{gate}"] @ h + p[f"b_{gate}"] for gate in "ifgo")
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def papers_gru(p, x, h, chung=False):
    z = sigmoid(p["W_z"] @ x + p["U_z"] @ h + p["b_z"])
    r = sigmoid(p["W_r"] @ x + p["U_r"] @ h + p["b_r"])
    candidate = np.tanh(p["W_g"] @ x + p["U_g"] @ (r * h) + p["b_g"])
    return ((1 - z) * h + z * candidate,) if chung else (z * h + (1 - z) * candidate,)


def chung_gru(p, x, h):
    return papers_gru(p, x, h, chung=True)


def papers_simple_rnn(p, x, h):
    return (np.tanh(p["W"] @ x + p["U"] @ h + p["b"]),)


def keras_step(weights, layer, inputs):
    layer.build((None, D))
    layer.set_weights(weights)
    _, states = layer(inputs[0][None], [state[None] for state in inputs[1:]])
    return tuple(state[0] for state in states)


def keras_lstm(weights, *inputs):
    return keras_step(weights, keras.layers.LSTMCell(N, dtype="float64"), inputs)


def keras_gru(weights, *inputs):
    reset_after = weights[2].ndim == 2
    return keras_step(weights, keras.layers.GRUCell(N, reset_after=reset_after, dtype="float64"), inputs)


def keras_simple_rnn(weights, *inputs):
    return keras_step(weights, keras.layers.SimpleRNNCell(N, dtype="float64"), inputs)


cudnn_simple_rnn = pytorch_simple_rnn


def step(model, key):
    return globals()[f"{key}_{model}"]


def inputs(model):
    return [random(D), random(N)] + ([random(N)] if model == "lstm" else [])


def assert_same_step(model, key, params, weights):
    values = inputs(model)
    for ours, theirs in zip(BOOK[model](params, *values), step(model, key)(weights, *values), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-10)


RECURRENT = [(model, key) for model, key in PAIRS if model != "multi_head_attention"]


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


def test_onnx_peepholes():
    params = random_params("lstm", peepholes=True)
    weights = layouts.lstm_to_onnx(params)
    assert_same_step("lstm", "onnx", params, weights)
    assert_equal_dicts(layouts.lstm_from_onnx(*weights), params)
    assert_equal_dicts(layouts.lstm_from_papers(layouts.lstm_to_papers(params)), params)


def test_keras_attention():
    params = random_params("multi_head_attention")
    d = {name: params[f"W_{name}"].shape[1] for name in "qkv"}
    # Keras rounds 1/sqrt(key_dim) to float32, whatever the dtype: exact for a power of four only.
    layer = keras.layers.MultiHeadAttention(2, 4, value_dim=3, output_shape=8, dtype="float64")
    query, key, value = random(2, 5, d["q"]), random(2, 6, d["k"]), random(2, 6, d["v"])
    layer.build(query.shape, value.shape, key.shape)
    layer.set_weights(layouts.multi_head_attention_to_keras(params))

    def heads(x, name):
        return np.einsum("btd,hdk->bhtk", x, params[f"W_{name}"]) + params[f"b_{name}"][:, None]

    scores = heads(query, "q") @ heads(key, "k").swapaxes(-1, -2) / np.sqrt(4)
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    expected = np.einsum("bhtv,hvo->bto", weights @ heads(value, "v"), params["W_out"]) + params["b_out"]
    np.testing.assert_allclose(layer(query, value, key), expected, rtol=0, atol=1e-10)
    assert_equal_dicts(layouts.multi_head_attention_from_keras(*layer.get_weights()), params)


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
    for array in call_from(model, key, there).values():
        array += 1
    for array in there.values() if isinstance(there, dict) else there:
        if np.ndim(array):
            array += 1
    assert_equal_dicts(params, kept)


def test_arguments_can_be_named_and_are_documented():
    params = random_params("lstm")
    kernel, recurrent_kernel, bias = layouts.lstm_to_keras(params)
    named = layouts.lstm_from_keras(bias=bias, kernel=kernel, recurrent_kernel=recurrent_kernel)
    assert_equal_dicts(named, params)
    assert str(inspect.signature(layouts.gru_from_onnx)) == "(W, R, B, linear_before_reset=0)"
    assert "kernel (d, 4n)" in layouts.lstm_from_keras.__doc__
    assert layouts.lstm_from_keras.__name__ == "lstm_from_keras"


# --- The crosswalk says what the converters do. ---

ORDERS = {
    "keras": {"lstm": "ifgo", "gru": "zrg"},
    "pytorch": {"lstm": "ifgo", "gru": "rzg"},
    "onnx": {"lstm": "iofg", "gru": "zrg"},
    "cudnn": {"lstm": "ifgo", "gru": "rzg"},
    "haiku": {"lstm": "igfo", "gru": "zrg"},
}


@pytest.mark.parametrize(("model", "key"), [(model, key) for key, models in ORDERS.items() for model in models])
def test_the_gate_orders_of_the_table_are_those_of_the_converters(model, key):
    """With W_g full of the number of its gate, the first array shows the order."""
    params = possible_params(model, key)
    params |= {f"W_{gate}": np.full((D, N), number + 1.0) for number, gate in enumerate(GATES[model])}
    kernel = np.squeeze(converters(model, key)[1](params)[0])
    line = np.abs(kernel[:, 0] if kernel.shape[-1] == D else kernel[0]).astype(int)
    found = [GATES[model][number - 1] for number in line[::N]]
    assert "".join(found) == "".join(BY_KEY[key].order(model)) == ORDERS[key][model]


def test_the_table_names_every_converter_and_no_other():
    named = {name for convention in CONVENTIONS for name in convention.converters}
    models = ("lstm_", "gru_", "simple_rnn_", "multi_head_attention_")
    assert named == {name for name in vars(layouts) if name.startswith(models)}


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


def test_keras_and_haiku_start_to_remember():
    cell = keras.layers.LSTMCell(N)
    cell.build((None, D))
    assert "1" in BY_KEY["keras"].forget_bias
    np.testing.assert_array_equal(layouts.lstm_from_keras(*cell.get_weights())["b_f"], np.ones(N))
    haiku = layouts.lstm_from_haiku(w=random(D + N, 4 * N), b=np.zeros(4 * N))
    np.testing.assert_array_equal(haiku["b_f"], np.ones(N))
    np.testing.assert_array_equal(haiku["b_i"], np.zeros(N))


def test_two_biases_are_summed_and_written_into_the_first():
    for key in ("pytorch", "cudnn"):
        _, _, first, second = converters("lstm", key)[1](random_params("lstm"))
        assert not second.any() and first.all()
        assert BY_KEY[key].biases == 2


# --- Bad input. ---


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


def test_a_missing_argument_is_named():
    with pytest.raises(TypeError, match="bias"):
        layouts.lstm_from_keras(random(3, 16), random(4, 16))


# --- Against the frameworks themselves, where they are installed. ---


@pytest.mark.parametrize(("model", "kind"), [("lstm", "LSTMCell"), ("gru", "GRUCell"), ("simple_rnn", "RNNCell")])
def test_pytorch_itself(model, kind):
    torch = pytest.importorskip("torch", reason="PyTorch is not a dependency of the book")
    cell = getattr(torch.nn, kind)(D, N, dtype=torch.float64)
    weights = {name: weight.detach().numpy() for name, weight in cell.named_parameters()}
    params = converters(model, "pytorch")[0](**weights)
    x, h, *c = values = inputs(model)
    h, *c = (torch.tensor(state)[None] for state in (h, *c))
    states = cell(torch.tensor(x)[None], (h, *c) if c else h)
    states = states if c else (states,)
    for ours, theirs in zip(BOOK[model](params, *values), states, strict=True):
        np.testing.assert_allclose(ours, theirs[0].detach().numpy(), rtol=0, atol=1e-10)


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
