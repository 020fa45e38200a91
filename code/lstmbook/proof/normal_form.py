"""A normal form for sums, products and gates over symbolic sizes.

Two expressions are equal for all sizes if the normal form of their difference is zero. The rules are few:
expand; split sums of terms; take out of a sum what does not depend on its index; contract a delta whose other
index is known to lie in the range of the sum, two orthonormal columns to a delta, and probabilities to one; put a sum
over permuted places in order; split the last term off a sum or product that ends at t + 1; write the logarithm of a
product as a sum, and the sine and the cosine of a sum by those of its terms; take what all terms share out of an
absolute value, and write the larger of two numbers with one; rename bound indices in one canonical order; keep exp,
sigma, other logarithms and what stands in a denominator closed. They are sound, and they are not complete: a nonzero
normal form proves nothing.
"""

import functools
from itertools import groupby, islice, permutations, product

import sympy as sp

from lstmbook.equations.nodes import gap, sigma, tanh
from lstmbook.proof.circular import of_sum, without_squares
from lstmbook.proof.families import columns_contracted, put_in_order, summed_to_one
from lstmbook.proof.indices import fresh, nested, renamed_apart, substituted
from lstmbook.proof.signs import Known


class _exp(sp.Function):
    """exp of a single term. SymPy would merge exp(a) exp(b), which hides what depends on a sum's index."""

    is_positive = True


class _log(sp.Function):
    """ln of the absolute value of what is no product. SymPy's own would give a negative number a complex one."""


def _canonical(place):
    return sp.Symbol(f"_{place}", integer=True)


def _depth(expression):
    """Number of canonical bound indices already in use inside the expression."""
    names = {symbol.name for symbol in expression.atoms(sp.Symbol) if not isinstance(symbol, sp.Dummy)}
    return max((int(name[1:]) for name in names if name[0] == "_" and name[1:].isdigit()), default=0)


# -- the normal form ------------------------------------------------------------------------------------------


def reduced(expression, known):
    """The expression by all rules that keep its value; ``known`` says what there is to know of indices and signs."""
    return _Form(known).of(renamed_apart(sp.sympify(expression)))


def normal_form(expression, known=None):
    """Zero where the rules show that the expression is: reduced, with what stands in denominators multiplied out.

    The expression must be defined, see ``Known.undefined``, or a denominator could be zero.
    """
    form = _Form(Known() if known is None else known)
    result = form.of(renamed_apart(sp.sympify(expression)))
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


def _shared(one, other):
    """What two products, as powers by their bases, have in common: each base to the lesser of its two whole powers."""
    both = {base: (one.get(base, 0), other.get(base, 0)) for base in (*one, *other) if not base.is_Number}
    return {base: min(powers) for base, powers in both.items() if all(sp.sympify(power).is_Integer for power in powers)}


# More orders of indices than these are not tried; a proof that would need them is not found.
_ORDERS = 720
# Larger factors of a number stay together under a logarithm.
_LARGEST_FACTOR = 10**6
_BLIND, _SEEN = (sp.Symbol(name, integer=True) for name in ("_0", "_"))


class _Form:
    """The rules, with what is known about the indices in scope."""

    def __init__(self, known):
        self.known, self.at_least, self.done = known, known.at_least, {}

    def of(self, e):
        if e.is_Atom:
            return e
        if e not in self.done:
            self.done[e] = self.formed(e)
        return self.done[e]

    def formed(self, e):
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
            case tanh():
                return 2 * self.sigmoid(self.of(2 * e.args[0])) - 1
            case sp.exp() | _exp():
                return sp.Mul(*(self.exponential(term) for term in sp.Add.make_args(self.of(e.args[0]))))
            case sp.sin() | sp.cos():
                return self.products(of_sum(e.func, self.of(e.args[0])))
            case sp.log() | _log():
                return self.logarithm(e.args[0])
            case gap():
                return self.of(e.args[0] - 1 - sp.log(e.args[0]))
            case sp.Abs():
                return self.absolute(self.of(e.args[0]))
            case sp.Max():
                return self.of(self.larger(*e.args))
            case sp.KroneckerDelta():
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
        return base**exponent if exponent.is_number else self.symbolic_power(base, sp.expand(exponent))

    def symbolic_power(self, base, exponent):
        """f**(t + 1) as f * f**t, which holds for every real f while t >= 0; for a positive base, any part of the
        exponent that gives a number is taken out."""
        count, rest = exponent.as_coeff_Add()
        if count.is_Integer and count > 0 and rest.is_integer and self.at_least(rest, sp.Integer(0)):
            return base**count * base**rest
        if not base.is_positive:
            return base**exponent
        parts = [base**part for part in sp.Add.make_args(exponent)]
        numbers = [part for part in parts if part.is_number]
        rest = [part for part in sp.Add.make_args(exponent) if not (base**part).is_number]
        return self.of(sp.Mul(*numbers)) * base ** sp.Add(*rest) if numbers else base**exponent

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

    def logarithm(self, x):
        """ln of a product as a sum. Every ln is read as that of the absolute value, for which this holds whatever the
        signs of the factors; none is zero, since the product is not."""
        factors = [factor.as_base_exp() for factor in sp.Mul.make_args(x)]
        if len(factors) > 1 or factors[0][1] != 1:
            terms = (self.of(power) * self.logarithm(base) for base, power in factors)
            return self.products(sp.expand(sp.Add(*terms), deep=False))
        formed = sp.together(self.of(x), deep=False)
        factors = (factor.as_base_exp() for factor in sp.Mul.make_args(formed))
        return sp.expand(sp.Add(*(power * self.logarithm_of_factor(base) for base, power in factors)), deep=False)

    @staticmethod
    def logarithm_of_factor(base):
        if base == 0:
            return sp.nan
        if isinstance(base, _exp) or base == sp.E:
            return base.args[0] if base.args else sp.Integer(1)
        if base.is_Rational:
            primes = sp.factorrat(abs(base), limit=_LARGEST_FACTOR)
            return sp.Add(*(count * _log(prime) for prime, count in primes.items() if prime != 1))
        return _log(-base if base.could_extract_minus_sign() else base)

    @staticmethod
    def absolute(x):
        """|c x + c y| as |c| |x + y|, and one sign of what is left."""
        common = functools.reduce(_shared, (term.as_powers_dict() for term in sp.Add.make_args(x)))
        common = sp.Mul(*(base**power for base, power in common.items()))
        rest = sp.expand(x / common, deep=False)
        return sp.Abs(common) * sp.Abs(-rest if rest.could_extract_minus_sign() else rest)

    @staticmethod
    def larger(one, *others):
        """max(x, y) as (x + y + |x - y|) / 2."""
        other = sp.Max(*others)
        return (one + other + sp.Abs(one - other)) / 2

    def products(self, e):
        """Deltas of free indices applied to the factors beside them, and no square of a cosine."""
        e = without_squares(e) if e.has(sp.cos) else e
        if not e.has(sp.KroneckerDelta):
            return e
        return sp.Add(*(self.delta_applied(term) for term in sp.Add.make_args(e)))

    def delta_applied(self, term):
        for delta in [factor for factor in sp.Mul.make_args(term) if factor.has(sp.KroneckerDelta)]:
            base, power = delta.as_base_exp()
            if isinstance(base, sp.KroneckerDelta) and power.is_positive:
                keep, drop = sorted(base.args, key=sp.default_sort_key)
                rest = term / delta
                if drop.is_Symbol and rest.has(drop) and not keep.has(drop):
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
        new = fresh(low)
        self.known.open(new, low, high)
        terms = sp.Add.make_args(self.of(substituted(body, {index: new})))
        return sp.Add(*(self.sum_of_term(term, new) for term in terms))

    def sum_of_term(self, term, index):
        low, high = self.known.ranges[index]
        outside, inside = term.as_independent(index, as_Add=False)
        if inside == 1:
            # The rule for a constant needs a range that is not negative in length.
            return (
                outside * (high - low + 1) if self.at_least(high, low - 1) else outside * sp.Sum(1, (index, low, high))
            )
        for shorter in (self.contracted(inside, index), put_in_order(inside, (index, low, high), self.known)):
            if shorter is not None:
                return self.of(outside * shorter)
        body, limits = sp.Integer(1), []
        for factor in sp.Mul.make_args(inside):
            base, power = factor.as_base_exp()
            copies = int(power) if isinstance(base, sp.Sum) and power.is_Integer and power > 0 else 0
            for _ in range(copies):
                apart = renamed_apart(base)
                for one, a, b in apart.limits:
                    self.known.open(one, a, b)
                # Sums further in have lost their canonical names.
                body, limits = body * self.of(apart.function), [*limits, *apart.limits]
            body = body if copies else body * factor
        limits = [*map(tuple, limits), (index, low, high)]
        for limit in limits:
            others = [one for one in limits if one != limit]
            for rule in (columns_contracted, summed_to_one):
                contracted = rule(body, limit, others, self.known)
                if contracted is not None:
                    return self.of(outside * (sp.Sum(contracted, *others) if others else contracted))
        return outside * self.in_canonical_order(body, limits)

    def contracted(self, inside, index):
        """``inside`` summed over ``index`` by a delta of it with an index known to lie in the range; None if none."""
        low, high = self.known.ranges[index]
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
        for order in self.orders(body, limits):
            values = {limits[place][0]: name for place, name in zip(order, names, strict=True)}
            renamed = [tuple(sp.sympify(part).xreplace(values) for part in limits[place]) for place in order]
            if nested(renamed):
                summed = sp.Sum(substituted(body, values), *renamed)
                candidates.append((sp.default_sort_key(summed), summed))
        return min(candidates, key=lambda pair: pair[0])[1]

    @staticmethod
    def orders(body, limits):
        """Orders of the indices to try: those that nothing but their names tells apart are tried in every order."""
        if len(limits) == 1:
            return [(0,)]
        names = [limit[0] for limit in limits]

        def signature(place):
            blind = {name: _BLIND for name in names} | {names[place]: _SEEN}
            return sp.default_sort_key(
                sp.Tuple(body.xreplace(blind), *(end.xreplace(blind) for end in limits[place][1:]))
            )

        keys = [signature(place) for place in range(len(limits))]
        ranked = sorted(range(len(limits)), key=keys.__getitem__)
        groups = [list(group) for _, group in groupby(ranked, key=keys.__getitem__)]
        if any(limit[1].has(*names) or limit[2].has(*names) for limit in limits):
            groups = [ranked]  # the limits decide which orders there are
        orders = product(*(permutations(group) for group in groups))
        return [sum(order, ()) for order in islice(orders, _ORDERS)]

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
        new = fresh(low)
        self.known.open(new, low, high)
        factors = sp.Mul.make_args(self.of(substituted(body, {index: new})))
        return sp.Mul(*(self.product_of_factor(factor, new) for factor in factors))

    def product_of_factor(self, factor, index):
        low, high = self.known.ranges[index]
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
