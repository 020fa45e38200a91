"""What a derivation may assume.

Symbols and entries stand for real numbers, symbols that are declared integers for whole ones. A hypothesis with
``over`` holds for every value of these index symbols that their assumptions admit: over a positive index it says
nothing of place 0. In a proof by induction over t, a hypothesis that names t holds for every t.
"""

from dataclasses import dataclass

import sympy as sp
from sympy.core.function import UndefinedFunction

from lstmbook.equations.definition import Definition
from lstmbook.equations.printers import to_latex
from lstmbook.notation.core import letter_of


@dataclass(frozen=True)
class Range:
    """The hypothesis ``low <= index <= high`` for a whole number; without ``high``, only ``low <= index``."""

    index: sp.Symbol
    low: sp.Expr
    high: sp.Expr = sp.oo

    def latex(self):
        low, index = to_latex(sp.sympify(self.low)), to_latex(self.index)
        return (
            rf"{index} \ge {low}" if self.high == sp.oo else rf"{low} \le {index} \le {to_latex(sp.sympify(self.high))}"
        )


@dataclass(frozen=True)
class Between:
    """The hypothesis ``low < value < high`` for a symbol or an entry that has no definition."""

    value: sp.Expr
    low: sp.Expr
    high: sp.Expr

    def latex(self):
        return " < ".join(to_latex(sp.sympify(one)) for one in (self.low, self.value, self.high))


@dataclass(frozen=True)
class Fixed:
    """The hypothesis that an entry, at every value of the index symbols ``over``, does not change in a derivative."""

    left: sp.Indexed
    over: tuple[sp.Symbol, ...] = ()

    def latex(self):
        return to_latex(self.left)


@dataclass(frozen=True)
class Orthonormal:
    """The hypothesis that a family A of ``rows`` rows and ``columns`` columns, as many if not given, has orthonormal
    columns: the sum over m from 1 to ``rows`` of A[m, i] A[m, k] is one where i = k and zero elsewhere, for i and k
    from 1 to ``columns``. More columns than rows cannot be; of what is proved for all sizes these are no case.
    """

    family: sp.IndexedBase
    rows: sp.Expr
    columns: sp.Expr | None = None

    @property
    def width(self):
        return self.rows if self.columns is None else self.columns

    @property
    def sizes(self):
        return sp.sympify(self.rows), sp.sympify(self.width)

    def of(self, entry):
        """Whether an entry has a row and a column of this family."""
        return entry.base == self.family and len(entry.indices) == 2

    def latex(self):
        name = to_latex(self.family[sp.Symbol("m", integer=True), sp.Symbol("k", integer=True)]).partition("_")[0]
        shape = "" if self.columns is None else rf"_{{{to_latex(self.columns)} \times {to_latex(self.columns)}}}"
        return rf"{name}^{{\mathsf{{T}}}} {name} = I{shape}"


@dataclass(frozen=True)
class Distribution:
    """The hypothesis that a family holds probabilities: every entry is positive, and those whose last place runs from
    1 to ``size`` add up to one, whatever their other places. M[x, y] is then a distribution over y for each x.
    """

    family: sp.IndexedBase
    size: sp.Expr
    given: int = 0  # how many places stand before the last

    @property
    def sizes(self):
        return (sp.sympify(self.size),)

    def of(self, entry):
        """Whether an entry has as many places as this family."""
        return entry.base == self.family and len(entry.indices) == self.given + 1

    def latex(self):
        taken = {str(symbol) for symbol in (*self.sizes[0].free_symbols, self.family.label)}
        letters = [sp.Symbol(name, integer=True) for name in "klmijabcde" if name not in taken][: self.given + 1]
        entry, size = to_latex(self.family[tuple(letters)]), to_latex(self.sizes[0])
        return rf"{entry} > 0 \text{{ and }} \sum_{{{to_latex(letters[-1])} = 1}}^{{{size}}} {entry} = 1"


def permutation(name):
    """A function to permute places with; what it permutes, the hypothesis ``Permutation`` says."""
    return sp.Function(name, integer=True, positive=True)


@dataclass(frozen=True)
class Permutation:
    """The hypothesis that ``order``, made by ``permutation``, takes each number from 1 to ``size`` once at the places
    from 1 to ``size``. A place beyond them it leaves as it is, so that it has a value at every positive place.
    """

    order: UndefinedFunction
    size: sp.Expr

    @property
    def sizes(self):
        return (sp.sympify(self.size),)

    def latex(self):
        name = to_latex(sp.Symbol(self.order.__name__))
        return rf"{name} \text{{ a permutation of }} 1, \dots, {to_latex(self.sizes[0])}"


def permutations(hypotheses):
    """The functions that permute, each with its hypothesis."""
    return {one.order: one for one in hypotheses if isinstance(one, Permutation)}


def orthonormal(hypotheses):
    """The families with orthonormal columns, each with its hypothesis."""
    return {one.family: one for one in hypotheses if isinstance(one, Orthonormal)}


def distributions(hypotheses):
    """The families of probabilities, each with its hypothesis."""
    return {one.family: one for one in hypotheses if isinstance(one, Distribution)}


def kinds(hypotheses):
    """The hypotheses by kind: definitions, ranges, bounds (``Between``) and fixed entries, four tuples."""
    wanted = (Definition, Range, Between, Fixed)
    return tuple(tuple(one for one in hypotheses if isinstance(one, kind)) for kind in wanted)


def matched(hypothesis, entry):
    """Values of ``hypothesis.over`` at which its left-hand side is ``entry``; None if there are none."""
    left, values = hypothesis.left, {}
    if left.base != entry.base or len(left.indices) != len(entry.indices):
        return None
    for pattern, place in zip(left.indices, entry.indices, strict=True):
        if pattern in hypothesis.over:
            if values.setdefault(pattern, place) != place or not _admits(pattern, place):
                return None
        elif sp.expand(pattern - place) != 0:
            return None
    return values


def _admits(pattern, place):
    """Whether a place is known to be among the values of an index symbol."""
    known = place.is_positive or not pattern.is_positive
    return bool(known and (place.is_nonnegative or not pattern.is_nonnegative))


def may_match(hypothesis, other, over=(), lows=None):
    """Whether the left-hand side and the entry ``other``, itself over ``over``, may be one and the same entry.

    ``lows`` gives the least value of an index where its own assumptions do not.
    """
    left, lows = hypothesis.left, lows or {}
    if left.base != other.base or len(left.indices) != len(other.indices):
        return False
    pairs = zip(left.indices, other.indices, strict=True)
    return not any(_apart(one, two, hypothesis.over, over, lows) for one, two in pairs)


def _apart(one, two, over, other_over, lows):
    varying, place = (one, two) if one.free_symbols & set(over) else (two, one)
    symbols = varying.free_symbols & {*over, *other_over}
    if not symbols:
        # An index at least 3 is 3 and something that is not negative.
        from_low = {index: low + sp.Dummy(integer=True, nonnegative=True) for index, low in lows.items()}
        return sp.expand((one - two).xreplace(from_low)).is_zero is False
    least = {symbol: lows.get(symbol, 1 if symbol.is_positive else 0) for symbol in symbols}
    bounded = all(symbol in lows or symbol.is_nonnegative for symbol in symbols)
    return bool(bounded and place.is_number and (place - varying.xreplace(least)).is_negative)


def same_step(entry, variable):
    """Whether an entry of the variable's own family stands beside it, so that the two vary independently.

    In a family of the notation that has steps the steps must agree. Any other family may have steps too: a symbol that
    may be zero, which is a step, stands beside itself alone.
    """
    if len(entry.indices) != len(variable.indices):
        return False
    pairs = list(zip(entry.indices, variable.indices, strict=True))
    letter = letter_of(entry)
    if letter is not None:
        return not letter.timed or sp.expand(pairs[0][0] - pairs[0][1]) == 0
    return not any(_another_step(one, two) for one, two in pairs)


def _another_step(one, two):
    return one != two and any(_may_be_step(symbol) for symbol in one.free_symbols | two.free_symbols)


def _may_be_step(symbol):
    return not isinstance(symbol, sp.Dummy) and symbol.is_nonnegative and not symbol.is_positive


def is_learned(entry):
    """Whether the entry is one of a declared parameter, which depends on nothing."""
    letter = letter_of(entry)
    return letter is not None and letter.learned
