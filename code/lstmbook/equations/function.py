"""A model as a NumPy function: its source, and the checks of what goes in."""

import textwrap

import numpy as np
import sympy as sp

from lstmbook.equations.printers.arrays import shown, to_array


def check_fits(model, left, right):
    """ValueError where an expression has other rows, columns or axes than the quantity that it defines."""
    if right.shape != left.shape:
        raise ValueError(f"{model}: equation {left.name!r} has shape {right.shape}, not {left.shape}")
    try:
        found, wanted = to_array(right).axes, to_array(left).axes
    except ValueError as error:
        raise ValueError(f"{model}: equation {left.name!r}: {error}") from None
    if found != wanted:
        raise ValueError(f"{model}: equation {left.name!r} has the axes {shown(found)}, not {shown(wanted)}")


def source(model):
    """Source of the function, one line an equation."""
    lines = [_wrapped(f"def {model.name}(", model.arguments, "):")]
    for name, expression in model.equations:
        for size in sorted(_scalar_sizes(expression), key=str):
            lines.append(f"    {size} = {_where(model, size)}")
        lines.append(f"    {name} = {to_array(expression).text}")
    results = [f"{name!r}: {name}" for name, _ in model.equations]
    return "\n".join([*lines, _wrapped("    return {", results, "}")]) + "\n"


def _scalar_sizes(expression):
    """Sizes that occur as numbers in the expression, not only as shapes."""
    products = expression.atoms(sp.MatMul) | ({expression} if isinstance(expression, sp.MatMul) else set())
    return {size for product in products for size in product.as_coeff_matrices()[0].free_symbols}


def _where(model, size):
    known = [*model.arguments, *(name for name, _ in model.equations)]
    name = next(name for name in known if size in model.quantities[name].shape)
    return f"{name}.shape[{model.quantities[name].shape.index(size) - 2}]"


def compiled(model):
    """The function, which checks its arguments before it runs; ``function.unchecked`` does not."""
    functions = (sigmoid, log_sigmoid, positive, softmax, masked_softmax, row_sums)
    namespace = {"np": np, **{one.__name__: one for one in functions}}
    text = source(model)
    exec(text, namespace)  # noqa: S102 - our own source, printed from the equations
    shapes = {name: model.shape_of(name) for name in model.arguments}

    def function(**arrays):
        missing, unknown = set(shapes) - set(arrays), set(arrays) - set(shapes)
        if missing or unknown:
            raise TypeError(f"{model.name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        arrays = {name: np.asarray(arrays[name], dtype=np.float64) for name in shapes}
        check_shapes(model.name, shapes, arrays)
        return namespace[model.name](**arrays)

    function.__name__, function.__doc__, function.unchecked = model.name, text, namespace[model.name]
    return function


def check_shapes(model, shapes, arrays):
    """The lengths of all sizes. ValueError at the first array that does not fit its sizes or the arrays before it."""
    lengths = {}
    for name, array in arrays.items():
        expected = shapes[name]
        fits = array.ndim == len(expected) and all(
            lengths.get(size, size if size.is_number else length) == length
            for size, length in zip(expected, array.shape, strict=True)
        )
        if not fits:
            known = ", ".join(f"{size} = {lengths[size]}" for size in expected if size in lengths)
            raise ValueError(
                f"{model}: argument {name!r} must have shape ({', '.join(map(str, expected))})"
                f"{f' with {known}' if known else ''}, but has shape {array.shape}"
            )
        lengths.update(zip(expected, array.shape, strict=True))
    return lengths


def _wrapped(opening, parts, closing, width=88):
    """``opening``, the parts and ``closing`` on one line, or with the parts on lines of their own."""
    line = f"{opening}{', '.join(parts)}{closing}"
    indent = " " * (len(opening) - len(opening.lstrip()))
    if len(line) <= width:
        return line
    inside = textwrap.wrap(", ".join(parts) + ",", width - 8, break_long_words=False)
    return "\n".join([opening, *(f"{indent}    {one}" for one in inside), f"{indent}{closing}"])


def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow for any float64."""
    return np.exp(-np.logaddexp(0.0, -x))


def log_sigmoid(x):
    """ln(1 / (1 + exp(-x))), without overflow for any float64."""
    return -np.logaddexp(0.0, -x)


def positive(x):
    """1.0 where x is at least zero, else 0.0."""
    return np.where(x >= 0, 1.0, 0.0)


def softmax(scores):
    """Softmax over the last axis, shifted by the largest score so that nothing overflows."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def masked_softmax(scores, mask):
    """Softmax over those places of the last axis where the mask is one, zero elsewhere and in a row without a one.

    ValueError for a mask with anything but zeros and ones.
    """
    if not np.isin(mask, (0, 1)).all():
        raise ValueError("a mask must hold zeros and ones")
    seen = np.broadcast_to(mask == 1, scores.shape)
    top = np.max(scores, axis=-1, keepdims=True, where=seen, initial=-np.inf)
    powers = np.exp(scores - np.where(np.isfinite(top), top, 0.0), where=seen, out=np.zeros(scores.shape))
    total = powers.sum(axis=-1, keepdims=True)
    return powers / np.where(total > 0, total, 1.0)


def row_sums(x):
    """The sum over the last axis, repeated along it."""
    return np.broadcast_to(x.sum(axis=-1, keepdims=True), x.shape)
