"""What a derivation may assume, and which expressions it may speak of.

Symbols and entries stand for real numbers, symbols that are declared integers for whole ones. A hypothesis with
``over`` holds for every value of these index symbols that their assumptions admit: over a positive index it says
nothing of place 0. In a proof by induction over t, a hypothesis that names t holds for every t.
"""

from dataclasses import dataclass

import sympy as sp

from lstmbook.equations.model import Definition
from lstmbook.equations.nodes import sigma, tanh
from lstmbook.equations.printers import to_latex
from lstmbook.notation import QUANTITIES


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


def may_match(hypothesis, other, over=(), lowest=None):
    """Whether the left-hand side and the entry ``other``, itself over ``over``, may be one and the same entry."""
    left = hypothesis.left
    if left.base != other.base or len(left.indices) != len(other.indices):
        return False
    for one, two in zip(left.indices, other.indices, strict=True):
        if one in hypothesis.over or two in over:
            varying, place = (one, two) if one in hypothesis.over else (two, one)
            apart = varying.is_positive and place.is_positive is False
        else:
            apart = sp.expand((one - two).xreplace(lowest or {})).is_zero is False
        if apart:
            return False
    return True


def same_step(entry, variable):
    """Whether an entry of the variable's own family stands beside it, so that the two vary independently.

    In a family of the notation that has steps the steps must agree; in any other, no place may be a fixed number of
    places further on, since the family may be one with steps.
    """
    pairs = list(zip(entry.indices, variable.indices, strict=True))
    quantity = QUANTITIES.get(str(entry.base))
    if quantity is not None:
        return quantity.time is None or sp.expand(pairs[0][0] - pairs[0][1]) == 0
    return not any(sp.expand(one - two).is_Integer and one != two and one.free_symbols for one, two in pairs)


def is_learned(entry):
    """Whether the entry is one of a declared parameter, which depends on nothing."""
    quantity = QUANTITIES.get(str(entry.base))
    return quantity is not None and quantity.learned


# -- what can be spoken of ------------------------------------------------------------------------------------

FUNCTIONS = (sigma, tanh, sp.exp, sp.log, sp.Abs)
_NODES = (sp.Add, sp.Mul, sp.Pow, sp.Derivative, *FUNCTIONS)


def checked(expression):
    """The expression with the book's own tanh for SymPy's. ValueError where it has a part that no rule is sound for."""
    # The book's own tanh is many times faster than SymPy's.
    expression = sp.sympify(expression).replace(sp.tanh, tanh)
    _check(expression)
    return expression


def _check(e):
    match e:
        case sp.Symbol():
            if e.is_extended_real is False or e.is_finite is False:
                raise ValueError(f"{e} stands for no real number")
        case sp.Rational() | sp.NumberSymbol():
            pass
        case sp.Float():
            raise ValueError(f"{e} is a rounded number, which proves nothing: write it as a fraction")
        case sp.Indexed():
            if e.is_extended_real is not None:
                raise ValueError(f"{e} is secretly assumed to be a number of some kind: say so with Between")
            _check_whole(e, e.indices)
        case sp.KroneckerDelta():
            _check_whole(e, e.args)
        case sp.Sum() | sp.Product():
            _check(e.function)
            for bound, low, high in e.limits:
                _check_whole(e, (bound, low, high))
                check_index(bound, low)
        case _ if isinstance(e, _NODES):
            for part in e.args if not isinstance(e, sp.Derivative) else (e.expr, *e.variables):
                _check(part)
        case _:
            raise ValueError(f"{e} has a {type(e).__name__}, for which the prover has no rules")


_INDICES = [sp.Symbol("i", integer=True, **kind) for kind in ({}, {"nonnegative": True}, {"positive": True})]


def check_index(index, low):
    """ValueError where the symbol of an index that counts upwards from ``low`` assumes more than ``low`` gives it."""
    low = sp.sympify(low)
    if not index.is_Symbol or all(index.assumptions0 != one.assumptions0 for one in _INDICES):
        raise ValueError(f"{index} must be a symbol for a whole number, which may be positive or not negative")
    if (index.is_positive and not low.is_positive) or (index.is_nonnegative and not low.is_nonnegative):
        kind = "positive" if index.is_positive else "not negative"
        raise ValueError(f"{index} is assumed {kind}, but it starts at {low}")


def _check_whole(e, places):
    for place in places:
        if not place.is_integer:
            raise ValueError(f"{e}: {place} is not known to be a whole number")
        _check(place)


def check_hypotheses(given):
    """ValueError for hypotheses that contradict each other, or that cannot be read one way only."""
    definitions, ranges, bounds, fixed = kinds(given)
    if strange := [one for one in given if not isinstance(one, (Definition, Range, Between, Fixed))]:
        raise ValueError(f"{strange[0]!r} is no hypothesis: use Definition, Range, Between or Fixed")
    for one in (*definitions, *fixed):
        if any(place.free_symbols & set(one.over) and place not in one.over for place in one.left.indices):
            raise ValueError(f"{one.left}: a place that varies must be the index itself, such as j and not j + 1")
    # An index at least 3 is 3 and something that is not negative.
    lowest = {one.index: one.low + sp.Dummy(integer=True, nonnegative=True) for one in ranges}
    for place, one in enumerate(definitions):
        checked(one.right)
        for other in definitions[:place]:
            if may_match(one, other.left, other.over, lowest) and one != other:
                raise ValueError(f"{one.left} has two definitions: {other.right} and {one.right}")
        if any(may_match(one, other.left, other.over) for other in fixed):
            raise ValueError(f"{one.left} is both defined and held fixed")
        if any(isinstance(other.value, sp.Indexed) and may_match(one, other.value) for other in bounds):
            raise ValueError(f"{one.left} is both defined and bounded: the bound must follow from the definition")
    for place, one in enumerate(ranges):
        check_index(one.index, one.low)
        if any(one.index == other.index for other in ranges[:place]):
            raise ValueError(f"{one.index} has two ranges")
    for one in bounds:
        if not (sp.sympify(one.high) - one.low).is_positive:
            raise ValueError(f"nothing lies between {one.low} and {one.high}")
