"""One entry of a matrix expression, for all sizes: a scalar with a ``Sum`` for every matrix product."""

import functools
from dataclasses import dataclass, field, replace

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
from lstmbook.equations.printers.order import scalar_and_matrices
from lstmbook.notation.core import Quantity, index, t


@dataclass(frozen=True)
class _Place:
    """Where an entry is taken: its row and column, counted from one, its step, and its places along other axes."""

    row: sp.Expr
    column: sp.Expr
    step: sp.Expr = t
    along: dict = field(default_factory=dict)

    def at(self, row, column):
        return replace(self, row=row, column=column)

    def inner(self, size):
        """A sum's index: the letter of its size, primed until it differs from every index and step in use.

        ValueError for a size without a letter.
        """
        if not getattr(size, "letter", ""):
            raise ValueError(f"the size {size} needs a letter for the index of a sum over it")
        letter = index(size.letter)
        used = (self.row, self.column, self.step, *self.along.values())
        taken = set().union(*(sp.sympify(place).free_symbols for place in used))
        while letter in taken:
            letter = index(f"{letter}'")
        return letter


def to_entry(expression, row, column, step=t, **along):
    """The scalar at (row, column), both counted from one, of one sequence: of a sum over the batch, its own term.

    ``step`` is the time t; ``along`` gives the places along other axes by their names, such as ``head=e``. TypeError
    for a node that has no entries here.
    """
    return _entry(expression, _Place(row, column, step, along))


@functools.singledispatch
def _entry(expression, place):
    raise TypeError(f"no entry of {type(expression).__name__}")


@_entry.register
def _(quantity: Quantity, place):
    names = {axis.name for axis in quantity.axes}
    along = {name: at for name, at in place.along.items() if name in names}
    at = (place.column,) if quantity.is_vector else (place.row, place.column)
    return quantity.entry(*at, step=place.step, **along)


@_entry.register
def _(total: MatAdd, place):
    return sp.Add(*(_entry(term, place) for term in total.args))


@_entry.register
def _(product: MatMul, place):
    scalar, (first, *rest) = scalar_and_matrices(product)
    if not rest:
        return scalar * _entry(first, place)
    size, rest = first.shape[1], MatMul(*rest)
    if size == 1:
        return scalar * _entry(first, place.at(place.row, 1)) * _entry(rest, place.at(1, place.column))
    inner = place.inner(size)
    one = _entry(first, place.at(place.row, inner)) * _entry(rest, place.at(inner, place.column))
    return scalar * sp.Sum(one, (inner, 1, size))


@_entry.register
def _(product: HadamardProduct, place):
    return sp.Mul(*(_entry(factor, place) for factor in product.args))


@_entry.register
def _(power: HadamardPower, place):
    return _entry(power.base, place) ** power.exp


@_entry.register
def _(transpose: Transpose, place):
    return _entry(transpose.arg, place.at(place.column, place.row))


@_entry.register
def _(ones: OneMatrix, place):
    return sp.Integer(1)


@_entry.register(Sigmoid)
@_entry.register(Tanh)
@_entry.register(Exp)
@_entry.register(Absolute)
@_entry.register(Root)
@_entry.register(LogSigmoid)
@_entry.register(Positive)
@_entry.register(Maximum)
@_entry.register(Ratio)
def _(node, place):
    return node.function(*(_entry(part, place.at(1, 1) if part.shape == (1, 1) else place) for part in node.args))


@_entry.register
def _(node: Inner, place):
    rows, columns = node.args[0].shape
    row = place.at(1, 1).inner(rows)
    column = place.at(row, 1).inner(columns)
    one, other = (_entry(part, place.at(row, column)) for part in node.args)
    return sp.Sum(one * other, (column, 1, columns), (row, 1, rows))


@_entry.register
def _(node: Scaled, place):
    return _entry(node.number, place.at(1, 1)) * _entry(node.matrix, place)


@_entry.register
def _(node: RowSoftmax, place):
    inner = place.inner(node.shape[1])
    total = sp.Sum(sp.exp(_entry(node.argument, place.at(place.row, inner))), (inner, 1, node.shape[1]))
    return sp.exp(_entry(node.argument, place)) / total


@_entry.register
def _(node: MaskedSoftmax, place):
    def power(at):
        return _entry(node.mask, at) * sp.exp(_entry(node.scores, at))

    inner = place.inner(node.shape[1])
    return power(place) / sp.Sum(power(place.at(place.row, inner)), (inner, 1, node.shape[1]))


@_entry.register
def _(total: Summed, place):
    if not total.axis.letter:
        return _entry(total.argument, place)
    outside = {name: at for name, at in place.along.items() if name != total.axis.name}
    inner = replace(place, along=outside).inner(total.axis.size)
    along = {**outside, total.axis.name: inner}
    return sp.Sum(_entry(total.argument, replace(place, along=along)), (inner, 1, total.axis.size))


@_entry.register
def _(rows: Rows, place):
    return _entry(rows.vector, place.at(1, place.column))


@_entry.register
def _(sums: RowSums, place):
    inner = place.inner(sums.shape[1])
    return sp.Sum(_entry(sums.argument, place.at(place.row, inner)), (inner, 1, sums.shape[1]))


@_entry.register
def _(sums: ColumnSums, place):
    rows = sums.argument.shape[0]
    if rows == 1:
        return _entry(sums.argument, place)
    inner = place.inner(rows)
    return sp.Sum(_entry(sums.argument, place.at(inner, place.column)), (inner, 1, rows))
