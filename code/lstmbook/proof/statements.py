"""Which expressions and hypotheses a derivation may speak of: those for which every rule is sound, and none else."""

import re
from dataclasses import replace

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import gap, sigma, tanh
from lstmbook.proof.hypotheses import (
    Between,
    Distribution,
    Fixed,
    Orthonormal,
    Permutation,
    Range,
    kinds,
    may_match,
    permutation,
    permutations,
)

_NODES = (sp.Add, sp.Mul, sp.Pow, sp.Derivative, sigma, tanh, sp.exp, sp.log, gap, sp.Abs, sp.Max, sp.sin, sp.cos)
_SIGNS = ({}, {"positive": True}, {"nonnegative": True}, {"negative": True}, {"nonzero": True})
# What a symbol may be assumed to be; anything more would be used and never shown.
_REAL = [sp.Symbol("x").assumptions0, *(sp.Symbol("x", real=True, **sign).assumptions0 for sign in _SIGNS)]
_WHOLE = [sp.Symbol("i", integer=True, **sign).assumptions0 for sign in _SIGNS[:3]]


def checked(expression):
    """The expression with the book's own tanh for SymPy's. ValueError where it has a part that no rule is sound for."""
    expression = sp.sympify(expression)
    if not isinstance(expression, sp.Expr):
        raise ValueError(f"{expression!r} is no expression for a number")
    expression = own_tanh(expression)
    _check(expression)
    return expression


def own_tanh(expression):
    """The book's own tanh for SymPy's, which is many times slower."""
    return expression.replace(sp.tanh, tanh) if expression.has(sp.tanh) else expression


def _check(e):
    match e:
        case sp.Symbol():
            if isinstance(e, sp.Dummy) or re.fullmatch(r"_\d*", e.name):
                raise ValueError(f"{e} is a name that the prover keeps for itself")
            if e.assumptions0 not in _REAL + _WHOLE:
                raise ValueError(
                    f"{e} may be a real or a whole number of one sign, and nothing else may be assumed of it"
                )
        case sp.Rational() | sp.NumberSymbol():
            pass
        case sp.Float():
            raise ValueError(f"{e} is a rounded number, which proves nothing: write it as a fraction")
        case sp.Indexed():
            if e.is_extended_real is not None or len(e.base.args) > 1:
                raise ValueError(f"{e} is secretly assumed to be a number of some kind: say so with Between")
            _check_whole(e, e.indices)
        case sp.KroneckerDelta():
            _check_whole(e, e.args)
        case sp.log() if len(e.args) > 1:
            raise ValueError(f"{e} is a logarithm to another base: divide by the logarithm of the base")
        case sp.Sum() | sp.Product():
            _check_sum(e)
        case sp.Derivative():
            if not all(isinstance(times, (int, sp.Integer)) for _, times in e.variable_count):
                raise ValueError(f"{e} is a derivative of no certain order")
            for part in (e.expr, *e.variables):
                _check(part)
        case AppliedUndef():
            _check_permuted(e)
        case _ if isinstance(e, _NODES):
            for part in e.args:
                _check(part)
        case _:
            raise ValueError(f"{e} has a {type(e).__name__}, for which the prover has no rules")


def _check_permuted(e):
    if e.func != permutation(e.func.__name__) or len(e.args) != 1:
        raise ValueError(f"{e} is no permuted place: make its function by permutation()")
    _check_whole(e, e.args)
    if not e.args[0].is_positive:
        raise ValueError(f"{e}: {e.args[0]} is not known to be a positive place")


def check_permuted(e, given):
    """ValueError where a function stands of which no hypothesis says what it permutes."""
    if unknown := {one.func for one in e.atoms(AppliedUndef)} - set(permutations(given)):
        raise ValueError(f"nothing is said of {min(map(str, unknown))}: give a Permutation")


def _check_sum(e):
    _check(e.function)
    for limit in e.limits:
        if len(limit) != 3:
            raise ValueError(f"{e} does not say from where to where it runs")
        bound, low, high = limit
        _check_whole(e, (bound, low, high))
        check_index(bound, low)


def _check_whole(e, places):
    for place in places:
        if not place.is_integer:
            raise ValueError(f"{e}: {place} is not known to be a whole number")
        _check(place)


def check_index(index, low):
    """ValueError where the symbol of an index that counts upwards from ``low`` assumes more than ``low`` gives it."""
    low = sp.sympify(low)
    if not isinstance(index, sp.Symbol) or not index.is_integer:
        raise ValueError(f"{index} must be a symbol for a whole number")
    if (index.is_positive and not low.is_positive) or (index.is_nonnegative and not low.is_nonnegative):
        kind = "positive" if index.is_positive else "not negative"
        raise ValueError(f"{index} is assumed {kind}, but it starts at {low}")


# -- hypotheses -----------------------------------------------------------------------------------------------


def check_hypotheses(given):
    """ValueError for hypotheses that contradict each other, or that cannot be read one way only."""
    known = (Definition, Range, Between, Fixed, Orthonormal, Distribution, Permutation)
    if strange := [one for one in given if not isinstance(one, known)]:
        names = ", ".join(one.__name__ for one in known)
        raise ValueError(f"{strange[0]!r} is no hypothesis: use one of {names}")
    definitions, ranges, bounds, fixed = kinds(given)
    for one in (*definitions, *fixed):
        _check_left(one)
    for one in definitions:
        checked(one.right)
    _check_ranges(ranges)
    _check_bounds(bounds)
    check_consistent(given)


def check_consistent(given, on=None):
    """ValueError where two hypotheses may speak of one entry. Those that name ``on`` hold for each of its values."""
    _check_families(given)
    _check_permutations(given)
    definitions, ranges, bounds, fixed = kinds(given)
    definitions, fixed = (tuple(_for_each(one, on) for one in some) for some in (definitions, fixed))
    # A definition over j holds for each j from one on, whatever is said of a j that stands free.
    bound = {index for one in (*kinds(given)[0], *kinds(given)[3]) for index in one.over} - {on}
    lows = {one.index: one.low for one in ranges if one.index not in bound}
    for place, one in enumerate(definitions):
        for other in definitions[:place]:
            if may_match(one, other.left, other.over, lows) and one != other:
                raise ValueError(f"{one.left} has two definitions: {other.right} and {one.right}")
        if any(may_match(one, other.left, other.over, lows) for other in fixed):
            raise ValueError(f"{one.left} is both defined and held fixed")
        if any(isinstance(other.value, sp.Indexed) and may_match(one, other.value) for other in bounds):
            raise ValueError(f"{one.left} is both defined and bounded: the bound must follow from the definition")


def _for_each(one, on):
    return replace(one, over=(*one.over, on)) if on is not None and one.left.has(on) else one


def _check_left(one):
    if not isinstance(one.left, sp.Indexed) or not isinstance(one.over, tuple):
        raise ValueError(f"{one!r} must be about an entry, over a tuple of index symbols")
    _check(one.left)
    for index in one.over:
        check_index(index, 1)
    varying = {place for place in one.left.indices if place.free_symbols & set(one.over)}
    if varying != set(one.over):
        raise ValueError(f"{one.left}: a place that varies must be the index itself, such as j and not j + 1")


def _check_ranges(ranges):
    for place, one in enumerate(ranges):
        checked(one.low)
        if one.high != sp.oo:
            checked(one.high)
        check_index(one.index, one.low)
        if any(one.index == other.index for other in ranges[:place]):
            raise ValueError(f"{one.index} has two ranges")


def _check_bounds(bounds):
    for place, one in enumerate(bounds):
        low, high, value = checked(one.low), checked(one.high), checked(one.value)
        if not (low.is_number and high.is_number and (high - low).is_positive):
            raise ValueError(f"a number between {low} and {high}: the ends must be numbers, the first the lesser")
        if not isinstance(value, (sp.Symbol, sp.Indexed)) or value.is_integer:
            raise ValueError(f"only a real symbol or an entry can lie between two numbers, not {value}")
        if (value.is_nonnegative and low < 0) or (value.is_negative and high > 0):
            raise ValueError(f"{value} has a sign that does not fit between {low} and {high}")
        if any(one.value == other.value for other in bounds[:place]):
            raise ValueError(f"{one.value} has two bounds")


def _check_families(given):
    """What is said of a whole family leaves nothing to say of its entries."""
    definitions, _, bounds, _ = kinds(given)
    spoken_of = [one.left for one in definitions] + [one.value for one in bounds]
    whole = [one for one in given if isinstance(one, (Orthonormal, Distribution))]
    for one in whole:
        if not isinstance(one.family, sp.IndexedBase):
            raise ValueError(f"{one.family!r} is no family of entries")
        places = getattr(one, "given", 0)
        if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places < 5:
            raise ValueError(f"{one.family} is given so many places: {places!r}; it must be a number from 0 to 4")
        for size in map(checked, one.sizes):
            if not (size.is_integer and size.is_positive):
                raise ValueError(f"{one.family} must have at least one place to sum over, not {size}")
        if any(isinstance(entry, sp.Indexed) and entry.base == one.family for entry in spoken_of):
            raise ValueError(f"something is said of all of {one.family}: its entries take no definition and no bound")
        if any(other.family == one.family and other != one for other in whole):
            raise ValueError(f"two things are said of all of {one.family}")


def _check_permutations(given):
    whole = [one for one in given if isinstance(one, Permutation)]
    for one in whole:
        if not isinstance(one.order, UndefinedFunction) or one.order != permutation(one.order.__name__):
            raise ValueError(f"{one.order!r} is no order of places: make it by permutation()")
        count = checked(one.size)
        if not (count.is_integer and count.is_positive):
            raise ValueError(f"{one.order} must have at least one place to permute, not {count}")
        if any(other.order == one.order and other != one for other in whole):
            raise ValueError(f"{one.order} permutes two ranges")
    spoken_of = (getattr(one, part, 0) for one in given for part in ("left", "value", "low", "high", "size"))
    if moved := [one for one in map(sp.sympify, spoken_of) if one.has(AppliedUndef)]:
        raise ValueError(f"{moved[0]} is permuted: a hypothesis speaks of plain places only")


def check_names(expressions, given):
    """ValueError where two symbols, or two families, would be shown by one name."""
    parts = [
        sp.sympify(getattr(one, name)) for one in given for name in ("left", "right", "value") if hasattr(one, name)
    ]
    whole = [one for one in given if isinstance(one, (Orthonormal, Distribution))]
    parts += [size for one in whole for size in one.sizes]
    parts += [one.family[(sp.Integer(1),) * (getattr(one, "given", 1) + 1)] for one in whole]
    names = {}
    for e in (*expressions, *parts):
        entries = e.atoms(sp.Indexed)
        symbols = {symbol for symbol in e.free_symbols if isinstance(symbol, sp.Symbol)}
        for one in (*(entry.base for entry in entries), *(symbols - {entry.base.label for entry in entries})):
            if names.setdefault((type(one), str(one)), one) != one:
                raise ValueError(f"two different things are called {one}")
