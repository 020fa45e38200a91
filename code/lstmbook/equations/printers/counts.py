"""Scalar multiplications of a matrix expression, as a polynomial in its sizes."""

import functools

import sympy as sp
from sympy.matrices.expressions import HadamardPower, HadamardProduct, MatMul

from lstmbook.equations.nodes import Inner, Ratio, Scaled, Summed
from lstmbook.equations.printers.order import scalar_and_matrices
from lstmbook.notation.core import TIME, Quantity


def multiplications(expression):
    """Scalar multiplications in one evaluation for one sequence, each with the addition that follows it."""
    below = sum(multiplications(part) for part in expression.args if getattr(part, "is_Matrix", False))
    return below + _own(expression) * sp.Mul(*(axis.size for axis in _axes(expression)))


@functools.singledispatch
def _own(expression):
    return sp.Integer(0)


@_own.register
def _(product: MatMul):
    _, matrices = scalar_and_matrices(product)
    return sum(matrices[0].shape[0] * factor.shape[0] * factor.shape[1] for factor in matrices[1:])


@_own.register
def _(product: HadamardProduct):
    return (len(product.args) - 1) * product.shape[0] * product.shape[1]


@_own.register
def _(power: HadamardPower):
    return (power.exp - 1) * power.shape[0] * power.shape[1]


@_own.register
def _(inner: Inner):
    return sp.Mul(*inner.args[0].shape)


@_own.register
def _(scaled: Scaled):
    return scaled.shape[0] * scaled.shape[1]


@_own.register
def _(ratio: Ratio):
    """A division counts as a multiplication."""
    return ratio.shape[0] * ratio.shape[1]


def _axes(expression):
    """The axes along which a part is computed once for each place, less batch and time."""
    if isinstance(expression, Quantity):
        return {axis for axis in expression.axes if axis.letter and axis != TIME}
    found = set().union(*(_axes(part) for part in expression.args if getattr(part, "is_Matrix", False)))
    return found - {expression.axis} if isinstance(expression, Summed) else found
