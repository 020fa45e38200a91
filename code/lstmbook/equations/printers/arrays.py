"""NumPy source of a matrix expression over batches: one rule says how arrays with different axes meet.

An array has the axes of its quantity, such as batch and head, then its rows, unless it is a vector, then its columns.
Arrays are aligned from the right: an axis that one lacks to the right of its own first is put in as ``None``, and those
to the left are NumPy's own to add.
"""

import functools
from dataclasses import dataclass

import sympy as sp
from sympy.matrices.expressions import HadamardPower, HadamardProduct, MatAdd, MatMul, OneMatrix, Transpose

from lstmbook.equations.nodes import (
    Absolute,
    ColumnSums,
    Exp,
    Inner,
    LogSigmoid,
    MaskedSoftmax,
    Maximum,
    Positive,
    Ratio,
    Root,
    Rows,
    RowSoftmax,
    RowSums,
    Scaled,
    Sigmoid,
    Summed,
    Tanh,
)
from lstmbook.equations.printers.order import factors_in_order, is_negative, joined, scalar_and_matrices, signed
from lstmbook.notation.core import BATCH, TIME, Quantity

ROW, COLUMN = "row", "column"
FUNCTIONS = {
    Sigmoid: "sigmoid",
    Tanh: "np.tanh",
    RowSoftmax: "softmax",
    Exp: "np.exp",
    Absolute: "np.abs",
    Root: "np.sqrt",
    LogSigmoid: "log_sigmoid",
    Positive: "positive",
}


@dataclass(frozen=True)
class Source:
    """A piece of NumPy source, and the axes of its array: axes of the notation, then ``ROW`` and ``COLUMN``."""

    text: str
    axes: tuple

    @property
    def leading(self):
        return tuple(axis for axis in self.axes if axis not in (ROW, COLUMN))

    def aligned(self, axes):
        """The text with a new axis wherever ``axes`` has one, right of its own first, that it lacks.

        ValueError where its axes come in another order.
        """
        if [axis for axis in axes if axis in self.axes] != list(self.axes):
            raise ValueError(f"{self.text} has the axes {shown(self.axes)} in another order than {shown(axes)}")
        inner = axes[axes.index(self.axes[0]) :] if self.axes else ()
        if all(axis in self.axes for axis in inner):
            return self.text
        places = ", ".join(":" if axis in self.axes else "None" for axis in inner[1:])
        return f"{_closed(self.text)}[..., {places}]"


def shown(axes):
    """Axes as an error names them."""
    return f"({', '.join(map(str, axes))})"


def merged(*axes):
    """All axes of several arrays: the batch first, then in the order in which they come, rows and columns last."""
    found = dict.fromkeys(axis for one in axes for axis in one)
    ends = [axis for axis in (ROW, COLUMN) if axis in found]
    inner = [axis for axis in found if axis not in (BATCH, ROW, COLUMN)]
    return (*([BATCH] if BATCH in found else []), *inner, *ends)


def _closed(text):
    """Source in brackets, unless it is a name, a call or an item."""
    depth, open_ = 0, text.startswith("-")
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        open_ |= character == " " and depth == 0
    return f"({text})" if open_ else text


def _bracketed(part, *kinds):
    source = to_array(part)
    return Source(f"({source.text})", source.axes) if isinstance(part, kinds) or is_negative(part) else source


@functools.singledispatch
def to_array(expression):
    """The ``Source`` of a matrix expression. TypeError for a node that NumPy does not have."""
    raise TypeError(f"no NumPy for {type(expression).__name__}")


@to_array.register
def _(quantity: Quantity):
    ends = (COLUMN,) if quantity.is_vector else (ROW, COLUMN)
    return Source(quantity.name, (*(axis for axis in quantity.axes if axis != TIME), *ends))


@to_array.register
def _(total: MatAdd):
    axes = merged(*(to_array(term).axes for term in total.args))
    return Source(joined(total, lambda term: to_array(term).aligned(axes)), axes)


@to_array.register
def _(product: HadamardProduct):
    factors = [_bracketed(factor, MatAdd, MatMul) for factor in factors_in_order(product)]
    axes = merged(*(factor.axes for factor in factors))
    return Source(" * ".join(factor.aligned(axes) for factor in factors), axes)


@to_array.register
def _(power: HadamardPower):
    base = to_array(power.base)
    return Source(f"{_closed(base.text)} ** {power.exp}", base.axes)


@to_array.register
def _(product: MatMul):
    scalar, (first, *rest) = scalar_and_matrices(product)
    if scalar.is_negative:
        source = _bracketed(signed(product)[1], MatAdd)
        return Source(f"-{source.text}", source.axes)
    # Python reads * and @ from left to right, as equals: one inside the other always needs its brackets.
    source = _bracketed(first, MatAdd, HadamardProduct)
    for factor in rest:
        source = _product(source, _bracketed(factor, MatAdd, HadamardProduct), factor.shape[0])
    numerator, denominator = scalar.as_numer_denom()
    text = source.text if numerator == 1 else f"{_number(numerator)} * {source.text}"
    text = text if denominator == 1 else f"{text} / {_number(denominator)}"
    return Source(text, source.axes)


def _number(scalar):
    return sp.pycode(scalar).replace("math.", "np.")


def _product(left, right, inner):
    """A matrix product; what a vector's array lacks is its row, or its column once it is transposed."""
    leading = merged(left.leading, right.leading)
    if inner == 1 and not {ROW, COLUMN} <= set(right.axes):
        axes = (*leading, *(axis for axis in (ROW, COLUMN) if axis in left.axes or axis in right.axes))
        return Source(f"{left.aligned(axes)} * {right.aligned(axes)}", axes)
    if COLUMN not in right.axes:
        return _with_column(left, right, leading)
    rows = (*leading, ROW, COLUMN)
    if ROW in left.axes:
        return Source(f"{left.aligned(rows)} @ {right.aligned(rows)}", rows)
    vectors = (*leading, COLUMN)
    if not right.leading:
        return Source(f"{left.text} @ {right.text}", vectors)
    return Source(f"np.vecmat({left.aligned(vectors)}, {right.aligned(rows)})", vectors)


def _with_column(left, column, leading):
    if ROW not in left.axes:
        number = f"np.vecdot({left.aligned((*leading, COLUMN))}, {column.aligned((*leading, ROW))})"
        return Source(f"{number}[..., None]", (*leading, COLUMN))  # a vector of one place
    if not column.leading:
        return Source(f"{left.text} @ {column.text}", (*leading, ROW))
    axes = (*leading, ROW)
    return Source(f"np.matvec({left.aligned((*axes, COLUMN))}, {column.aligned(axes)})", axes)


@to_array.register
def _(transpose: Transpose):
    source = to_array(transpose.arg)
    if ROW in source.axes and COLUMN in source.axes:
        return Source(f"{_closed(source.text)}.mT", source.axes)
    turned = {ROW: COLUMN, COLUMN: ROW}
    return Source(source.text, tuple(turned.get(axis, axis) for axis in source.axes))


@to_array.register
def _(ones: OneMatrix):
    return Source("1", ())


@to_array.register(Sigmoid)
@to_array.register(Tanh)
@to_array.register(RowSoftmax)
@to_array.register(Exp)
@to_array.register(Absolute)
@to_array.register(Root)
@to_array.register(LogSigmoid)
@to_array.register(Positive)
def _(node):
    source = to_array(node.argument)
    return Source(f"{FUNCTIONS[type(node)]}({source.text})", source.axes)


@to_array.register
def _(node: Maximum):
    one, other = map(to_array, node.args)
    axes = merged(one.axes, other.axes)
    return Source(f"np.maximum({one.aligned(axes)}, {other.aligned(axes)})", axes)


@to_array.register
def _(node: Ratio):
    above, below = map(to_array, node.args)
    axes = merged(above.axes, below.axes)
    return Source(f"({_closed(above.aligned(axes))} / {_closed(below.aligned(axes))})", axes)


@to_array.register
def _(node: Inner):
    one, other = map(to_array, node.args)
    axes = merged(one.axes, other.axes)
    text = f"np.sum({_closed(one.aligned(axes))} * {_closed(other.aligned(axes))}, axis=(-2, -1))"
    return Source(f"{text}[..., None]", (*(axis for axis in axes if axis not in (ROW, COLUMN)), COLUMN))


@to_array.register
def _(node: Scaled):
    number, matrix = _bracketed(node.number, MatAdd, MatMul), _bracketed(node.matrix, MatAdd, MatMul)
    axes = merged(number.axes, matrix.axes)
    return Source(f"{number.aligned(axes)} * {matrix.aligned(axes)}", axes)


@to_array.register
def _(node: MaskedSoftmax):
    scores, mask = to_array(node.scores), to_array(node.mask)
    return Source(f"masked_softmax({scores.text}, {mask.aligned(scores.axes)})", scores.axes)


@to_array.register
def _(total: Summed):
    if (product := _product_over(total)) is not None:
        return product
    source = to_array(total.argument)
    place = source.axes.index(total.axis) - len(source.axes)
    return Source(f"np.sum({source.text}, axis={place})", tuple(axis for axis in source.axes if axis != total.axis))


def _product_over(total):
    """The sum of the outer products of two vectors over an axis is one matrix product, with the axis for its rows."""
    if not (isinstance(total.argument, MatMul) and isinstance(total.argument.args[0], Transpose)):
        return None
    left, *others = (to_array(part) for part in (total.argument.args[0].arg, *total.argument.args[1:]))
    alike = len(others) == 1 and left.axes == others[0].axes and left.leading[-1:] == (total.axis,)
    if not alike or ROW in left.axes:
        return None
    return Source(f"{_closed(left.text)}.mT @ {_closed(others[0].text)}", (*left.leading[:-1], ROW, COLUMN))


@to_array.register
def _(rows: Rows):
    return to_array(rows.vector)


@to_array.register
def _(sums: RowSums):
    source = to_array(sums.argument)
    return Source(f"row_sums({source.text})", source.axes)


@to_array.register
def _(sums: ColumnSums):
    source = to_array(sums.argument)
    if ROW not in source.axes:
        return source
    place = source.axes.index(ROW) - len(source.axes)
    return Source(f"np.sum({source.text}, axis={place})", tuple(axis for axis in source.axes if axis != ROW))
