"""The second look: a statement evaluated from the definitions themselves, by a route of its own.

A ``Point`` gives every symbol and every entry without a definition a number, follows definitions as they are written,
and takes derivatives by moving the variable a little, through the whole chain of definitions. What is not known to be
constant moves along, at random: a dependence that the hypotheses forget shows.
"""

import functools
import random
from collections import ChainMap

import mpmath
import sympy as sp
from sympy.core.function import AppliedUndef

from lstmbook.equations.nodes import gap, sigma, tanh
from lstmbook.notation.core import Letter
from lstmbook.proof.families import drawn_columns, drawn_distribution, drawn_order
from lstmbook.proof.hypotheses import distributions, kinds, orthonormal, permutations

DIGITS = 50
_PRECISION = 4 * DIGITS
_STEP = mpmath.mpf(10) ** -DIGITS
# So many points are looked at when a line is accepted: each kind of point once.
LOOKS = 4


_LONGEST = 10_000


class Unsatisfied(Exception):
    """The hypotheses admit no values at this point, such as an index between 1 and n - 1 at n = 1."""


class Point:
    """Numbers for symbols and entries that satisfy the hypotheses, drawn anew for each ``number``.

    At number 0 every size is 1 and every step as early as it can be; at number 1 no size is 1, and values are negative;
    at number 2 half of the values are zero, and whole numbers at one of their ends; at number 3 values are large,
    though not so large that every gate is shut, and so are sizes, up to 4. Hypotheses that name ``on`` hold for each of
    its values, or those from ``first`` on, a number for each hypothesis; ``at`` gives values that are not drawn.
    """

    def __init__(self, hypotheses, number, on=None, first=None, at=None):
        self.number, self.rng, self.on, self.first = number, random.Random(number), on, first or {}
        definitions, self.ranges, self.bounds, fixed = kinds(hypotheses)
        self.definitions, self.fixed = _by_family(definitions), _by_family(fixed)
        self.orthonormal, self.distributions = orthonormal(hypotheses), distributions(hypotheses)
        self.permutations = permutations(hypotheses)
        self.matrices, self.rows, self.orders = {}, {}, {}
        self.values, self.entries, self.drifts, self.known, self.seen = dict(at or {}), {}, {}, {}, {}
        for one in self.ranges:
            if one.index not in self.values:
                self.values[one.index] = self.drawn(one.index)

    # -- drawing --------------------------------------------------------------------------------------------

    def drawn(self, symbol):
        ranged = next((one for one in self.ranges if one.index == symbol), None)
        if ranged:
            return self.drawn_within(ranged)
        if symbol.is_integer:
            low = 1 if symbol.is_positive else 0 if symbol.is_nonnegative else -3
            return self.whole_between(low, low + 3 + self.number // LOOKS)
        bound = next((one for one in self.bounds if one.value == symbol), None)
        if bound:
            return self.inside(bound)
        return self.admitted(symbol, self.real())

    def admitted(self, symbol, value):
        if symbol.is_positive or symbol.is_negative or symbol.is_nonzero:
            value = value or mpmath.mpf(1)
        if symbol.is_nonnegative:
            return abs(value)
        return -abs(value) if symbol.is_nonpositive else value

    def drawn_within(self, one):
        low = int(self.value(sp.sympify(one.low)))
        high = low + 3 if one.high == sp.oo else int(self.value(sp.sympify(one.high)))
        if low > high:
            raise Unsatisfied
        return self.whole_between(low, high)

    def whole_between(self, low, high):
        if self.number == 0:
            return low
        if self.number == 2:
            return self.rng.choice((low, high))
        return self.rng.randint(min(low + self.number // 2 + 1, high) if self.number < LOOKS else low, high)

    def real(self):
        kind = self.number if self.number < LOOKS else self.rng.randrange(LOOKS)
        largest = 20 if kind == 3 else 0 if kind == 2 and self.rng.random() < 0.5 else 2
        return mpmath.mpf(str(round(self.rng.uniform(-largest, 0 if kind == 1 else largest), 4)))

    def inside(self, one):
        low, high = (self.value(sp.sympify(end)) for end in (one.low, one.high))
        return low + (high - low) * mpmath.mpf(str(round(self.rng.uniform(0.02, 0.98), 4)))

    # -- entries --------------------------------------------------------------------------------------------

    def entry(self, base, places, moved):
        """The number of an entry: by its definition, or drawn. ``moved``: by how much variables are displaced."""
        for one in self.definitions.get(base, ()):
            values = self.matching(one, base, places)
            if values is not None:
                key = base, places, tuple(sorted(moved.items(), key=str))
                if key not in self.known:
                    self.known[key] = None  # asked for again before it is known: a circle
                    self.known[key] = self.value(one.right, ChainMap(values, self.values), moved)
                if self.known[key] is None:
                    raise ValueError(f"the definition of {one.left} goes round in a circle")
                return self.known[key] + moved.get((base, places), 0)
        value = self.plain(base, places)
        for variable, by in moved.items():
            if variable == (base, places):
                value += by
            elif not self.is_constant(base, places, variable):
                drift = self.drifts.setdefault((base, places, variable), mpmath.mpf(self.rng.randint(1, 9)))
                value += by * drift
        return value

    def plain(self, base, places):
        if (base, places) not in self.entries:
            bound = next((one for one in self.bounds if self.is_entry(one.value, base, places)), None)
            value = self.inside(bound) if bound else self.of_family(base[places], base, places)
            self.entries[base, places] = self.real() if value is None else value
        return self.entries[base, places]

    def of_family(self, entry, base, places):
        """The number of an entry of whose whole family something is said; None where nothing is."""
        if base in self.orthonormal and self.orthonormal[base].of(entry):
            return self.columns(self.orthonormal[base]).get(places)
        if base in self.distributions and self.distributions[base].of(entry):
            return self.probabilities(self.distributions[base], places[:-1]).get(places[-1], mpmath.mpf(1))
        return None

    def probabilities(self, hypothesis, before):
        if (hypothesis.family, before) not in self.rows:
            size = self.whole(*hypothesis.sizes)
            self.rows[hypothesis.family, before] = drawn_distribution(self.rng, size, sharp=self.number % LOOKS == 3)
        return self.rows[hypothesis.family, before]

    def columns(self, hypothesis):
        if hypothesis.family not in self.matrices:
            rows, columns = map(self.whole, hypothesis.sizes)
            if columns > rows:
                raise Unsatisfied
            self.matrices[hypothesis.family] = drawn_columns(self.rng, rows, columns)
        return self.matrices[hypothesis.family]

    def permuted(self, order, place):
        if order not in self.orders:
            self.orders[order] = drawn_order(self.rng, self.whole(*self.permutations[order].sizes))
        return self.orders[order].get(place, place)

    def is_entry(self, e, base, places):
        return isinstance(e, sp.Indexed) and e.base == base and places == tuple(self.whole(one) for one in e.indices)

    def is_constant(self, base, places, variable):
        if any(self.matching(one, base, places) is not None for one in self.fixed.get(base, ())):
            return True
        letter = base.label if isinstance(base.label, Letter) else None
        if isinstance(variable, tuple) and variable[0] == base:
            return letter is None or not letter.timed or places[0] == variable[1][0]
        return letter is not None and letter.learned

    def matching(self, hypothesis, base, places):
        """Values of the hypothesis's index symbols at which it is about the entry; None if there are none."""
        left, over = hypothesis.left, hypothesis.over if self.on is None else {*hypothesis.over, self.on}
        if len(left.indices) != len(places):
            return None
        values = {}
        for pattern, place in zip(left.indices, places, strict=True):
            symbol = pattern if pattern in over else next((one for one in over if pattern.has(one)), None)
            if symbol is not None:
                place -= 0 if pattern is symbol else int(pattern - symbol)
                low = 1 if symbol.is_positive else 0 if symbol.is_nonnegative else place
                low = self.first.get(hypothesis, low) if symbol == self.on else low
                if place < low or values.setdefault(symbol, place) != place:
                    return None
            elif self.whole(pattern) != place:
                return None
        return values

    def whole(self, e):
        return int(self.value(e))

    # -- expressions ----------------------------------------------------------------------------------------

    def __call__(self, expression):
        """The number that the expression stands for. ZeroDivisionError or ValueError where it stands for none."""
        if expression not in self.seen:
            try:
                with mpmath.workdps(_PRECISION):
                    self.seen[expression] = self.value(expression)
            except RecursionError:
                raise ValueError(f"the definitions that {expression} rests on go round in a circle") from None
        value = self.seen[expression]
        if isinstance(value, mpmath.mpc) and value.imag:
            raise ValueError(f"{expression} is not real")
        return mpmath.re(value)

    def value(self, e, scope=None, moved=None):
        scope, moved = self.values if scope is None else scope, moved or {}

        def at(part):
            return self.value(part, scope, moved)

        match e:
            case sp.Symbol():
                if e not in scope:
                    self.values[e] = self.drawn(e)
                return scope[e] + moved.get(e, 0)
            case sp.Integer():
                return int(e)
            case sp.Rational():
                return mpmath.mpf(e.p) / e.q
            case sp.NumberSymbol():
                return mpmath.mpf(str(e.evalf(_PRECISION)))
            case sp.Indexed():
                return self.entry(e.base, tuple(int(at(place)) for place in e.indices), moved)
            case sp.Add():
                return sum(map(at, e.args))
            case sp.Mul():
                return mpmath.fprod(map(at, e.args))
            case sp.Pow():
                base, power = at(e.base), at(e.exp)
                return mpmath.mpmathify(base) ** power
            case sp.Sum() | sp.Product():
                return self.repeated(e, scope, moved)
            case AppliedUndef():
                return self.permuted(e.func, at(e.args[0]))
            case sp.KroneckerDelta():
                return int(at(e.args[0]) == at(e.args[1]))
            case sp.Derivative():
                return self.slope(e.expr, list(e.variables), scope, moved)
            case sp.Max():
                return max(map(at, e.args))
            case gap():
                x = at(e.args[0])
                return x - 1 - mpmath.log(x)
            case sigma():
                return 1 / (1 + mpmath.exp(-at(e.args[0])))
        functions = {tanh: mpmath.tanh, sp.tanh: mpmath.tanh, sp.exp: mpmath.exp, sp.log: mpmath.log, sp.Abs: abs}
        functions |= {sp.sin: mpmath.sin, sp.cos: mpmath.cos}
        if e.func not in functions:
            raise TypeError(f"cannot evaluate {e.func.__name__}")
        return functions[e.func](at(e.args[0]))

    def repeated(self, e, scope, moved):
        *inner, (index, low, high) = e.limits
        body = e.func(e.function, *inner) if inner else e.function
        ends = (int(self.value(end, scope, moved)) for end in (low, high))
        first, last = ends
        if last - first > _LONGEST:
            raise ValueError(f"{e} has too many terms to be looked at")
        terms = [self.value(body, ChainMap({index: place}, scope), moved) for place in range(first, last + 1)]
        return mpmath.fsum(terms) if isinstance(e, sp.Sum) else mpmath.fprod(terms)

    def slope(self, e, variables, scope, moved):
        """The derivative by the last of the variables of the derivative by the others: a central difference."""
        if not variables:
            return self.value(e, scope, moved)
        *others, variable = variables
        if isinstance(variable, sp.Indexed):
            key = variable.base, tuple(int(self.value(place, scope)) for place in variable.indices)
        else:
            key = variable
        ends = (self.slope(e, others, scope, moved | {key: moved.get(key, 0) + by}) for by in (_STEP, -_STEP))
        above, below = ends
        return (above - below) / (2 * _STEP)


def _by_family(hypotheses):
    families = {}
    for one in hypotheses:
        families.setdefault(one.left.base, []).append(one)
    return families


def free_symbols(*expressions):
    """Free symbols that stand for numbers, the names of indexed families left out."""
    symbols = set()
    for e in map(sp.sympify, expressions):
        labels = {entry.base.label for entry in e.atoms(sp.Indexed)}
        symbols |= {one for one in e.free_symbols if isinstance(one, sp.Symbol)} - labels
    return symbols


def counterexample(left, right, hypotheses=(), points=20, relation="=", **options):
    """Values that satisfy the hypotheses and make left ``relation`` right false, in words; None if none is found.

    ``relation`` is "=", "<=" or "<"; ``options`` are those of ``Point``. ValueError where so many ``points`` are not
    found that satisfy the hypotheses: then nothing has been looked at.
    """
    looked_at = 0
    for number in range(10 * points + 20):
        if looked_at == points:
            return None
        try:
            point = Point(hypotheses, number, **options) if options else _point(tuple(hypotheses), number)
            one, other = point(left), point(right)
        except (Unsatisfied, ZeroDivisionError):  # one minus a gate may be zero to so many digits
            continue
        looked_at += 1
        if not _holds(one, other, relation):
            shown = f"left {mpmath.nstr(one, 8)}, right {mpmath.nstr(other, 8)}"
            return f"counterexample: {shown} at {_listed(point)}"
    raise ValueError(f"the hypotheses were met at {looked_at} points only, out of {points}: look at them again")


@functools.lru_cache(maxsize=64)
def _point(hypotheses, number):
    """A point that keeps what it has evaluated, since the right side of a line is the left side of the next."""
    return Point(hypotheses, number)


def _holds(one, other, relation):
    near = abs(one - other) <= mpmath.mpf(10) ** (5 - DIGITS) * (1 + abs(one))
    return near if relation == "=" else one < other or (relation == "<=" and near)


def _listed(point):
    at = [f"{symbol} = {_short(value)}" for symbol, value in point.values.items()]
    named = ((f"{base}{list(places)}", value) for (base, places), value in point.entries.items())
    at += [f"{name} = {_short(value)}" for name, value in sorted(named)]
    return ", ".join(at[:16]) + (", ..." if len(at) > 16 else "")


def _short(value):
    return str(value) if isinstance(value, int) else mpmath.nstr(value, 6)
