"""``Derivation``: a chain of equalities, each proved when it is added, and shown with how it was proved."""

import functools
import random
from dataclasses import dataclass

import mpmath
import sympy as sp

from lstmbook.equations.model import Definition
from lstmbook.equations.nodes import sigma, tanh
from lstmbook.equations.printers import to_latex
from lstmbook.normal_form import (
    DIGITS,
    Fixed,
    Range,
    evaluated,
    normal_form,
    renamed_apart,
    substituted,
    unfolded,
)
from lstmbook.notation import QUANTITIES

FOR_ALL_SIZES = "proved for all sizes and values"
AT_THESE_SIZES = "proved at these sizes for all values"
NUMERICALLY = f"only checked numerically, to {DIGITS} digits at 20 random points"

# What is still missing from a bound: induction over a bound puts bound - SLACK in the place of what is bounded.
SLACK = sp.Symbol("u", nonnegative=True)


class NotProved(ArithmeticError):
    """A step that no rule proves; the message names it and shows both sides and, if one is found, a counterexample."""


@dataclass(frozen=True)
class Step:
    """One line of a derivation: the relation to the line before, the expression, why, and how it was proved."""

    relation: str
    expression: sp.Expr
    because: str
    scope: str
    used: tuple = ()


class Derivation:
    """A chain ``start = step = ... = conclusion``, in which an inequality may stand too.

    ``claim`` is the derivation's name, a sentence without its full stop. ``given`` holds the hypotheses:
    ``Definition`` (an entry and what it stands for), ``Range`` (where an index lies) and ``Fixed`` (an entry that a
    derivative leaves alone). Symbols and entries stand for real numbers, and an equality holds wherever both of
    its sides are defined. Every method that adds a line raises ``NotProved`` where the line does not follow from
    the one before.
    """

    def __init__(self, start, claim, given=()):
        self.claim, self.given, self.lines, self.closed = claim, tuple(given), [], False
        self.start = sp.sympify(start)

    @property
    def last(self):
        return self.lines[-1].expression if self.lines else self.start

    def step(self, expression, because, numerically=False):
        """Add ``= expression``. With ``numerically`` the step is only checked at points, and the page says so."""
        expression = sp.sympify(expression)
        if numerically:
            if point := counterexample(self.last, expression, self.given):
                raise NotProved(self._failure(because, self.last, expression, point))
            scope, used = NUMERICALLY, ()
        else:
            scope, used = self._proved(because, self.last, expression)
        return self._add("=", expression, because, scope, used)

    def at_most(self, bound, certificate, because):
        """Add ``<= bound``. ``certificate`` equals bound - last and is a sum of products of factors that are
        visibly not negative: squares, exponentials, gates, one minus a gate, positive numbers."""
        return self._inequality(r"\le", bound, sp.sympify(bound) - self.last, certificate, because)

    def at_least(self, bound, certificate, because):
        """Add ``>= bound``, with a certificate for last - bound as in ``at_most``."""
        return self._inequality(r"\ge", bound, self.last - sp.sympify(bound), certificate, because)

    def less_than(self, bound, certificate, because):
        """Add ``< bound``, with a certificate for bound - last that is visibly positive."""
        return self._inequality("<", bound, sp.sympify(bound) - self.last, certificate, because)

    def _inequality(self, relation, bound, difference, certificate, because):
        scope, used = self._proved(f"{because} (the certificate)", difference, certificate)
        self._check_sign(certificate, self.given, because, bound, strict=relation == "<")
        return self._add(relation, sp.sympify(bound), because, scope, used)

    def _check_sign(self, certificate, given, because, bound, strict=False):
        """NotProved where the certificate is not visibly >= 0 or, if ``strict``, > 0."""
        if not (positive if strict else not_negative)(_unfolded(certificate, given)):
            message = self._failure(because, self.last, sp.sympify(bound), None)
            raise NotProved(f"{message}\n  the certificate {certificate} is not visibly {'>' if strict else '>='} 0")

    def by_induction(self, on, recurrence, formula, start=0):
        """Prove that the entry ``recurrence.left`` equals ``formula`` for every ``on`` >= ``start``.

        ``recurrence`` is the ``Definition`` of the entry at ``on`` from entries at ``on`` - 1, for ``on`` > start.
        """
        entry, formula, first = recurrence.left, sp.sympify(formula), {on: sp.Integer(start)}
        self._check_induction(on, entry, start)
        base = "induction, the first case"
        scope, used = self._proved(base, substituted(formula, first), entry.xreplace(first))
        because = f"{base}: at ${to_latex(on)} = {start}$ the formula is ${to_latex(entry.xreplace(first))}$ itself"
        self._add("=", formula, because, scope, used)
        later = Definition(entry.xreplace({on: on + 1}), substituted(recurrence.right, {on: on + 1}), recurrence.over)
        hypothesis = Definition(entry, formula, recurrence.over)
        step = "induction, from one case to the next"
        # Here `on` is any number not below start, and that is all the step may use.
        known = [one for one in self.given if one != recurrence]
        reached = _unfolded(later.right, [hypothesis])
        claimed = substituted(formula, {on: on + 1})
        scope, used = self._proved(step, reached, claimed, known)
        because = f"{step}: the formula put into ${later.latex()}$"
        return self._add("=", formula, because, scope, (recurrence, *used))

    def _check_induction(self, on, entry, start):
        if self.last != entry:
            raise ValueError(f"{self.claim}: induction must start from {entry}, not from {self.last}")
        if start < 0 or not on.is_nonnegative:
            raise ValueError(f"{self.claim}: induction runs over {on} >= {start}, but needs a start of at least 0")

    def at_most_by_induction(self, on, recurrence, bound, certificate, because, start=0):
        """Prove that the entry ``recurrence.left`` is at most ``bound`` for every ``on`` >= ``start``.

        ``recurrence`` is as in ``by_induction`` and may name the entry of the step before only at the same indices.
        ``certificate`` equals bound - entry at ``on`` + 1 once the entry at ``on`` is written as bound - ``SLACK``.
        """
        return self._bounded_by_induction(1, on, recurrence, bound, certificate, because, start)

    def at_least_by_induction(self, on, recurrence, bound, certificate, because, start=0):
        """As ``at_most_by_induction``, for entry >= bound: the entry at ``on`` is bound + ``SLACK``."""
        return self._bounded_by_induction(-1, on, recurrence, bound, certificate, because, start)

    def _bounded_by_induction(self, sign, on, recurrence, bound, certificate, because, start):
        entry, bound, relation = recurrence.left, sp.sympify(bound), r"\le" if sign > 0 else r"\ge"
        before = entry.xreplace({on: on - 1})
        self._check_induction(on, entry, start)
        others = {one for one in recurrence.right.atoms(sp.Indexed) if one.base == entry.base} - {before}
        if others or bound.has(SLACK):
            raise ValueError(f"{self.claim}: the recurrence may name only {before}, and the bound no {SLACK}")
        first = sign * (substituted(bound, {on: sp.Integer(start)}) - entry.xreplace({on: sp.Integer(start)}))
        self._check_sign(first, self.given, "induction, the first case", bound)
        at = to_latex(entry.xreplace({on: sp.Integer(start)}))
        text = f"induction, the first case: at ${to_latex(on)} = {start}$ the bound holds for ${at}$"
        self._add(relation, bound, text, *self._proved("induction, the first case", first, first))
        # As in by_induction, all the step may use of the entry is the hypothesis.
        known = [one for one in self.given if one != recurrence]
        following = Definition(entry.xreplace({on: on + 1}), substituted(recurrence.right, {on: on + 1}))
        reached = _unfolded(following.right, [Definition(entry, bound - sign * SLACK, recurrence.over)])
        difference = sign * (substituted(bound, {on: on + 1}) - reached)
        scope, used = self._proved(f"{because} (the certificate)", difference, certificate, known)
        self._check_sign(certificate, known, because, bound)
        sign_of_slack = "-" if sign > 0 else "+"
        text = (
            f"induction, from one case to the next: with ${to_latex(entry)} = {to_latex(bound)} {sign_of_slack} u$ "
            f"and $u \\ge 0$, what is missing from the bound at ${to_latex(on + 1)}$ is\n\n"
            f"$$\n{to_latex(sp.sympify(certificate))}\n$$\n\n{because}"
        )
        return self._add(relation, bound, text, scope, (recurrence, *used))

    def conclude(self, expected):
        """Close the chain: the last line must equal ``expected``, and the whole derivation then reads start = it."""
        if not self.lines:
            raise ValueError(f"{self.claim}: nothing was derived")
        expected = sp.sympify(expected)
        if expected != self.last:
            scope, used = self._proved("the conclusion", self.last, expected)
            self._add("=", expected, "the conclusion", scope, used)
        self.closed = True
        return self

    @property
    def scope(self):
        """The weakest of the steps' marks."""
        return max((line.scope for line in self.lines), key=(FOR_ALL_SIZES, AT_THESE_SIZES, NUMERICALLY).index)

    # -- proof ----------------------------------------------------------------------------------------------

    def _proved(self, because, left, right, given=None):
        """Mark and hypotheses of a proof of left = right. NotProved if there is none."""
        given = self._relevant(left, right, self.given if given is None else given)
        if not equal(left, right, given):
            raise NotProved(self._failure(because, left, right, counterexample(left, right, given)))
        used = given
        for hypothesis in given:
            fewer = tuple(one for one in used if one != hypothesis)
            # A derivative means nothing without its definitions, so there only ranges can be superfluous.
            droppable = isinstance(hypothesis, Range) or not (left.has(sp.Derivative) or right.has(sp.Derivative))
            if droppable and equal(left, right, fewer):
                used = fewer
        # A second, independent look: an error in the rules would show as a point at which the sides differ.
        if point := counterexample(left, right, given, points=2):
            raise AssertionError(f"{self.claim}: the normal form proved a false equality; {point}")
        return (AT_THESE_SIZES if _explicit(left) or _explicit(right) else FOR_ALL_SIZES), used

    @staticmethod
    def _relevant(left, right, given):
        """The hypotheses without definitions and fixed entries that the two sides never come to mention."""
        reached, size = (left, right), -1
        while size != len(reached):
            size = len(reached)
            bases = set().union(*({entry.base for entry in part.atoms(sp.Indexed)} for part in reached))
            reached = (
                left,
                right,
                *(one.right for one in given if isinstance(one, Definition) and one.left.base in bases),
            )
        return tuple(one for one in given if isinstance(one, Range) or one.left.base in bases)

    def _failure(self, because, left, right, point):
        found = point or "no counterexample in 20 random points: true perhaps, but no rule proves it"
        return (
            f"not proved\n  derivation: {self.claim}\n  step {len(self.lines) + 1}: {because}\n"
            f"  left side:  {left}\n  right side: {right}\n  {found}"
        )

    def _add(self, relation, expression, because, scope, used=()):
        if self.closed:
            raise ValueError(f"{self.claim}: a concluded derivation takes no further step")
        self.lines.append(Step(relation, expression, because, scope, tuple(used)))
        return self

    # -- on the page ----------------------------------------------------------------------------------------

    def _repr_markdown_(self):
        if not self.closed:
            raise ValueError(f"{self.claim}: a derivation is shown only after conclude()")
        parts = ['<div class="derivation">', f"**{self.claim}.**{_hypotheses(self.given)}"]
        parts.append(f"$$\n{to_latex(self.start)}\n$$")
        shown = None
        for line in self.lines:
            if line.expression != shown:
                parts.append(f"$$\n{line.relation} {to_latex(line.expression)}\n$$")
            shown = line.expression
            kind = "checked" if line.scope == NUMERICALLY else "proved"
            mark = f'<span class="proof-mark {kind}">{line.scope}</span>'
            parts += ['<div class="reason">', f"{line.because} {mark}{_using(line.used, self.given)}", "</div>"]
        return "\n\n".join([*parts, "</div>"]) + "\n"

    def __repr__(self):
        return f"Derivation({self.claim!r}, {len(self.lines)} lines)"


def _listed(entries):
    *most, last = (f"${entry}$" for entry in entries)
    return f"{', '.join(most)} and {last}" if most else last


def _kinds(hypotheses):
    return [[one for one in hypotheses if isinstance(one, kind)] for kind in (Definition, Range, Fixed)]


def _hypotheses(given):
    """The hypotheses as a sentence: the models' equations by name, since pages show them, all others in full."""
    definitions, ranges, fixed = _kinds(given)
    parts = []
    named = [one for one in definitions if str(one.left.base) in QUANTITIES]
    parts += [f"${one.latex()}$" for one in definitions if one not in named]
    if named:
        verb = "stand for their equations" if len(named) > 1 else "stands for its equation"
        parts.append(f"{_listed(to_latex(one.left) for one in named)} {verb}")
    if fixed:
        parts.append(f"{_listed(one.latex() for one in fixed)} held fixed")
    if ranges:
        parts.append(_listed(one.latex() for one in ranges))
    return f" Given: {'; '.join(parts)}." if parts else ""


def _using(used, given):
    """The hypotheses that a step used; definitions only where it used one or two of several given."""
    definitions, ranges, _ = _kinds(used)
    definitions = [] if len(definitions) > 2 or definitions == _kinds(given)[0] else definitions
    parts = [f"the equation for {_listed(to_latex(one.left) for one in definitions)}"] if definitions else []
    parts += [_listed(one.latex() for one in ranges)] if ranges else []
    return f", using {' and '.join(parts)}" if parts else ""


# -- deciding ---------------------------------------------------------------------------------------------------


def _unfolded(expression, given):
    """The expression with its definitions put in. ValueError where they go round in a circle."""
    definitions, _, fixed = map(tuple, _kinds(given))
    return _unfolded_once(sp.sympify(expression), definitions, fixed)


@functools.lru_cache(maxsize=512)
def _unfolded_once(expression, definitions, fixed):
    try:
        # The book's own tanh is many times faster than SymPy's.
        return unfolded(renamed_apart(expression).replace(sp.tanh, tanh), definitions, fixed)
    except RecursionError:
        names = ", ".join(str(one.left) for one in definitions)
        raise ValueError(f"the definitions of {names} go round in a circle") from None


def equal(left, right, given=()):
    """Whether left = right follows from the hypotheses by the normal form. False may also mean that no rule applies."""
    difference = _unfolded(left, given) - _unfolded(right, given)
    return normal_form(difference, _kinds(given)[1]) == 0


def counterexample(left, right, given=(), points=20):
    """Values that satisfy the hypotheses and at which the two sides differ, in words; None if none is found."""
    ranges = _kinds(given)[1]
    sides = [_unfolded(side, given) for side in (left, right)]
    symbols = set().union(*(_free(side) for side in sides))
    symbols |= set().union(*(_free(sp.sympify(end)) for one in ranges for end in (one.low, one.high)))
    for point in range(points):
        rng = random.Random(point)
        values, entries = _drawn(symbols, ranges, rng), {}

        def entry(base, indices, entries=entries, rng=rng):
            return entries.setdefault((base, indices), mpmath.mpf(rng.randint(-2000, 2000)) / 1000)

        one, other = (evaluated(side, values, entry) for side in sides)
        if abs(one - other) > mpmath.mpf(10) ** (5 - DIGITS) * (1 + abs(one)):
            at = [f"{symbol} = {_short(value)}" for symbol, value in values.items()]
            at += [f"{base}{list(indices)} = {_short(value)}" for (base, indices), value in sorted(entries.items())]
            shown = ", ".join(at[:16]) + (", ..." if len(at) > 16 else "")
            return f"counterexample: left {mpmath.nstr(one, 8)}, right {mpmath.nstr(other, 8)} at {shown}"
    return None


def _free(expression):
    """Free symbols that stand for numbers, the names of indexed families left out."""
    labels = {entry.base.label for entry in expression.atoms(sp.Indexed)}
    return {symbol for symbol in expression.free_symbols if isinstance(symbol, sp.Symbol)} - labels


def _drawn(symbols, ranges, rng):
    """A random value for every symbol: sizes and other indices 2 to 4, ranged indices within their range."""
    ranged, values = {one.index: one for one in ranges}, {}
    for symbol in sorted(symbols, key=lambda one: (one in ranged, str(one))):
        if symbol in ranged:
            known = {other: value for other, value in values.items() if other.is_integer}
            low, high = (int(sp.sympify(end).xreplace(known)) for end in (ranged[symbol].low, ranged[symbol].high))
            values[symbol] = sp.Integer(rng.randint(low, high))
        elif symbol.is_integer:
            values[symbol] = sp.Integer(rng.randint(2, 4))
        else:
            values[symbol] = mpmath.mpf(rng.randint(1 if symbol.is_positive else -2000, 2000)) / 1000
    return values


def _short(value):
    return str(value) if isinstance(value, sp.Integer) else mpmath.nstr(value, 6)


def _explicit(expression):
    """Whether the expression speaks of single entries, such as U[1, 2], instead of any size."""
    return any(entry.indices[-1].is_Integer and entry.indices[-1] > 0 for entry in expression.atoms(sp.Indexed))


def not_negative(expression):
    """Whether the expression is >= 0 for all real values of its symbols, by its form alone."""
    if expression.is_nonnegative or isinstance(expression, (sp.exp, sigma, sp.Abs)):
        return True
    if expression.is_Pow:
        return expression.exp.is_even is True or not_negative(expression.base)
    if expression.is_Add:
        constant, rest = expression.as_coeff_Add()
        owing = [term for term in sp.Add.make_args(rest) if not not_negative(term)]
        for absolute in (term for term in sp.Add.make_args(rest) if isinstance(term, sp.Abs)):
            # |x| pays for one x or one -x, and the constant for as many terms as it has ones.
            paid = next((term for term in owing if term in (absolute.args[0], -absolute.args[0])), None)
            owing = [term for term in owing if term != paid]
        return all(_within_one(term) for term in owing) and bool(constant >= len(owing))
    if expression.is_Mul:
        return all(not_negative(factor) for factor in expression.args)
    return isinstance(expression, (sp.Sum, sp.Product)) and not_negative(expression.function)


def positive(expression):
    """Whether the expression is > 0 for all real values of its symbols, by its form alone."""
    if expression.is_positive or isinstance(expression, (sp.exp, sigma)):
        return True
    if expression.is_Pow:
        return expression.exp.is_real is True and positive(expression.base)
    if expression.is_Add:
        # A constant that pays for terms is never used up, since each of them stays below one.
        return not_negative(expression) and any(positive(term) for term in expression.args)
    return expression.is_Mul and all(positive(factor) for factor in expression.args)


def _within_one(expression):
    """Whether the expression is, up to its sign, a product of gates, tanhs and their powers: it stays below one."""
    bases = [factor.as_base_exp() for factor in sp.Mul.make_args(expression) if factor != -1]
    return bool(bases) and all(
        (isinstance(base, sigma) and power.is_positive is True)
        or (isinstance(base, (tanh, sp.tanh)) and power.is_Integer and power > 0)
        for base, power in bases
    )
