"""The book's form of weights, and what the converters share: checks, gates side by side, gates taken apart."""

import inspect

import numpy as np

GATES = {
    "lstm": ("i", "f", "g", "o"),
    "coupled_lstm": ("i", "g", "o"),
    "gru": ("z", "r", "g"),
    "simple_rnn": ("",),
    "min_gru": ("z", "g"),
    "min_lstm": ("i", "f", "g"),
    "slstm": ("i", "f", "g", "o"),
}
"""The gates of each model, in the order in which the book writes them. A simple RNN has no letter."""

DEAF = ("min_gru", "min_lstm")
"""Models that have no recurrent weights: no gate hears h."""

ORDER = ("z", "r", "i", "f", "g", "o")
"""All gates, in the order in which the book writes those that a model has."""

PEEPHOLES = ("i", "f", "o")
"""The gates of an LSTM that a peephole can reach, in the book's order."""

COUPLED_PEEPHOLES = ("i", "o")
"""The same of an LSTM with coupled gates."""


def taken_apart(gates, **stacks):
    """The book's arrays, one for each gate, from arrays that hold the gates side by side.

    Args:
        gates: the k gates in the order in which they are stored, in the book's letters.
        **stacks: by the book's name without the gate: ``W (d, kn)``, ``U (n, kn)``, ``b (kn,)``, ...

    Returns:
        ``W_i (d, n)``, ``U_i (n, n)``, ``b_i (n,)``, the next gate's, ...: copies, in the book's order.
    """
    blocks = {
        name: dict(zip(gates, np.split(stack, len(gates), axis=-1), strict=True)) for name, stack in stacks.items()
    }
    in_order = sorted(gates, key=ORDER.index)
    return {f"{name}_{gate}": np.array(blocks[name][gate]) for gate in in_order for name in stacks}


def side_by_side(params, name, gates):
    """The inverse for one name: ``W`` of these gates in this order as one new array, ``(d, kn)`` for k gates."""
    return np.concatenate([params[f"{name}_{gate}"] for gate in gates], axis=-1)


def transposed(params):
    """Copies of the weights for column vectors, z = W x + U h + b, or back."""
    return {key: np.array(array.T) for key, array in params.items()}


def z_exchanged(params):
    """The weights of the GRU in which z and 1 - z are exchanged: 1 - sigmoid(a) = sigmoid(-a)."""
    return {key: -array if key.endswith("_z") else array for key, array in params.items()}


# --- Checks of single arrays. ---


def sizes(array, *blocks):
    """How long a block is along each axis of an array that holds so many blocks along it; at least 1.

    ``d, n = sizes(kernel, 1, 4)`` reads a kernel ``(d, 4n)``. An array that does not divide so, or has another number
    of axes, gives sizes that it does not fit: ``check_shape`` comes next and refuses it.
    """
    if array.ndim != len(blocks):
        return (1,) * len(blocks)
    return tuple(max(length // count, 1) for length, count in zip(array.shape, blocks, strict=True))


def check_shape(name, array, expected, *shapes, **known):
    """Raise ValueError if `array` has none of these shapes.

    Args:
        name: the argument, as the caller knows it.
        array: the NumPy array.
        expected: the shapes in letters, "(2, 3n) or (3n)".
        *shapes: the same in numbers.
        **known: sizes that earlier arguments have fixed, for the message.
    """
    if array.shape not in shapes:
        given = "".join(f", {size} = {number}" for size, number in known.items())
        raise ValueError(f"{name}: expected shape {expected}{given}, got {array.shape}")


def column_stacks(count, **arrays):
    """What PyTorch and cuDNN store for column vectors, as row vectors want it: W (d, kn), U (n, kn), two biases (kn,).

    Args:
        count: k, how many gates are stacked.
        **arrays: by the names of its arguments, in this order, (kn, d), (kn, n), (kn,) and (kn,).

    Raises:
        ValueError: a shape is wrong.
    """
    (name, W), *others = ((name, np.asarray(array)) for name, array in arrays.items())
    n, d = sizes(W, count, 1)
    wide, letters = count * n, f"{count}n" if count > 1 else "n"
    check_shape(name, W, f"({letters}, d)", (wide, d))
    expected = [(f"({letters}, n)", (wide, n)), (f"({letters})", (wide,)), (f"({letters})", (wide,))]
    for (name, array), shape in zip(others, expected, strict=True):
        check_shape(name, array, *shape, n=n, d=d)
    return W.T, *(array.T for _, array in others)


# --- Checks of the book's form. ---


def checked_params(model, params, columns=False):
    """The weights of a recurrent model in the book's form as NumPy arrays, in the book's order.

    Args:
        model: a key of ``GATES``.
        params: W (d, n), U (n, n) but for ``DEAF``, b (n) of every gate. A GRU may have bU (n), an LSTM peepholes p_i,
            p_f, p_o (n), one with coupled gates p_i, p_o (n).
        columns: whether W is (n, d), as for column vectors.

    Raises:
        ValueError: a key is missing or unknown, or a shape is wrong.
    """
    names = ["W", "b"] if model in DEAF else ["W", "U", "b"]
    if model == "gru" and any(key.startswith("bU_") for key in params):
        names.append("bU")
    name_of = {(f"{name}_{gate}" if gate else name): name for gate in GATES[model] for name in names}
    if any(key.startswith("p_") for key in params):
        name_of |= {f"p_{gate}": "p" for gate in {"lstm": PEEPHOLES, "coupled_lstm": COUPLED_PEEPHOLES}.get(model, ())}
    arrays = _arrays(params, name_of)

    first, *others = arrays
    if columns:
        n, d = sizes(arrays[first], 1, 1)
        known, W = {"n": n, "d": d}, ("(n, d)", (n, d))
    else:
        d, n = sizes(arrays[first], 1, 1)
        known, W = {"d": d, "n": n}, ("(d, n)", (d, n))
    shapes = {"W": W, "U": ("(n, n)", (n, n))}
    check_shape(first, arrays[first], *W)
    for key in others:
        check_shape(key, arrays[key], *shapes.get(name_of[key], ("(n)", (n,))), **known)
    return arrays


def checked_attention(params):
    """The weights of attention with H heads in the book's form as NumPy arrays, in the book's order.

    Args:
        params: W_q (H, d_q, d_k), b_q (H, d_k), W_k (H, d_key, d_k), b_k (H, d_k), W_v (H, d_value, d_v),
            b_v (H, d_v), W_out (H, d_v, d_out), b_out (d_out).

    Raises:
        ValueError: a key is missing or unknown, or a shape is wrong.
    """
    arrays = _arrays(params, ("W_q", "b_q", "W_k", "b_k", "W_v", "b_v", "W_out", "b_out"))
    W_q, b_q, W_k, b_k, W_v, b_v, W_out, b_out = arrays.values()
    H, d_q, d_k = sizes(W_q, 1, 1, 1)
    d_key = sizes(W_k, 1, 1, 1)[1]
    _, d_value, d_v = sizes(W_v, 1, 1, 1)
    d_out = sizes(W_out, 1, 1, 1)[2]
    check_shape("W_q", W_q, "(H, d_q, d_k)", (H, d_q, d_k))
    check_shape("b_q", b_q, "(H, d_k)", (H, d_k), H=H, d_q=d_q, d_k=d_k)
    check_shape("W_k", W_k, "(H, d_key, d_k)", (H, d_key, d_k), H=H, d_k=d_k)
    check_shape("b_k", b_k, "(H, d_k)", (H, d_k), H=H, d_k=d_k)
    check_shape("W_v", W_v, "(H, d_value, d_v)", (H, d_value, d_v), H=H)
    check_shape("b_v", b_v, "(H, d_v)", (H, d_v), H=H, d_v=d_v)
    check_shape("W_out", W_out, "(H, d_v, d_out)", (H, d_v, d_out), H=H, d_v=d_v)
    check_shape("b_out", b_out, "(d_out)", (d_out,), d_out=d_out)
    return arrays


def _arrays(params, keys):
    missing = [key for key in keys if key not in params]
    unknown = [key for key in params if key not in keys]
    if missing or unknown:
        raise ValueError(f"params: missing {missing}, unknown {unknown}")
    return {key: np.asarray(params[key]) for key in keys}


# --- Two directions. ---

DIRECTIONS = ("forward", "backward")


def from_directions(convert, first, *arguments):
    """The book's forms of two directions, ``{"forward": ..., "backward": ...}``.

    Args:
        convert: the converter of one direction.
        first: the shape of the first array of a direction in letters.
        *arguments: for each direction a dict, its arrays by the names of their arguments, in the order in which
            ``convert`` takes them.

    Raises:
        ValueError: a shape is wrong, or that of a direction is not that of the other.
    """
    found = {}
    for direction, arrays in zip(DIRECTIONS, arguments, strict=True):
        names = dict(zip(inspect.signature(convert).parameters, arrays, strict=False))
        try:
            found[direction] = convert(*arrays.values())
        except ValueError as error:  # it names the argument of the converter of one direction
            own, _, rest = str(error).partition(":")
            raise ValueError(f"{names[own]}:{rest}") from None
    (name, array), shape = next(iter(arguments[1].items())), np.shape(next(iter(arguments[0].values())))
    d, n = found["forward"]["W_i"].shape
    check_shape(name, np.asarray(array), first, shape, d=d, n=n)
    return found


def checked_directions(model, params):
    """The weights of a recurrent model in two directions as ``checked_params`` of each.

    Raises:
        ValueError: a key is missing or unknown, a shape is wrong, or the sizes or keys of the directions differ.
    """
    missing, unknown = ([one for one in a if one not in b] for a, b in ((DIRECTIONS, params), (params, DIRECTIONS)))
    if missing or unknown:
        raise ValueError(f"params: missing {missing}, unknown {unknown}")
    found = {}
    for direction in DIRECTIONS:
        try:
            found[direction] = checked_params(model, params[direction])
        except ValueError as error:
            raise ValueError(f"{direction}: {error}") from None
    forward, backward = ({name: array.shape for name, array in found[one].items()} for one in DIRECTIONS)
    if forward != backward:
        raise ValueError(f"backward: expected shapes {forward}, as of the other direction, got {backward}")
    return found


# --- What a layout cannot say, whatever the weights. ---


def refuse_peepholes(params, title):
    """Raise ValueError if there are peepholes, which `title` has not."""
    if "p_i" in params:
        raise ValueError(f"params: {title} has no peepholes, got {[f'p_{gate}' for gate in PEEPHOLES]}")


def require_reset(params, when, title):
    """Raise ValueError unless a GRU's reset gate acts "before" or "after" the product with U, as it does in `title`."""
    here, bias = ("after", "with") if "bU_z" in params else ("before", "without")
    if here != when:
        raise ValueError(
            f"params: in {title} the reset gate acts {when} the product with U, "
            f"here {here} it ({bias} recurrent biases bU_z, bU_r, bU_g)"
        )
