"""A normal form for sums, products and gates over symbolic sizes, and evaluation to 50 digits.

Two expressions are equal for all sizes if the normal form of their difference is zero. The rules are few:
expand; split sums of terms; take out of a sum what does not depend on its index; contract a delta whose other
index is known to lie in the range of the sum; split the last term off a sum or product that ends at t + 1;
rename bound indices in one canonical order; keep exp, sigma and what stands in a denominator closed. They are
sound, and they are not complete: a nonzero normal form proves nothing.
"""

from dataclasses import dataclass
from itertools import permutations

import mpmath
import sympy as sp

from lstmbook.equations.nodes import sigma, tanh
from lstmbook.equations.printers import to_latex
from lstmbook.notation import QUANTITIES

DIGITS = 50


class _exp(sp.Function):
    """exp of a single term. SymPy would merge exp(a) exp(b), which hides what depends on a sum's index."""


@dataclass(frozen=True)
class Range:
    """The hypothesis ``low <= index <= high``."""

    index: sp.Symbol
    low: sp.Expr
    high: sp.Expr

    def latex(self):
        return rf"{to_latex(sp.sympify(self.low))} \le {to_latex(self.index)} \le {to_latex(sp.sympify(self.high))}"


# -- bound indices --------------------------------------------------------------------------------------------


def _canonical(place):
    return sp.Symbol(f"_{place}", integer=True, positive=True)


def _depth(expression):
    """Number of canonical bound indices already in use inside the expression."""
    names = {symbol.name for symbol in expression.atoms(sp.Symbol) if not isinstance(symbol, sp.Dummy)}
    return max((int(name[1:]) for name in names if name[0] == "_" and name[1:].isdigit()), default=0)


def renamed_apart(expression):
    """The same expression with a fresh symbol for every bound index, so that substitution cannot capture."""
    if not expression.has(sp.Sum, sp.Product):
        return expression
    if isinstance(expression, (sp.Sum, sp.Product)):
        body, limits = expression.function, []
        for old, low, high in expression.limits:
            new = sp.Dummy(integer=True, positive=True)
            body = substituted(body, {old: new})
            # A limit further in may name this index; one further out never does.
            limits = [(one, substituted(a, {old: new}), substituted(b, {old: new})) for one, a, b in limits]
            limits.append((new, low, high))
        return expression.func(renamed_apart(body), *limits)
    return expression.func(*(renamed_apart(part) for part in expression.args))


def substituted(expression, values):
    """Substitution for free symbols only: bound indices are left alone and cannot capture a new value."""
    bound = set().union(*(one.bound_symbols for one in expression.atoms(sp.Sum, sp.Product)))
    incoming = set().union(*(sp.sympify(value).free_symbols for value in values.values()))
    if bound & (incoming | set(values)):
        expression = renamed_apart(expression)
    return expression.xreplace({old: sp.sympify(new) for old, new in values.items()})


# -- definitions and derivatives ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fixed:
    """The hypothesis that an entry, at every value of the index symbols ``over``, does not change in a derivative."""

    left: sp.Indexed
    over: tuple[sp.Symbol, ...] = ()

    def latex(self):
        return to_latex(self.left)


def unfolded(expression, definitions, fixed=()):
    """Every entry that has a definition replaced by its right-hand side, and every derivative carried out.

    Bound indices must have been renamed apart. ValueError for a derivative of something that varies from step to
    step and is neither defined nor fixed: whether it depends on the variable is then unknown.
    """
    if isinstance(expression, sp.Derivative):
        inner = renamed_apart(unfolded(expression.expr, definitions, fixed))
        variables = {variable.base for variable in expression.variables if isinstance(variable, sp.Indexed)}
        for entry in sorted(inner.atoms(sp.Indexed) if variables else (), key=str):
            varies = getattr(QUANTITIES.get(str(entry.base)), "time", None) is not None
            if varies and entry.base not in variables and not any(_matched(one, entry) is not None for one in fixed):
                raise ValueError(
                    f"the derivative {expression} meets {entry}, which has no definition: give one, or declare it Fixed"
                )
        return unfolded(inner.diff(*expression.variables), definitions, fixed)
    if isinstance(expression, sp.Indexed):
        for definition in definitions:
            values = _matched(definition, expression)
            if values is not None:
                return unfolded(substituted(renamed_apart(definition.right), values), definitions, fixed)
        return expression
    if not expression.args or not expression.has(sp.Indexed, sp.Derivative):
        return expression
    return expression.func(*(unfolded(part, definitions, fixed) for part in expression.args))


def _matched(definition, entry):
    """Values of the definition's index symbols at which its left-hand side is ``entry``; None if there are none."""
    left, values = definition.left, {}
    if left.base != entry.base or len(left.indices) != len(entry.indices):
        return None
    for pattern, place in zip(left.indices, entry.indices, strict=True):
        if pattern in definition.over:
            if values.setdefault(pattern, place) != place:
                return None
        elif sp.expand(pattern - place) != 0:
            return None
    return values


# -- the normal form ------------------------------------------------------------------------------------------


def normal_form(expression, ranges=()):
    """The normal form; ``ranges`` are the ``Range`` hypotheses on its free indices."""
    form = _Form({one.index: (one.low, one.high) for one in ranges})
    result = form.of(sp.sympify(expression))
    while denominators := _denominators(result):
        terms = [term * denominators for term in sp.Add.make_args(result)]
        result = form.of(sp.Add(*terms))
    return result


def _denominators(expression):
    """Product of the sums that stand in denominators at the top level, each to its highest power; 0 if none."""
    powers = {}
    for term in sp.Add.make_args(expression):
        for factor in sp.Mul.make_args(term):
            base, power = factor.as_base_exp()
            if base.is_Add and power.is_Integer and power < 0:
                powers[base] = max(powers.get(base, 0), -power)
    return sp.Mul(*(base**power for base, power in powers.items())) if powers else 0


class _Form:
    """The rules, with what is known about the indices in scope."""

    def __init__(self, ranges):
        self.ranges = ranges

    def of(self, e):
        if e.is_Atom:
            return e
        match e:
            case sp.Indexed():
                return e.func(e.base, *(sp.expand(place) for place in e.indices))
            case sp.Add():
                return sp.Add(*(self.of(term) for term in e.args))
            case sp.Mul():
                return self.products(sp.expand(sp.Mul(*(self.of(factor) for factor in e.args)), deep=False))
            case sp.Pow():
                return self.power(self.of(e.base), e.exp)
            case sp.Sum():
                body, *outer = self.split_limits(e)
                return self.sum(body, *outer)
            case sp.Product():
                body, *outer = self.split_limits(e)
                return self.product(body, *outer)
            case sigma():
                return self.sigmoid(self.of(e.args[0]))
            case tanh() | sp.tanh():
                return 2 * self.sigmoid(self.of(2 * e.args[0])) - 1
            case sp.exp():
                return sp.Mul(*(self.exponential(term) for term in sp.Add.make_args(self.of(e.args[0]))))
            case sp.KroneckerDelta() | _exp():
                return e
        return e.func(*(self.of(part) for part in e.args))

    @staticmethod
    def split_limits(e):
        """Body and outermost limits; what is further in stays in the body."""
        *inner, last = e.limits
        return (e.func(e.function, *inner) if inner else e.function, *last)

    def power(self, base, exponent):
        if base.is_Mul and exponent.is_Integer:
            return sp.Mul(*(self.power(factor, exponent) for factor in base.args))
        if exponent.is_Integer and exponent > 0:
            return self.products(sp.expand(base**exponent))
        return base**exponent

    @staticmethod
    def sigmoid(x):
        """sigma(-x) = 1 - sigma(x) fixes one sign of every argument."""
        if x == 0:
            return sp.Rational(1, 2)
        return 1 - sigma(-x) if x.could_extract_minus_sign() else sigma(x)

    @staticmethod
    def exponential(term):
        coefficient, rest = term.as_coeff_Mul()
        return _exp(rest) ** coefficient if coefficient.is_Integer and rest != 1 else _exp(term)

    def products(self, e):
        """Deltas of free indices applied to the factors beside them."""
        if not e.has(sp.KroneckerDelta):
            return e
        return sp.Add(*(self.delta_applied(term) for term in sp.Add.make_args(e)))

    def delta_applied(self, term):
        for delta in [factor for factor in sp.Mul.make_args(term) if factor.has(sp.KroneckerDelta)]:
            base, power = delta.as_base_exp()
            if isinstance(base, sp.KroneckerDelta) and power.is_positive:
                keep, drop = sorted(base.args, key=sp.default_sort_key)
                rest = term / delta
                if drop.is_Symbol and rest.has(drop):
                    return self.of(base * substituted(rest, {drop: keep}))
                term = rest * base
        return term

    # -- sums -----------------------------------------------------------------------------------------------

    def sum(self, body, index, low, high):
        low, high = sp.expand(low), sp.expand(high)
        length = sp.expand(high - low + 1)
        if length == 0:
            return sp.Integer(0)
        if length.is_Integer and 0 < length <= 64:
            return sp.Add(*(self.of(substituted(body, {index: low + place})) for place in range(length)))
        if self.offset(high) > 0 and self.at_least(high, low):
            return self.sum(body, index, low, high - 1) + self.of(substituted(body, {index: high}))
        fresh = sp.Dummy(integer=True, positive=True)
        self.ranges[fresh] = (low, high)
        terms = sp.Add.make_args(self.of(substituted(body, {index: fresh})))
        return sp.Add(*(self.sum_of_term(term, fresh) for term in terms))

    def sum_of_term(self, term, index):
        low, high = self.ranges[index]
        outside, inside = term.as_independent(index, as_Add=False)
        if inside == 1:
            # The rule for a constant needs a range that is not negative in length.
            return (
                outside * (high - low + 1) if self.at_least(high, low - 1) else outside * sp.Sum(1, (index, low, high))
            )
        contracted = self.contracted(inside, index)
        if contracted is not None:
            return self.of(outside * contracted)
        body, limits = sp.Integer(1), []
        for factor in sp.Mul.make_args(inside):
            base, power = factor.as_base_exp()
            copies = int(power) if isinstance(base, sp.Sum) and power.is_Integer and power > 0 else 0
            for _ in range(copies):
                apart = renamed_apart(base)
                for one, a, b in apart.limits:
                    self.ranges[one] = (a, b)
                body, limits = body * apart.function, [*limits, *apart.limits]
            body = body if copies else body * factor
        return outside * self.in_canonical_order(body, [*map(tuple, limits), (index, low, high)])

    def contracted(self, inside, index):
        """``inside`` summed over ``index`` by a delta of it with an index known to lie in the range; None if none."""
        low, high = self.ranges[index]
        for factor in sp.Mul.make_args(inside):
            base, power = factor.as_base_exp()
            if not isinstance(base, sp.KroneckerDelta) or not base.has(index) or not power.is_positive:
                continue
            difference = sp.expand(base.args[0] - base.args[1])
            slope = difference.coeff(index)
            other = sp.expand(index - difference / slope) if abs(slope) == 1 else None
            if other is not None and self.at_least(other, low) and self.at_least(high, other):
                return substituted(inside / factor, {index: other})
        return None

    def in_canonical_order(self, body, limits):
        """The multiple sum with its indices renamed _1, _2, ... in the order that gives the least key."""
        start = _depth(body) + 1
        names = [_canonical(start + place) for place in range(len(limits))]
        candidates = []
        for order in permutations(range(len(limits))):
            values = {limits[place][0]: name for place, name in zip(order, names, strict=True)}
            renamed = [tuple(sp.sympify(part).xreplace(values) for part in limits[place]) for place in order]
            if self.nested(renamed):
                summed = sp.Sum(substituted(body, values), *renamed)
                candidates.append((sp.default_sort_key(summed), summed))
        return min(candidates, key=lambda pair: pair[0])[1]

    @staticmethod
    def nested(limits):
        """Whether no limit names an index that is bound further in."""
        return not any(
            inner[0] in (outer[1].free_symbols | outer[2].free_symbols)
            for place, inner in enumerate(limits)
            for outer in limits[place + 1 :]
        )

    # -- products -------------------------------------------------------------------------------------------

    def product(self, body, index, low, high):
        low, high = sp.expand(low), sp.expand(high)
        length = sp.expand(high - low + 1)
        if length == 0:
            return sp.Integer(1)
        if length.is_Integer and 0 < length <= 64:
            return self.of(sp.Mul(*(substituted(body, {index: low + place}) for place in range(length))))
        if self.offset(high) > 0 and self.at_least(high, low):
            return self.of(self.product(body, index, low, high - 1) * substituted(body, {index: high}))
        fresh = sp.Dummy(integer=True, positive=True)
        self.ranges[fresh] = (low, high)
        factors = sp.Mul.make_args(self.of(substituted(body, {index: fresh})))
        return sp.Mul(*(self.product_of_factor(factor, fresh) for factor in factors))

    def product_of_factor(self, factor, index):
        low, high = self.ranges[index]
        base, power = factor.as_base_exp()
        if power.is_Integer and power != 1:
            return self.product_of_factor(base, index) ** power
        if not factor.has(index) and self.at_least(high, low - 1):
            return factor ** (high - low + 1)
        name = _canonical(_depth(factor) + 1)
        return sp.Product(substituted(factor, {index: name}), (name, low, high))

    # -- what is known about indices ------------------------------------------------------------------------

    @staticmethod
    def offset(limit):
        """The integer added to a symbolic limit: 1 in t + 1, 0 in t."""
        constant, rest = limit.as_coeff_Add()
        return constant if rest != 0 and constant.is_Integer else 0

    def at_least(self, larger, smaller):
        """Whether larger >= smaller follows from the ranges; False also means unknown."""
        difference = sp.expand(larger - smaller)
        # Ranges entered last may name earlier indices, never the other way round.
        for symbol, (low, high) in reversed(self.ranges.items()):
            slope = difference.coeff(symbol)
            if slope.is_positive:
                difference = sp.expand(difference + slope * (low - symbol))
            elif slope.is_negative:
                difference = sp.expand(difference + slope * (high - symbol))
        return difference.is_nonnegative is True


# -- evaluation -----------------------------------------------------------------------------------------------


def evaluated(expression, values, entry):
    """The expression at 50 digits. ``values``: integers for free symbols; ``entry(base, indices)``: a number."""

    def at(e, scope):
        match e:
            case sp.Symbol():
                value = scope[e]
                return int(value) if isinstance(value, sp.Integer) else value
            case sp.Rational():
                return mpmath.mpf(e.p) / e.q if e.q != 1 else int(e.p)
            case sp.Number() | sp.NumberSymbol():
                return mpmath.mpf(e.evalf(DIGITS + 10))
            case sp.Indexed():
                return entry(str(e.base), tuple(int(at(place, scope)) for place in e.indices))
            case sp.Add():
                return sum(at(term, scope) for term in e.args)
            case sp.Mul():
                return mpmath.fprod(at(factor, scope) for factor in e.args)
            case sp.Pow():
                base, power = at(e.base, scope), at(e.exp, scope)
                return mpmath.sqrt(base) ** int(2 * power) if e.exp == sp.Rational(1, 2) else mpmath.mpf(base) ** power
            case sp.Sum() | sp.Product():
                *inner, (index, low, high) = e.limits
                body = e.func(e.function, *inner) if inner else e.function
                terms = [at(body, {**scope, index: k}) for k in range(int(at(low, scope)), int(at(high, scope)) + 1)]
                return mpmath.fsum(terms) if isinstance(e, sp.Sum) else mpmath.fprod(terms)
            case sp.KroneckerDelta():
                return int(at(e.args[0], scope) == at(e.args[1], scope))
            case sigma():
                return 1 / (1 + mpmath.exp(-at(e.args[0], scope)))
            case tanh() | sp.tanh():
                return mpmath.tanh(at(e.args[0], scope))
            case sp.exp() | _exp():
                return mpmath.exp(at(e.args[0], scope))
            case sp.log():
                return mpmath.log(at(e.args[0], scope))
            case sp.Abs():
                return abs(at(e.args[0], scope))
        raise TypeError(f"cannot evaluate {type(e).__name__}")

    with mpmath.workdps(DIGITS + 10):
        return at(expression, dict(values))
