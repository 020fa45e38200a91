"""LaTeX of matrix expressions, and of everything that a page shows."""

from sympy.matrices.expressions import HadamardPower, HadamardProduct, MatAdd, MatMul, Transpose

from lstmbook.equations.nodes import ColumnSums, Rows, RowSums, Scaled, Summed, Tanh
from lstmbook.equations.printers.order import factors_in_order, joined, scalar_and_matrices, signed
from lstmbook.equations.printers.scalars import ScalarLatex, stacked

# What a matrix product may not take in without brackets, and what other operations may not either.
LOOSE = MatAdd, HadamardProduct, HadamardPower
TIGHT = MatMul, Transpose, Rows, RowSums, ColumnSums, Scaled, Summed


class BookLatex(ScalarLatex):
    """Matrices, and through ``ScalarLatex`` their entries."""

    def _print_Quantity(self, quantity):
        return quantity.latex()

    def _print_MatAdd(self, total):
        return joined(total, self._print)

    def _print_MatMul(self, product):
        scalar, matrices = scalar_and_matrices(product)
        if scalar.is_negative:
            return f"-{self._print(signed(product)[1])}"
        last = len(matrices) - 1
        text = r"\,".join(
            self._bracketed(factor, *LOOSE, *([] if place == last else [Summed]))
            for place, factor in enumerate(matrices)
        )
        numerator, denominator = scalar.as_numer_denom()
        text = text if numerator == 1 else rf"{self._print(numerator)}\,{text}"
        return text if denominator == 1 else rf"\frac{{{text}}}{{{self._print(denominator)}}}"

    def _print_HadamardProduct(self, product):
        factors = factors_in_order(product)
        return r" \odot ".join(self._bracketed(factor, MatAdd, MatMul, Rows, RowSums, Summed) for factor in factors)

    def _print_HadamardPower(self, power):
        if power.exp != 2:
            return super()._print_HadamardPower(power)
        if isinstance(power.base, Tanh):
            return rf"\tanh^{{2}}\left({self._print(power.base.argument)}\right)"
        base = self._bracketed(power.base, MatAdd, MatMul, Rows, RowSums, Summed)
        return rf"{base} \odot {base}"

    def _print_Transpose(self, transpose):
        return rf"{{{self._bracketed(transpose.arg, *LOOSE, *TIGHT)}}}^{{\top}}"

    def _print_OneMatrix(self, ones):
        return "1"

    def _print_Sigmoid(self, node):
        return rf"\sigma\left({self._print(node.argument)}\right)"

    def _print_Tanh(self, node):
        return rf"\tanh\left({self._print(node.argument)}\right)"

    def _print_Exp(self, node):
        return rf"\exp\left({self._print(node.argument)}\right)"

    def _print_Absolute(self, node):
        return rf"\lvert {self._print(node.argument)} \rvert"

    def _print_Inner(self, node):
        return rf"\left\langle {self._print(node.args[0])},\; {self._print(node.args[1])} \right\rangle"

    def _print_Scaled(self, node):
        return rf"{self._bracketed(node.number, *LOOSE)}\,{self._bracketed(node.matrix, *LOOSE)}"

    def _print_Root(self, node):
        return rf"\sqrt{{{self._print(node.argument)}}}"

    def _print_LogSigmoid(self, node):
        return rf"\ln\sigma\left({self._print(node.argument)}\right)"

    def _print_Positive(self, node):
        return rf"\left[{self._print(node.argument)} \ge 0\right]"

    def _print_Maximum(self, node):
        one, other = map(self._print, node.args)
        return rf"\max\left({one},\; {other}\right)"

    def _print_Ratio(self, node):
        above, below = map(self._print, node.args)
        return rf"\frac{{{above}}}{{{below}}}"

    def _print_RowSoftmax(self, node):
        return rf"\operatorname{{softmax}}\left({self._print(node.argument)}\right)"

    def _print_MaskedSoftmax(self, node):
        return rf"\operatorname{{softmax}}_{{{self._print(node.mask)}}}\left({self._print(node.scores)}\right)"

    def _print_Summed(self, total):
        """Over an axis that has no index, such as the batch, by the axis's name."""
        axis = total.axis
        limits = rf"_{{{axis.letter}=1}}^{{{axis.size.tex}}}" if axis.letter else rf"_{{\text{{{axis.name}}}}}"
        return rf"\sum{limits} {self._bracketed(total.argument, MatAdd)}"

    def _print_Rows(self, node):
        return rf"\mathbf{{1}}\,{self._bracketed(node.vector, *LOOSE)}"

    def _print_RowSums(self, node):
        return rf"{self._bracketed(node.argument, *LOOSE, Summed)}\,\mathbf{{1}}\,\mathbf{{1}}^{{\top}}"

    def _print_ColumnSums(self, node):
        return rf"\mathbf{{1}}^{{\top}}\,{self._bracketed(node.argument, *LOOSE, Summed)}"


def to_latex(expression):
    """LaTeX of a scalar or matrix expression."""
    return BookLatex().doprint(expression)


def to_broken_latex(expression, width=56):
    """LaTeX of a scalar expression for a column about ``width`` characters wide, on several lines where it is wider."""
    return stacked(BookLatex(width).doprint(expression))
