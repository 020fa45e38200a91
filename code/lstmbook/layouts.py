"""Weights between the book's form and the layouts of frameworks and papers. NumPy only.

The book's form is a plain dict with one array for each gate, for row vectors, z = x W + h U + b:

- ``lstm``: ``W_i, U_i, b_i``, the same for f, g (the candidate) and o; with peepholes also ``p_i, p_f, p_o``;
- ``gru``: ``W_z, U_z, b_z``, the same for r and g; h' = z * h + (1 - z) * g. If the reset gate acts after the
  product, g = tanh(x W_g + b_g + r * (h U_g + bU_g)), every gate also has a recurrent bias:
  ``bU_z, bU_r, bU_g``;
- ``simple_rnn``: ``W, U, b``;
- ``multi_head_attention``, attention with H heads: ``W_q (H, d_q, d_k), b_q (H, d_k)``,
  ``W_k (H, d_key, d_k)``,
  ``W_v (H, d_value, d_v)`` and their biases, ``W_out (H, d_v, d_out), b_out (d_out,)``.

W is (d, n), U is (n, n), every bias and peephole is (n,).

``<model>_from_<layout>(*arrays)`` returns such a dict; ``<model>_to_<layout>(params)`` is its inverse and
returns a tuple of the arrays that the other takes. A layout of one array for each gate is a dict too.
Both copy, and both raise ValueError on a wrong shape, with the argument, the expected and the given shape.

Two biases that are only ever added (every LSTM's, every simple RNN's, those of a GRU whose reset gate acts
before the product) are one: summed on the way in; on the way out the first holds it and the second is zero.
"""

import inspect
import re
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

GATES = {"lstm": ("i", "f", "g", "o"), "gru": ("z", "r", "g"), "simple_rnn": ("",)}
"""The gates of each model, in the order in which the book writes them."""

_BOOK_LETTER = {"lstm": {"c": "g"}, "gru": {"h": "g", "n": "g", "a": "g", "i": "z"}, "simple_rnn": {}}
"""What the book calls a gate to which a framework gives another letter."""


@dataclass(frozen=True)
class Convention:
    """How one framework or paper writes and stores what the book writes as z = x W + h U + b.

    Attributes:
        key: the last part of its converters' names.
        title: its name.
        vectors: "row" if it writes x W, "column" if it writes W x.
        gates: model -> the gates in the order in which they are stored, in its own letters; empty if every
            gate has an array of its own.
        z_keeps: which state of a GRU the update gate multiplies: "old" or "new".
        reset: when a GRU's reset gate acts: "before" the product with U, "after" it, or "either".
        biases: how many bias vectors a gate has; two if the reset gate of a GRU acts after the product.
        forget_bias: how the forget gate's bias starts.
        adds_to_forget_bias: what the forward pass adds to the stored bias of the forget gate.
        weights: model -> the arrays with their shapes, in the order in which its converters take them (ONNX's
            ``P`` only with peepholes, Keras's second shape only with ``reset_after=False``).
        source: where this is documented.
    """

    key: str
    title: str
    vectors: str
    gates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    z_keeps: str = "old"
    reset: str = "either"
    biases: int = 1
    forget_bias: str = ""
    adds_to_forget_bias: int = 0
    weights: dict[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def converters(self) -> tuple[str, ...]:
        """The names of the functions of this module that convert from and to this layout."""
        return tuple(f"{model}_{way}_{self.key}" for model in self.weights for way in ("from", "to"))

    def order(self, model: str) -> tuple[str, ...]:
        """The stored order of the gates of `model`, in the book's letters."""
        return tuple(_BOOK_LETTER[model].get(gate, gate) for gate in self.gates[model])


_EACH = {
    "lstm": "W_i (n, d), U_i (n, n), b_i (n), and so for f, g, o",
    "gru": "W_z (n, d), U_z (n, n), b_z (n), and so for r, g",
    "simple_rnn": "W (n, d), U (n, n), b (n)",
}

_BOOK_ATTENTION = (
    "W_q (H, d_q, d_k), b_q (H, d_k), W_k (H, d_key, d_k), b_k (H, d_k), "
    "W_v (H, d_value, d_v), b_v (H, d_v), W_out (H, d_v, d_out), b_out (d_out)"
)

CONVENTIONS = (
    Convention(
        key="keras",
        title="Keras",
        vectors="row",
        gates={"lstm": ("i", "f", "c", "o"), "gru": ("z", "r", "h"), "simple_rnn": ("",)},
        forget_bias="starts at 1 (unit_forget_bias)",
        weights={
            "lstm": "kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n)",
            "gru": "kernel (d, 3n), recurrent_kernel (n, 3n), bias (2, 3n) or (3n)",
            "simple_rnn": "kernel (d, n), recurrent_kernel (n, n), bias (n)",
            "multi_head_attention": "query_kernel (d_q, H, d_k), query_bias (H, d_k), "
            "key_kernel (d_key, H, d_k), key_bias (H, d_k), "
            "value_kernel (d_value, H, d_v), value_bias (H, d_v), "
            "output_kernel (H, d_v, d_out), output_bias (d_out)",
        },
        source="https://keras.io/api/layers/recurrent_layers/",
    ),
    Convention(
        key="pytorch",
        title="PyTorch",
        vectors="column",
        gates={"lstm": ("i", "f", "g", "o"), "gru": ("r", "z", "n"), "simple_rnn": ("",)},
        reset="after",
        biases=2,
        forget_bias="drawn, like every weight, from U(-1/sqrt(n), 1/sqrt(n))",
        weights={
            "lstm": "weight_ih (4n, d), weight_hh (4n, n), bias_ih (4n), bias_hh (4n)",
            "gru": "weight_ih (3n, d), weight_hh (3n, n), bias_ih (3n), bias_hh (3n)",
            "simple_rnn": "weight_ih (n, d), weight_hh (n, n), bias_ih (n), bias_hh (n)",
        },
        source="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html",
    ),
    Convention(
        key="onnx",
        title="ONNX",
        vectors="row",
        gates={"lstm": ("i", "o", "f", "c"), "gru": ("z", "r", "h"), "simple_rnn": ("",)},
        biases=2,
        forget_bias="given with the weights",
        weights={
            "lstm": "W (1, 4n, d), R (1, 4n, n), B (1, 8n), P (1, 3n)",
            "gru": "W (1, 3n, d), R (1, 3n, n), B (1, 6n), linear_before_reset ()",
            "simple_rnn": "W (1, n, d), R (1, n, n), B (1, 2n)",
        },
        source="https://onnx.ai/onnx/operators/onnx__LSTM.html",
    ),
    Convention(
        key="cudnn",
        title="cuDNN",
        vectors="column",
        gates={"lstm": ("i", "f", "c", "o"), "gru": ("r", "i", "h"), "simple_rnn": ("",)},
        reset="after",
        biases=2,
        forget_bias="given with the weights",
        weights={
            "lstm": "W (4n, d), R (4n, n), b_W (4n), b_R (4n)",
            "gru": "W (3n, d), R (3n, n), b_W (3n), b_R (3n)",
            "simple_rnn": "W (n, d), R (n, n), b_W (n), b_R (n)",
        },
        source="https://docs.nvidia.com/deeplearning/cudnn/",
    ),
    Convention(
        key="haiku",
        title="Haiku",
        vectors="row",
        gates={"lstm": ("i", "g", "f", "o"), "gru": ("z", "r", "a")},
        z_keeps="new",
        reset="before",
        forget_bias="starts at 0; the forward pass adds 1",
        adds_to_forget_bias=1,
        weights={"lstm": "w (d+n, 4n), b (4n)", "gru": "w_i (d, 3n), w_h (n, 3n), b (3n)"},
        source="https://github.com/google-deepmind/dm-haiku/blob/main/haiku/_src/recurrent.py",
    ),
    Convention(
        key="papers",
        title="Papers; GRU as Cho et al. 2014",
        vectors="column",
        weights=_EACH,
        source="https://arxiv.org/abs/1406.1078",
    ),
    Convention(
        key="chung",
        title="Chung et al. 2014",
        vectors="column",
        z_keeps="new",
        reset="before",
        weights={"gru": _EACH["gru"]},
        source="https://arxiv.org/abs/1412.3555",
    ),
)
"""The crosswalk: one row for each framework or paper. The converters below are made from it.

ONNX: ``P`` is given only with peepholes; they are stored as the gates are, without the candidate: i, o, f.
cuDNN keeps one opaque buffer; W, R, b_W, b_R are its blocks stacked by ``linLayerID``, and i in its GRU is
the update gate.
"""

_BY_KEY = {convention.key: convention for convention in CONVENTIONS}


class _Stacks(NamedTuple):
    """What every framework stores, rearranged as Keras does: the k gates side by side, in its own order."""

    kernel: np.ndarray  # (d, kn)
    recurrent_kernel: np.ndarray  # (n, kn)
    biases: list[np.ndarray]  # one or two, each (kn,)
    reset_after: bool | None = None  # None if not a GRU
    peepholes: np.ndarray | None = None  # (3n,)


def _read_keras(arrays):
    kernel, recurrent_kernel, bias = arrays.values()
    return _Stacks(kernel, recurrent_kernel, list(np.atleast_2d(bias)), bias.ndim == 2)


def _write_keras(stacks):
    bias = np.stack(stacks.biases) if stacks.reset_after else stacks.biases[0]
    return stacks.kernel, stacks.recurrent_kernel, bias


def _read_pytorch(arrays):
    weight_ih, weight_hh, *biases = arrays.values()
    return _Stacks(weight_ih.T, weight_hh.T, biases, reset_after=True)


def _write_pytorch(stacks):
    return stacks.kernel.T, stacks.recurrent_kernel.T, *stacks.biases


def _read_onnx(arrays):
    W, R, B = (array[0] for array in (arrays["W"], arrays["R"], arrays["B"]))
    P = arrays["P"][0] if "P" in arrays else None
    return _Stacks(W.T, R.T, np.split(B, 2), bool(arrays.get("linear_before_reset")), P)


def _write_onnx(stacks):
    W, R, B = stacks.kernel.T, stacks.recurrent_kernel.T, np.concatenate(stacks.biases)
    gru = () if stacks.reset_after is None else (int(stacks.reset_after),)
    peepholes = () if stacks.peepholes is None else (stacks.peepholes[None],)
    return W[None], R[None], B[None], *gru, *peepholes


def _read_haiku(arrays):
    if len(arrays) == 3:
        return _read_keras(arrays)
    w, b = arrays.values()
    n = b.size // 4
    return _Stacks(w[:-n], w[-n:], [b])


def _write_haiku(stacks):
    if stacks.reset_after is not None:
        return _write_keras(stacks)
    return np.concatenate([stacks.kernel, stacks.recurrent_kernel]), stacks.biases[0]


_REARRANGED = {
    "keras": (_read_keras, _write_keras),
    "pytorch": (_read_pytorch, _write_pytorch),
    "onnx": (_read_onnx, _write_onnx),
    "cudnn": (_read_pytorch, _write_pytorch),
    "haiku": (_read_haiku, _write_haiku),
}


def _key(name, gate):
    return f"{name}_{gate}" if gate else name


def _peephole_keys(gates):
    return [_key("p", gate) for gate in gates if gate != "g"]


def _unstack(model, gates, stacks):
    """The book's dict of `stacks`, whose gates are in the given order."""
    biases = stacks.biases
    if model != "gru" or not stacks.reset_after:
        biases = [sum(biases)]
    stacked = dict(zip(("W", "U", "b", "bU"), (stacks.kernel, stacks.recurrent_kernel, *biases), strict=False))
    params = {
        _key(name, gate): block
        for name, stack in stacked.items()
        for gate, block in zip(gates, np.split(stack, len(gates), axis=-1), strict=True)
    }
    if stacks.peepholes is not None:
        params |= zip(_peephole_keys(gates), np.split(stacks.peepholes, 3), strict=True)
    return params


def _stack(model, gates, biases, params):
    """The inverse of `_unstack`: the gates in the given order, with that many biases."""

    def side_by_side(keys):
        return np.concatenate([params[key] for key in keys], axis=-1)

    kernel, recurrent_kernel, bias = (side_by_side([_key(name, gate) for gate in gates]) for name in "WUb")
    second = [np.zeros_like(bias)] * (biases - 1)
    if "bU_z" in params:
        second = [side_by_side([_key("bU", gate) for gate in gates])]
    reset_after = "bU_z" in params if model == "gru" else None
    peepholes = side_by_side(_peephole_keys(gates)) if "p_i" in params else None
    return _Stacks(kernel, recurrent_kernel, [bias, *second], reset_after, peepholes)


def _translate(convention, params, sign):
    """Change what the gates mean: from the convention to the book's form (sign 1), or back (-1)."""
    if convention.z_keeps == "new":  # 1 - sigmoid(a) = sigmoid(-a)
        params = {key: -array if key.endswith("_z") else array for key, array in params.items()}
    if "b_f" in params:
        params = params | {"b_f": params["b_f"] + sign * convention.adds_to_forget_bias}
    return params


def _listed(weights):
    """An entry of ``Convention.weights`` as a dict: name -> the shapes it may have, as tuples of sizes."""
    return {
        name: [tuple(re.findall(r"[^, ]+", shape)) for shape in re.findall(r"\(([^)]*)\)", shapes)]
        for name, shapes in re.findall(r"(\w+) (\([^)]*\)(?: or \([^)]*\))*)", weights)
    }


def _fits(sizes, shape, known):
    """Whether `shape` is `sizes` ("d", "4n", "d+n", "1"); a symbol not yet `known` is set to make it fit."""
    if len(sizes) != len(shape):
        return False
    pairs = zip(sizes, shape, strict=True)
    for size, number in sorted(pairs, key=lambda pair: "+" in pair[0]):  # d+n after n
        if "+" in size:
            size, addend = size.split("+")
            number -= known[addend]
        factor, symbol = re.fullmatch(r"(\d*)(.*)", size).groups()
        factor = int(factor or 1)
        if number < 1 or number != factor * (known.setdefault(symbol, number // factor) if symbol else 1):
            return False
    return True


def _checked(listed, arrays):
    """The arrays as NumPy's, if every shape is one of those listed and all agree on the sizes."""
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    known = {}
    for name, array in arrays.items():
        before = dict(known)
        if not any(_fits(sizes, array.shape, known) for sizes in listed[name]):
            expected = " or ".join("({})".format(", ".join(sizes)) for sizes in listed[name])
            given = ", ".join(f"{symbol} = {number}" for symbol, number in before.items())
            raise ValueError(f"{name}: expected shape {expected}{given and ', ' + given}, got {array.shape}")
    return arrays


def _book_shapes(model, keys, column=False):
    """The book's form in its order, listed; with recurrent biases or peepholes if there are any in `keys`."""
    if model == "multi_head_attention":
        return _listed(_BOOK_ATTENTION)
    shapes = {"W": ("n", "d") if column else ("d", "n"), "U": ("n", "n"), "b": ("n",)}
    if model == "gru" and any(key.startswith("bU_") for key in keys):
        shapes["bU"] = ("n",)
    listed = {_key(name, gate): [shape] for gate in GATES[model] for name, shape in shapes.items()}
    if model == "lstm" and any(key.startswith("p_") for key in keys):
        listed |= {key: [("n",)] for key in _peephole_keys(GATES[model])}
    return listed


def _checked_params(model, params, column=False):
    """The dict as NumPy arrays in the book's order, if it has its keys and shapes; W is (n, d) if column."""
    listed = _book_shapes(model, params, column)
    missing = [key for key in listed if key not in params]
    unknown = [key for key in params if key not in listed]
    if missing or unknown:
        raise ValueError(f"params: missing {missing}, unknown {unknown}")
    return _checked(listed, {key: params[key] for key in listed})


def _check_expressible(convention, params):
    """Raise if these equations cannot be written in this convention, whatever the weights."""
    if "p_i" in params and "lstm" in convention.gates and "P " not in convention.weights["lstm"]:
        raise ValueError(f"params: {convention.title} has no peepholes, got {_peephole_keys(GATES['lstm'])}")
    reset = "after" if "bU_z" in params else "before"
    if "W_z" in params and convention.reset not in (reset, "either"):
        raise ValueError(
            f"params: in {convention.title} the reset gate acts {convention.reset} the product with U, "
            f"here {reset} it ({'with' if reset == 'after' else 'without'} recurrent biases bU_z, bU_r, bU_g)"
        )


def _signature(listed):
    optional = {"P": None, "linear_before_reset": 0}  # ONNX's own defaults
    kind, required = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.empty
    return inspect.Signature(inspect.Parameter(name, kind, default=optional.get(name, required)) for name in listed)


def _bound(signature, args, kwargs):
    """The arguments by name, defaults included, without those that are None."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    return {name: array for name, array in bound.arguments.items() if array is not None}


def _stacked_converters(model, convention):
    listed, gates = _listed(convention.weights[model]), convention.order(model)
    read, write = _REARRANGED[convention.key]
    signature = _signature(listed)

    def from_layout(*args, **kwargs):
        arrays = _checked(listed, _bound(signature, args, kwargs))
        params = _translate(convention, _unstack(model, gates, read(arrays)), 1)
        return {key: np.array(params[key]) for key in _book_shapes(model, params)}

    def to_layout(params):
        params = _checked_params(model, params)
        _check_expressible(convention, params)
        return write(_stack(model, gates, convention.biases, _translate(convention, params, -1)))

    from_layout.__signature__ = signature
    return from_layout, to_layout


def _per_gate_converters(model, convention):
    def convert(params, sign):
        params = _checked_params(model, params, column=sign == 1)
        _check_expressible(convention, params)
        return {key: np.array(array.T) for key, array in _translate(convention, params, sign).items()}

    return lambda params: convert(params, 1), lambda params: convert(params, -1)


def _attention_converters(model, convention):
    listed, keys = _listed(convention.weights[model]), list(_listed(_BOOK_ATTENTION))
    signature = _signature(listed)

    def heads_moved(key, array):
        """The first two axes exchanged, of the kernels that have the head as the second one."""
        return np.array(array.swapaxes(0, 1) if key in ("W_q", "W_k", "W_v") else array)

    def from_layout(*args, **kwargs):
        arrays = _checked(listed, _bound(signature, args, kwargs))
        return {key: heads_moved(key, array) for key, array in zip(keys, arrays.values(), strict=True)}

    def to_layout(params):
        return tuple(heads_moved(key, array) for key, array in _checked_params(model, params).items())

    from_layout.__signature__ = signature
    return from_layout, to_layout


def _converters(model, key):
    """The pair of functions `<model>_from_<key>` and `<model>_to_<key>`, made from the crosswalk."""
    convention = _BY_KEY[key]
    make = _stacked_converters if convention.gates else _per_gate_converters
    pair = (_attention_converters if model == "multi_head_attention" else make)(model, convention)
    for function, way in zip(pair, ("from", "to"), strict=True):
        function.__name__ = function.__qualname__ = f"{model}_{way}_{key}"
        function.__doc__ = (
            f"Weights {way} the layout of {convention.title}: {convention.weights[model]}.\n\n"
            f"Raises ValueError if a shape is wrong, naming the argument. Source: {convention.source}"
        )
    return pair


lstm_from_keras, lstm_to_keras = _converters("lstm", "keras")
lstm_from_pytorch, lstm_to_pytorch = _converters("lstm", "pytorch")
lstm_from_onnx, lstm_to_onnx = _converters("lstm", "onnx")
lstm_from_cudnn, lstm_to_cudnn = _converters("lstm", "cudnn")
lstm_from_haiku, lstm_to_haiku = _converters("lstm", "haiku")
lstm_from_papers, lstm_to_papers = _converters("lstm", "papers")

gru_from_keras, gru_to_keras = _converters("gru", "keras")
gru_from_pytorch, gru_to_pytorch = _converters("gru", "pytorch")
gru_from_onnx, gru_to_onnx = _converters("gru", "onnx")
gru_from_cudnn, gru_to_cudnn = _converters("gru", "cudnn")
gru_from_haiku, gru_to_haiku = _converters("gru", "haiku")
gru_from_papers, gru_to_papers = _converters("gru", "papers")
gru_from_chung, gru_to_chung = _converters("gru", "chung")

simple_rnn_from_keras, simple_rnn_to_keras = _converters("simple_rnn", "keras")
simple_rnn_from_pytorch, simple_rnn_to_pytorch = _converters("simple_rnn", "pytorch")
simple_rnn_from_onnx, simple_rnn_to_onnx = _converters("simple_rnn", "onnx")
simple_rnn_from_cudnn, simple_rnn_to_cudnn = _converters("simple_rnn", "cudnn")
simple_rnn_from_papers, simple_rnn_to_papers = _converters("simple_rnn", "papers")

multi_head_attention_from_keras, multi_head_attention_to_keras = _converters("multi_head_attention", "keras")


def crosswalk():
    """``CONVENTIONS`` as a Markdown table, one row for each framework or paper."""
    columns = (
        "source",
        "vectors",
        "LSTM gates",
        "LSTM biases",
        "forget bias",
        "GRU gates",
        "z multiplies",
        "reset acts",
    )
    rows = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for one in CONVENTIONS:
        packed = {model: ", ".join(one.gates.get(model, ())) or "an array each" for model in ("lstm", "gru")}
        lstm = [packed["lstm"], str(one.biases), one.forget_bias] if "lstm" in one.weights else [""] * 3
        reset = {"either": "before or after U", "before": "before U", "after": "after U"}[one.reset]
        gru = [packed["gru"], f"the {one.z_keeps} state", reset] if "gru" in one.weights else [""] * 3
        rows.append(f"| [{one.title}]({one.source}) | {' | '.join([one.vectors, *lstm, *gru])} |")
    return "\n".join(rows) + "\n"
