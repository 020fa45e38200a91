"""LaTeX of scalars in the order and the colours of the book."""

import re

import sympy as sp
from sympy.printing.latex import LatexPrinter

from lstmbook.equations.nodes import TotalDerivative
from lstmbook.equations.printers.order import factor_rank, is_negative, places
from lstmbook.notation.core import Size, decorated, letter_of


class ScalarLatex(LatexPrinter):
    """Entries, sums, products, derivatives.

    With ``width`` long sums are broken before their signs, at the top and in the last bracket of a product.
    """

    def __init__(self, width=None):
        super().__init__({"ln_notation": True})
        self.width = width

    def _bracketed(self, part, *kinds):
        text = self._print(part)
        if not (isinstance(part, kinds) or is_negative(part)):
            return text
        return rf"\left({stacked(text)}\right)"

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
        return symbol.tex if isinstance(symbol, Size) else super()._print_Symbol(symbol)

    def _print_Indexed(self, entry):
        letter = letter_of(entry)
        places = [self._print(place).replace(" ", "") for place in entry.indices]
        if letter is None:
            return self._print_plain(str(entry.base), places)
        below, above = [], []
        for axis in letter.axes:
            if axis.letter and places:
                (above if axis.above else below).append(places.pop(0))
        return decorated(letter, [*below, _side_by_side(places)], above)

    def _print_plain(self, name, places):
        """An entry of a plain family: with more than one place, the first is its step and stays apart."""
        stem, _, below = name.partition("_")
        step = [places.pop(0)] if len(places) > 1 else []
        return rf"{stem}_{{{','.join(filter(None, (below, *step, _side_by_side(places))))}}}"

    def _print_Abs(self, function, exp=None):
        power = f"^{{{exp}}}" if exp else ""
        return rf"\lvert {self._print(function.args[0])} \rvert{power}"

    def _print_AppliedUndef(self, function, exp=None):
        """A permuted place, as short as an index has to be."""
        return f"{self._print(sp.Symbol(function.func.__name__))}({self._print(function.args[0])})"

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
        return rf"\delta_{{{_side_by_side(places)}}}" + (f"^{{{exp}}}" if exp else "")

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
        return type(self)().doprint(part)

    def in_what_is_left(self, part, before):
        """The part in the width that what stands before it on the line leaves."""
        return type(self)(self.width and max(self.width - _visible(before), 20)).doprint(part)

    def _print_term(self, term):
        return self._bracketed(term, sp.Add)

    def _factors(self, factors):
        if len(factors) == 1:
            return self._print(factors[0])
        ordered = sorted(factors, key=factor_rank)
        text = ""
        for place, factor in enumerate(ordered):
            last = place == len(ordered) - 1
            # A sum or product sign reaches as far right as it can, so only the last factor may go without brackets.
            loose = factor.is_Add or (isinstance(factor, (sp.Sum, sp.Product)) and not last)
            part = self.in_what_is_left(factor, text) if last else self.unbroken(factor)
            part = rf"\left({stacked(part)}\right)" if loose or (text and part.startswith("-")) else part
            text += (r" \cdot " if text and part[0].isdigit() else r"\," if text else "") + part
        return text or "1"

    def _print_Add(self, total, order=None):
        # Numbers first in 1 - f, last in the index t + 1.
        signed = sorted(
            (
                bool(term.as_coeff_Mul()[0].is_negative),
                term.is_Number and total.is_integer is True,
                places(term),
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


def _side_by_side(places):
    """Plain letters stand side by side (W_{kj}); anything longer is kept apart by a comma."""
    return ("" if all(len(place) == 1 for place in places) else ",").join(places)


def _visible(latex):
    """About how many characters wide a formula is shown: commands that draw nothing count nothing, lines add up."""
    plain = re.sub(r"\\textcolor\{#\w+\}|\\(?:left|right|begin\{\w+\}|end\{\w+\}|,|quad)|[{}&^_]|\\\\", "", latex)
    return len(re.sub(r"\\\w+", "x", plain).replace(" ", ""))


def stacked(latex):
    """Lines under each other, where there are several."""
    return rf"\begin{{aligned}}&{latex}\end{{aligned}}" if r"\\" in latex else latex
