"""The few building blocks that SymPy's matrix expressions lack, and their scalar counterparts.

A model is written with these, ``+``, ``*`` (the matrix product), ``HadamardProduct`` and ``.T``.
"""

import sympy as sp
from sympy.matrices.expressions import MatrixExpr


class sigma(sp.Function):
    """The logistic function 1 / (1 + exp(-x)), kept closed so that its slope stays s (1 - s)."""

    nargs = 1

    def fdiff(self, argindex=1):
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, x, **hints):
        return 1 / (1 + sp.exp(-x))

    def _eval_evalf(self, precision):
        return self.rewrite(sp.exp)._eval_evalf(precision)


class tanh(sp.Function):
    """The hyperbolic tangent, kept closed: SymPy's own looks into its argument at length each time it is made."""

    nargs = 1

    def fdiff(self, argindex=1):
        return 1 - self**2

    def _eval_rewrite_as_exp(self, x, **hints):
        return sp.tanh(x).rewrite(sp.exp)

    def _eval_evalf(self, precision):
        return sp.tanh(self.args[0])._eval_evalf(precision)


class gap(sp.Function):
    """x - 1 - ln x, which is not negative for any positive x: what a certificate says of the logarithm."""

    nargs = 1


class TotalDerivative(sp.Derivative):
    """A derivative that is written with an upright d: what its variable was shown as, or made of, follows it.

    What follows is decided by the definitions that are given, as for every derivative; the name is for the reader.
    """


class _OfOne(MatrixExpr):
    """What is made of one matrix, and has its shape where nothing else is said."""

    def __new__(cls, argument):
        return super().__new__(cls, argument)

    @property
    def argument(self):
        return self.args[0]

    @property
    def shape(self):
        return self.argument.shape


class _Elementwise(_OfOne):
    """A scalar function applied to every entry of a matrix."""


class _OfTwo(MatrixExpr):
    """What is made of a matrix and something else, and has the matrix's shape where nothing else is said."""

    def __new__(cls, one, other):
        return super().__new__(cls, one, other)

    @property
    def shape(self):
        return self.args[0].shape


class Sigmoid(_Elementwise):
    function = sigma


class Tanh(_Elementwise):
    function = tanh


class Exp(_Elementwise):
    function = sp.exp


class Absolute(_Elementwise):
    function = sp.Abs


class Root(_Elementwise):
    """The square root of every entry; the prover needs to see that they are positive."""

    function = sp.sqrt


class LogSigmoid(_Elementwise):
    """ln of the logistic function, of which the logarithm of a gate is made without making the gate."""

    @staticmethod
    def function(x):
        return sp.log(sigma(x))


class Positive(_Elementwise):
    """One where an entry is at least zero, else zero. The prover has no rule for it: there it is held fixed."""

    @staticmethod
    def function(x):
        return sp.Heaviside(x, 1)


class Maximum(_OfTwo):
    """The larger of two entries."""

    function = sp.Max


class Ratio(_OfTwo):
    """The first over the second, entry by entry; a second of one row and one column is below every entry."""

    @staticmethod
    def function(above, below):
        return above / below


class Inner(_OfTwo):
    """The products of the entries of two matrices of one shape, added up: one number."""

    @property
    def shape(self):
        return (sp.Integer(1), sp.Integer(1))


class Scaled(_OfTwo):
    """A matrix times a number of the step, such as a gate, which is a matrix of one row and one column."""

    @property
    def number(self):
        return self.args[0]

    @property
    def matrix(self):
        return self.args[1]

    @property
    def shape(self):
        return self.matrix.shape


class RowSoftmax(_OfOne):
    """exp(s_ij) / sum over the row of exp(s_il)."""


class MaskedSoftmax(_OfTwo):
    """The same over the places where ``mask`` is one: m_ij exp(s_ij) / sum of m_il exp(s_il).

    As an array a row without a one is zero; as an entry it has no value.
    """

    @property
    def scores(self):
        return self.args[0]

    @property
    def mask(self):
        return self.args[1]


class Summed(_OfTwo):
    """The sum of what every place of an axis has, over the axis: over all heads, or over a batch."""

    @property
    def argument(self):
        return self.args[0]

    @property
    def axis(self):
        return self.args[1]


class Rows(MatrixExpr):
    """A row vector repeated in ``rows`` rows: the product of a column of ones and the vector."""

    def __new__(cls, vector, rows):
        return super().__new__(cls, vector, sp.sympify(rows))

    @property
    def vector(self):
        return self.args[0]

    @property
    def shape(self):
        return (self.args[1], self.vector.shape[1])


class RowSums(_OfOne):
    """The sum of every row, repeated in all its columns: the product with a square of ones."""


class ColumnSums(_OfOne):
    """The sum of every column, a row vector: the product of a row of ones with the matrix."""

    @property
    def shape(self):
        return (sp.Integer(1), self.argument.shape[1])
