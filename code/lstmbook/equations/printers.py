"""From a matrix expression to LaTeX, to NumPy source, to one entry, and to a count of multiplications.

Each of the four walks the same few node types and raises ``TypeError`` at one it does not know.
"""

import re

import sympy as sp
from sympy.matrices.expressions import (
    HadamardPower,
    HadamardProduct,
    MatAdd,
    MatMul,
    MatrixSymbol,
    OneMatrix,
    Transpose,
)
from sympy.printing.latex import LatexPrinter

from lstmbook.equations.nodes import HeadSum, Rows, RowSoftmax, Sigmoid, Tanh, TotalDerivative
from lstmbook.notation import QUANTITIES, SIZES, SUM_INDEX, coloured, index, size_latex

# The order in which a person writes factors and terms: what varies first, then what is learned, gate by gate.
_VARYING = ["loss_bar", "h_bar_plus", "c_bar_plus", "h_bar", "c_bar", *(f"z_bar_{gate}" for gate in "ifgo")]
_VARYING += ["x", "f", "i", "o", "c", "g", "h", "q", "k", "v", "query", "key", "value"]
_VARYING += ["scores", "weights", "context", "head"]
_LEARNED = [f"{kind}_{gate}" for gate in "figoqkv" for kind in "WUb"] + ["W", "U", "b", "W_out", "b_out"]
_RANK = {name: place for place, name in enumerate([*_VARYING, *_LEARNED])}
# In an elementwise product the gate stands before what it gates.
_GATED = ["g", "c", "h"]


def _places(expression):
    """First and last place in the order among the names that the expression contains."""
    names = {str(atom.base) for atom in expression.atoms(sp.Indexed)}
    names |= {symbol.name.removesuffix("_prev") for symbol in expression.atoms(MatrixSymbol)}
    places = [_RANK.get(name, 500) for name in names]
    return min(places, default=-1), max(places, default=-1)


def _factor_rank(factor):
    """Place of a scalar factor: numbers, varying, learned; then deltas; then sums and products."""
    late = 2 if factor.has(sp.Sum, sp.Product, sp.Derivative) else int(factor.has(sp.KroneckerDelta))
    return (late, _places(factor)[1], factor.is_Add, sp.default_sort_key(factor))


def _gated_rank(factor):
    names = [symbol.name.removesuffix("_prev") for symbol in factor.atoms(MatrixSymbol)]
    return max((_GATED.index(name) for name in names if name in _GATED), default=-1)


def _scalar_and_matrices(product):
    scalars = [factor for factor in product.args if not factor.is_Matrix]
    return sp.Mul(*scalars), [factor for factor in product.args if factor.is_Matrix]


# What a matrix product may not take in without brackets, and what other operations may not either.
_LOOSE, _TIGHT = (MatAdd, HadamardProduct, HadamardPower), (MatMul, Transpose, Rows, HeadSum)


def _is_negative(part):
    """Whether a matrix expression begins with a minus sign of its own."""
    return isinstance(part, MatMul) and bool(_scalar_and_matrices(part)[0].is_negative)


def _signed(term):
    """Whether a matrix term is subtracted, and the term without its sign."""
    scalar, matrices = _scalar_and_matrices(term) if isinstance(term, MatMul) else (sp.Integer(1), [term])
    return bool(scalar.is_negative), MatMul(-scalar, *matrices).doit(deep=False) if scalar.is_negative else term


def _joined(terms, write):
    """Signed terms written one after the other: a + b - c."""
    text = ""
    for negative, term in terms:
        sign = "-" if negative else "+"
        text += f" {sign} {write(term)}" if text else ("-" if negative else "") + write(term)
    return text


class BookLatex(LatexPrinter):
    """LaTeX in the order and the colours of the book; ``heads`` marks what every head has with ``(e)``.

    With ``width`` long sums of scalars are broken before their signs, at the top and in the last bracket of a product.
    """

    def __init__(self, heads=False, width=None):
        super().__init__({"ln_notation": True})
        self.heads, self.width = heads, width

    # -- matrices -------------------------------------------------------------------------------------------

    def _print_MatrixSymbol(self, symbol):
        quantity = QUANTITIES[symbol.name]
        if not (self.heads and quantity.heads):
            return quantity.latex()
        stem, _, below = quantity.tex.partition("_")
        return coloured(quantity.role, f"{stem}{f'_{below}' if below else ''}^{{(e)}}")

    def _print_MatAdd(self, total):
        return _joined((_signed(term) for term in sorted(total.args, key=_places)), self._print)

    def _print_MatMul(self, product):
        scalar, matrices = _scalar_and_matrices(product)
        if scalar.is_negative:
            return f"-{self._print(_signed(product)[1])}"
        last = len(matrices) - 1
        text = r"\,".join(
            self._bracketed(factor, *_LOOSE, *([] if place == last else [HeadSum]))
            for place, factor in enumerate(matrices)
        )
        numerator, denominator = scalar.as_numer_denom()
        text = text if numerator == 1 else rf"{self._print(numerator)}\,{text}"
        return text if denominator == 1 else rf"\frac{{{text}}}{{{self._print(denominator)}}}"

    def _print_HadamardProduct(self, product):
        factors = sorted(product.args, key=_gated_rank)
        return r" \odot ".join(self._bracketed(factor, MatAdd, MatMul, Rows, HeadSum) for factor in factors)

    def _print_HadamardPower(self, power):
        if power.exp != 2:
            return super()._print_HadamardPower(power)
        if isinstance(power.base, Tanh):
            return rf"\tanh^{{2}}\left({self._print(power.base.argument)}\right)"
        base = self._bracketed(power.base, MatAdd, MatMul, Rows, HeadSum)
        return rf"{base} \odot {base}"

    def _print_Transpose(self, transpose):
        return rf"{{{self._bracketed(transpose.arg, *_LOOSE, *_TIGHT)}}}^{{\top}}"

    def _print_OneMatrix(self, ones):
        return "1"

    def _print_Sigmoid(self, node):
        return rf"\sigma\left({self._print(node.argument)}\right)"

    def _print_Tanh(self, node):
        return rf"\tanh\left({self._print(node.argument)}\right)"

    def _print_RowSoftmax(self, node):
        return rf"\operatorname{{softmax}}\left({self._print(node.argument)}\right)"

    def _print_HeadSum(self, node):
        return rf"\sum_{{e=1}}^{{H}} {self._bracketed(node.argument, MatAdd)}"

    def _print_Rows(self, node):
        return rf"\mathbf{{1}}\,{self._print(node.vector)}"

    def _bracketed(self, part, *kinds):
        text = self._print(part)
        if not (isinstance(part, kinds) or _is_negative(part)):
            return text
        return rf"\left({_stacked(text)}\right)"

    def _print(self, expression, **options):
        """Only sums, products and what they sum up are broken: nothing inside a function, a fraction or a power."""
        width = self.width
        if not isinstance(expression, (sp.Add, sp.Mul, sp.Sum)) or sp.denom(expression) != 1:
            self.width = None
        try:
            return super()._print(expression, **options)
        finally:
            self.width = width

    def _print_Symbol(self, symbol, style="plain"):
        return size_latex(symbol) if symbol in SIZES else super()._print_Symbol(symbol)

    # -- scalars --------------------------------------------------------------------------------------------

    def _print_Indexed(self, entry):
        quantity = QUANTITIES.get(str(entry.base))
        tex, role = (quantity.tex, quantity.role) if quantity else (str(entry.base), None)
        stem, _, below = tex.partition("_")
        places = [self._print(place).replace(" ", "") for place in entry.indices]
        timed = quantity.time is not None if quantity else len(places) > 1
        above = ""
        if timed:
            # The notation's own names carry their step as an index, h_t; any other name keeps what stands below it.
            below, places = places[0] if quantity else ",".join(filter(None, (below, places[0]))), places[1:]
        elif quantity and len(places) > 1 + (quantity.rows != 1):
            above, places = rf"^{{({places[0]})}}", places[1:]
        # Plain letters stand side by side (W_{kj}); anything longer is kept apart by a comma.
        joined = ("" if all(len(place) == 1 for place in places) else ",").join(places)
        return coloured(role, rf"{stem}_{{{','.join(filter(None, (below, joined)))}}}{above}")

    def _print_Abs(self, function, exp=None):
        power = f"^{{{exp}}}" if exp else ""
        return rf"\lvert {self._print(function.args[0])} \rvert{power}"

    def _print_sigma(self, function, exp=None):
        power = f"^{{{exp}}}" if exp else ""
        return rf"\sigma{power}\left({self._print(function.args[0])}\right)"

    def _print_tanh(self, function, exp=None):
        power = f"^{{{exp}}}" if exp else ""
        return rf"\tanh{power}\left({self._print(function.args[0])}\right)"

    def _print_Sum(self, total):
        signs = "".join(
            rf"\sum_{{{self._print(name)}={self._print(low)}}}^{{{self._print(high)}}} "
            for name, low, high in reversed(total.limits)
        )
        return signs + self._bracketed(total.function, sp.Add)

    def _print_KroneckerDelta(self, delta, exp=None):
        places = [self._print(place).replace(" ", "") for place in sorted(delta.args, key=str)]
        joined = ("" if all(len(place) == 1 for place in places) else ",").join(places)
        return rf"\delta_{{{joined}}}" + (f"^{{{exp}}}" if exp else "")

    def _print_Derivative(self, derivative):
        function, d = derivative.expr, r"\mathrm{d}" if isinstance(derivative, TotalDerivative) else r"\partial"
        order = sum(times for _, times in derivative.variable_count)
        power = f"^{{{order}}}" if order > 1 else ""
        below = r"\,".join(
            f"{d} {self._print(variable)}" + (f"^{{{times}}}" if times > 1 else "")
            for variable, times in derivative.variable_count
        )
        if isinstance(function, sp.Indexed):
            return rf"\frac{{{d}{power} {self._print(function)}}}{{{below}}}"
        return rf"\frac{{{d}{power}}}{{{below}}}\left({self._print(function)}\right)"

    _print_TotalDerivative = _print_Derivative

    def _print_Mul(self, product):
        coefficient, rest = product.as_coeff_Mul()
        if coefficient.is_negative:
            return f"-{self._print_term(-product)}"
        above, below = [], []
        for factor in rest.as_ordered_factors():
            inverse = factor.is_Pow and factor.exp.is_number and factor.exp.is_negative
            (below if inverse else above).append(1 / factor if inverse else factor)
        numerator, denominator = coefficient.as_numer_denom()
        above += [numerator] if numerator != 1 else []
        below += [denominator] if denominator != 1 else []
        text = self._factors(above)
        return rf"\frac{{{text}}}{{{self._factors(below)}}}" if below else text

    def unbroken(self, part):
        return BookLatex(self.heads).doprint(part)

    def in_what_is_left(self, part, before):
        """The part in the width that what stands before it on the line leaves."""
        return BookLatex(self.heads, self.width and max(self.width - _visible(before), 20)).doprint(part)

    def _print_term(self, term):
        return self._bracketed(term, sp.Add)

    def _factors(self, factors):
        if len(factors) == 1:
            return self._print(factors[0])
        ordered = sorted(factors, key=_factor_rank)
        text = ""
        for place, factor in enumerate(ordered):
            last = place == len(ordered) - 1
            # A sum or product sign reaches as far right as it can, so only the last factor may go without brackets.
            loose = factor.is_Add or (isinstance(factor, (sp.Sum, sp.Product)) and not last)
            part = self.in_what_is_left(factor, text) if last else self.unbroken(factor)
            part = rf"\left({_stacked(part)}\right)" if loose or (text and part.startswith("-")) else part
            text += (r" \cdot " if text and part[0].isdigit() else r"\," if text else "") + part
        return text or "1"

    def _print_Add(self, total, order=None):
        # Numbers first in 1 - f, last in the index t + 1.
        signed = sorted(
            (
                bool(term.as_coeff_Mul()[0].is_negative),
                term.is_Number and total.is_integer is True,
                _places(term),
            )
            + (sp.default_sort_key(term), term)
            for term in total.args
        )
        lines = [""]
        for negative, *_, term in signed:
            sign = " - " if negative else " + "
            part = self._print_term(-term if negative else term)
            if self.width and lines[-1] and _visible(lines[-1] + part) > self.width:
                lines.append("")
            first = len(lines) == 1 and not lines[0]
            lines[-1] += (sign.strip(" +") if first else sign) + part
        return r" \\ &".join(lines)


def _visible(latex):
    """About how many characters wide a formula is shown: commands that draw nothing count nothing, lines add up."""
    plain = re.sub(r"\\textcolor\{#\w+\}|\\(?:left|right|begin\{\w+\}|end\{\w+\}|,|quad)|[{}&^_]|\\\\", "", latex)
    return len(re.sub(r"\\\w+", "x", plain).replace(" ", ""))


def to_latex(expression, heads=False):
    """LaTeX of a scalar or matrix expression."""
    return BookLatex(heads).doprint(expression)


def to_broken_latex(expression, width=56):
    """LaTeX of a scalar expression for a column about ``width`` characters wide, on several lines where it is wider."""
    latex = BookLatex(width=width).doprint(expression)
    return _stacked(latex)


def _stacked(latex):
    """Lines under each other, where there are several."""
    return rf"\begin{{aligned}}&{latex}\end{{aligned}}" if r"\\" in latex else latex


def to_numpy(expression, heads=False):
    """NumPy source of a matrix expression; names are those of its symbols."""

    def bracketed(part, *kinds):
        text = to_numpy(part, heads)
        return f"({text})" if isinstance(part, kinds) or _is_negative(part) else text

    def tight(part):
        """As an operand of what binds tighter than every product: a method, a power."""
        return bracketed(part, MatAdd, MatMul, HadamardProduct, HadamardPower)

    match expression:
        case MatrixSymbol():
            return expression.name
        case MatAdd():
            terms = (_signed(term) for term in sorted(expression.args, key=_places))
            return _joined(terms, lambda term: to_numpy(term, heads))
        case MatMul():
            scalar, matrices = _scalar_and_matrices(expression)
            if scalar.is_negative:
                return f"-{bracketed(_signed(expression)[1], MatAdd)}"
            # Python reads * and @ from left to right, as equals: one inside the other always needs its brackets.
            text = " @ ".join(bracketed(factor, MatAdd, HadamardProduct) for factor in matrices)
            numerator, denominator = scalar.as_numer_denom()
            text = text if numerator == 1 else f"{sp.pycode(numerator)} * {text}"
            return text if denominator == 1 else f"{text} / {sp.pycode(denominator).replace('math.', 'np.')}"
        case HadamardProduct():
            factors = sorted(expression.args, key=_gated_rank)
            return " * ".join(bracketed(factor, MatAdd, MatMul) for factor in factors)
        case HadamardPower():
            return f"{tight(expression.base)} ** {expression.exp}"
        case Transpose():
            return tight(expression.arg) + (".swapaxes(-1, -2)" if heads else ".T")
        case OneMatrix():
            return "1"
        case Sigmoid():
            return f"sigmoid({to_numpy(expression.argument, heads)})"
        case Tanh():
            return f"np.tanh({to_numpy(expression.argument, heads)})"
        case RowSoftmax():
            return f"softmax({to_numpy(expression.argument, heads)})"
        case HeadSum():
            return f"{tight(expression.argument)}.sum(axis=0)"
        case Rows():
            per_head = heads and QUANTITIES[expression.vector.name].heads
            return to_numpy(expression.vector) + ("[:, None, :]" if per_head else "")
    raise TypeError(f"no NumPy for {type(expression).__name__}")


def to_entry(expression, row, column, step, head=None):
    """The scalar at (row, column), both counted from one, with a ``Sum`` for every matrix product.

    ``step`` is the time t; ``head`` is the index of the head in a model that has several.
    """

    def inner(size, *outside):
        """A sum's index: the letter of its size, primed until it differs from every index and step in use."""
        letter = index(str(SUM_INDEX[size]))
        taken = set().union(*(sp.sympify(place).free_symbols for place in (row, column, step, *outside)))
        while letter in taken:
            letter = index(f"{letter}'")
        return letter

    heads = () if head is None else (head,)

    def at(part, i, j):
        return to_entry(part, i, j, step, head)

    match expression:
        case MatrixSymbol():
            quantity = QUANTITIES[expression.name]
            lead = (head,) if head is not None and quantity.heads else ()
            place = (column,) if quantity.rows == 1 else (row, column)
            return quantity.entry(*lead, *place, step=step)
        case MatAdd():
            return sp.Add(*(at(term, row, column) for term in expression.args))
        case MatMul():
            scalar, (first, *rest) = _scalar_and_matrices(expression)
            if not rest:
                return scalar * at(first, row, column)
            size = first.shape[1]
            if size == 1:
                return scalar * at(first, row, 1) * at(MatMul(*rest), 1, column)
            place = inner(size, *heads)
            return scalar * sp.Sum(at(first, row, place) * at(MatMul(*rest), place, column), (place, 1, size))
        case HadamardProduct():
            return sp.Mul(*(at(factor, row, column) for factor in expression.args))
        case HadamardPower():
            return at(expression.base, row, column) ** expression.exp
        case Transpose():
            return at(expression.arg, column, row)
        case OneMatrix():
            return sp.Integer(1)
        case Sigmoid() | Tanh():
            return expression.function(at(expression.argument, row, column))
        case RowSoftmax():
            size = expression.shape[1]
            place = inner(size, *heads)
            return sp.exp(at(expression.argument, row, column)) / sp.Sum(
                sp.exp(at(expression.argument, row, place)), (place, 1, size)
            )
        case HeadSum():
            size = next(size for size, letter in SUM_INDEX.items() if letter == "e")
            place = inner(size)
            return sp.Sum(to_entry(expression.argument, row, column, step, place), (place, 1, size))
        case Rows():
            return at(expression.vector, 1, column)
    raise TypeError(f"no entry of {type(expression).__name__}")


def multiplications(expression):
    """Scalar multiplications in one evaluation, each with the addition that follows it, as a polynomial."""
    below = sum(multiplications(part) for part in expression.args if getattr(part, "is_Matrix", False))
    match expression:
        case MatrixSymbol():
            return sp.Integer(0)
        case MatMul():
            _, matrices = _scalar_and_matrices(expression)
            rows = matrices[0].shape[0]
            return below + sum(rows * factor.shape[0] * factor.shape[1] for factor in matrices[1:])
        case HadamardProduct():
            return below + (len(expression.args) - 1) * expression.shape[0] * expression.shape[1]
        case HadamardPower():
            return below + (expression.exp - 1) * expression.shape[0] * expression.shape[1]
    return below
