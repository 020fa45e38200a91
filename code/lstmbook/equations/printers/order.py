"""The order in which a person writes factors and terms, and how a matrix product is taken apart."""

import sympy as sp
from sympy.matrices.expressions import MatAdd, MatMul, MatPow, MatrixSymbol

from lstmbook.notation.core import letter_of


def places(expression):
    """First and last place in the order of writing among the letters that an expression contains."""
    orders = [symbol.letter.order for symbol in expression.atoms(MatrixSymbol)]
    letters = (letter_of(entry) for entry in expression.atoms(sp.Indexed))
    orders += [500 if letter is None else letter.order for letter in letters]
    return min(orders, default=-1), max(orders, default=-1)


def factor_rank(factor):
    """Place of a scalar factor: numbers, varying, learned; then deltas; then sums and products."""
    late = 2 if factor.has(sp.Sum, sp.Product, sp.Derivative) else int(factor.has(sp.KroneckerDelta))
    return (late, places(factor)[1], factor.is_Add, sp.default_sort_key(factor))


def scalar_and_matrices(product):
    """The scalar before a matrix product and its matrices, in their order."""
    scalars = [factor for factor in product.args if not factor.is_Matrix]
    return sp.Mul(*scalars), [one for factor in product.args if factor.is_Matrix for one in _repeated(factor)]


def _repeated(factor):
    """SymPy gathers a matrix that follows itself into a power."""
    return (
        [factor.base] * int(factor.exp)
        if isinstance(factor, MatPow) and factor.exp.is_Integer and factor.exp > 0
        else [factor]
    )


def is_negative(part):
    """Whether a matrix expression begins with a minus sign of its own."""
    return isinstance(part, MatMul) and bool(scalar_and_matrices(part)[0].is_negative)


def signed(term):
    """Whether a matrix term is subtracted, and the term without its sign."""
    scalar, matrices = scalar_and_matrices(term) if isinstance(term, MatMul) else (sp.Integer(1), [term])
    return bool(scalar.is_negative), MatMul(-scalar, *matrices).doit(deep=False) if scalar.is_negative else term


def factors_in_order(product):
    """The factors of an elementwise product in the order of writing: a gate before what it gates."""
    return sorted(product.args, key=lambda factor: (places(factor)[1], isinstance(factor, MatAdd)))


def joined(total, write):
    """The terms of a matrix sum in the order of writing, with their signs: a + b - c."""
    text = ""
    for negative, term in map(signed, sorted(total.args, key=places)):
        sign = "-" if negative else "+"
        text += f" {sign} {write(term)}" if text else ("-" if negative else "") + write(term)
    return text
