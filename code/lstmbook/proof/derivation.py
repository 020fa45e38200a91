"""``Derivation``: a chain of equalities and bounds, each proved when it is added, and shown with how it was proved."""

import contextlib
from dataclasses import dataclass

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.proof import display
from lstmbook.proof.evaluation import DIGITS, LOOKS, counterexample
from lstmbook.proof.hypotheses import kinds
from lstmbook.proof.indices import another
from lstmbook.proof.inductive import Inductive
from lstmbook.proof.rules import equal_by, seen_sign, speaks_of_sizes
from lstmbook.proof.signs import Known
from lstmbook.proof.statements import check_hypotheses, check_names, check_permuted, checked
from lstmbook.proof.unfolding import Unfolding

FOR_ALL_SIZES = "proved for all sizes and values"
AT_THESE_SIZES = "proved at these sizes for all values"
NUMERICALLY = f"only checked numerically, to {DIGITS} digits at 20 random points"
BY_THEOREM = "not proved here"


class NotProved(ArithmeticError):
    """A step that no rule proves; the message names it and shows both sides and, if one is found, a counterexample."""


@dataclass(frozen=True)
class Step:
    """One line of a derivation: its relation to the line before, the expression, why, how it was proved, from what."""

    relation: str
    expression: sp.Expr
    because: str
    scope: str
    used: tuple = ()


class Derivation(Inductive):
    """A chain ``start = step = ... = conclusion``, in which an inequality may stand too.

    ``claim`` is the derivation's name, a sentence without its full stop. ``given`` holds the hypotheses: ``Definition``
    (an entry and what it stands for), ``Range`` (where an index lies), ``Between`` (where a real number lies) and
    ``Fixed`` (an entry that a derivative leaves alone). Symbols and entries stand for real numbers, and every line
    must be visibly defined for all of them. Every method that adds a line raises ``NotProved`` where the line does
    not follow from the one before, and ValueError where the statement itself cannot be used.
    """

    def __init__(self, start, claim, given=()):
        self.claim, self.given, self.lines, self.closed = claim, tuple(given), [], False
        self.direction, self.over = None, set()
        with self._named():
            check_hypotheses(self.given)
            self.start = checked(start)
        for one in kinds(self.given)[0]:
            # For every place it speaks of, and not only for those in the range of an index of the same name.
            self._check_defined(one.right.xreplace({index: another(index) for index in one.over}), self.given)
        self._check_defined(self.start, self.given)

    @property
    def last(self):
        return self.lines[-1].expression if self.lines else self.start

    # -- equalities -----------------------------------------------------------------------------------------

    def step(self, expression, because, numerically=False):
        """Add ``= expression``. With ``numerically`` the step is only checked at points, and the page says so."""
        expression = self._ready(expression)
        if numerically:
            if point := counterexample(self.last, expression, self.given):
                raise NotProved(self._failure(because, self.last, expression, point))
            return self._add("=", expression, because, scope=NUMERICALLY)
        return self._add("=", expression, because, self._proved(because, self.last, expression, self.given))

    def by_theorem(self, relation, expression, theorem):
        """Add a line that follows by a theorem which is not proved here; the page says so.

        ``relation`` is "=", r"\\le", r"\\ge" or "<"; ``theorem`` names the theorem and its source. NotProved where
        random points contradict the line.
        """
        if relation not in ("=", r"\le", r"\ge", "<"):
            raise ValueError(f"{self.claim}: {relation!r} is no relation: use =, \\le, \\ge or <")
        expression = self._ready(expression)
        if point := _refuted(relation, self.last, expression, self.given):
            raise NotProved(self._failure(theorem, self.last, expression, point))
        return self._add(relation, expression, theorem, scope=BY_THEOREM)

    def conclude(self, expected):
        """Close the chain: the last line must equal ``expected``, and the whole derivation then reads start = it."""
        if not self.lines:
            raise ValueError(f"{self.claim}: nothing was derived")
        expected = self._ready(expected)
        if expected != self.last:
            used = self._proved("the conclusion", self.last, expected, self.given)
            self._add("=", expected, "the conclusion", used)
        with self._named():
            check_names((self.start, *(line.expression for line in self.lines)), self.given)
        self.closed = True
        return self

    # -- bounds ---------------------------------------------------------------------------------------------

    def at_most(self, bound, certificate, because):
        """Add ``<= bound``. ``certificate`` equals bound - last and is a sum of products of factors that are
        visibly not negative: squares, exponentials, gates, one minus a gate, positive numbers."""
        return self._inequality(r"\le", bound, certificate, because)

    def at_least(self, bound, certificate, because):
        """Add ``>= bound``, with a certificate for last - bound as in ``at_most``."""
        return self._inequality(r"\ge", bound, certificate, because)

    def less_than(self, bound, certificate, because):
        """Add ``< bound``, with a certificate for bound - last that is visibly positive."""
        return self._inequality("<", bound, certificate, because)

    def _inequality(self, relation, bound, certificate, because):
        bound, certificate = self._ready(bound), self._ready(certificate)
        difference = self.last - bound if relation == r"\ge" else bound - self.last
        used = self._proved(f"{because} (the certificate)", difference, certificate, self.given)
        used |= self._seen_sign(certificate, self.given, because, bound, strict=relation == "<")
        self._check_again(because, relation, self.last, bound, self.given)
        return self._add(relation, bound, because, used)

    def _seen_sign(self, certificate, given, because, bound, strict=False):
        """The hypotheses by which the certificate is visibly >= 0 or, if ``strict``, > 0. NotProved if it is not."""
        used = seen_sign(certificate, given, strict)
        if used is None:
            message = self._failure(because, self.last, bound)
            raise NotProved(f"{message}\n  the certificate {certificate} is not visibly {'>' if strict else '>='} 0")
        return used

    # -- proof ----------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _named(self):
        try:
            yield
        except ValueError as error:
            raise ValueError(f"{self.claim}: {error}") from None

    def _ready(self, expression):
        with self._named():
            expression = checked(expression)
        self._check_defined(expression, self.given)
        return expression

    def _check_defined(self, expression, given):
        """ValueError where a part of the expression may have no value."""
        known = Known(given)
        with self._named():
            check_permuted(expression, given)
            part = known.undefined(expression, Unfolding(given, known))
            if part is not None:
                raise ValueError(f"{part} in {expression} may have no value: give a Range or Between that excludes it")

    def _proved(self, because, left, right, given):
        """The hypotheses by which left = right. NotProved if no rule proves it."""
        with self._named():
            used = equal_by(left, right, given)
        if used is None:
            raise NotProved(self._failure(because, left, right, given=given))
        self._check_again(because, "=", left, right, given)
        return used

    def _check_again(self, because, relation, left, right, given, points=None, **options):
        """A second, independent look: an error in the rules shows as a point at which the line is false."""
        if point := _refuted(relation, left, right, given, points or LOOKS, **options):
            raise AssertionError(f"{self.claim}, {because}: the rules proved a falsehood; {point}")

    def _failure(self, because, left, right, point=None, given=None):
        if given is not None:
            with contextlib.suppress(ValueError):
                point = counterexample(left, right, given)
        found = point or "no counterexample in 20 random points: true perhaps, but no rule proves it"
        return (
            f"not proved\n  derivation: {self.claim}\n  step {len(self.lines) + 1}: {because}\n"
            f"  left side:  {left}\n  right side: {right}\n  {found}"
        )

    def _add(self, relation, expression, because, used=(), scope=None, over=None):
        """Note a line, proved by induction ``over`` an index or not; without ``scope`` the mark is found from it."""
        if self.closed:
            raise ValueError(f"{self.claim}: a concluded derivation takes no further step")
        if relation != "=":
            if self.direction not in (None, relation == r"\ge"):
                raise ValueError(f"{self.claim}: a chain that goes up cannot go down again: its ends would not meet")
            self.direction = relation == r"\ge"
        self.over |= set() if over is None else {over}
        others = [one.left for one in (*self.given, *used) if isinstance(one, Definition)]
        at_these = speaks_of_sizes((self.last, expression), used, others)
        scope = scope or (AT_THESE_SIZES if at_these else FOR_ALL_SIZES)
        order = (*self.given, *sorted(set(used).difference(self.given), key=str))
        self.lines.append(Step(relation, expression, because, scope, tuple(one for one in order if one in used)))
        return self

    # -- on the page ----------------------------------------------------------------------------------------

    @property
    def scope(self):
        """The weakest of the steps' marks."""
        marks = (FOR_ALL_SIZES, AT_THESE_SIZES, NUMERICALLY, BY_THEOREM)
        return max((line.scope for line in self.lines), key=marks.index)

    def _repr_markdown_(self):
        if not self.closed:
            raise ValueError(f"{self.claim}: a derivation is shown only after conclude()")
        return display.markdown(self)

    def __repr__(self):
        return f"Derivation({self.claim!r}, {len(self.lines)} lines)"


def _refuted(relation, left, right, given, points=20, **options):
    if relation == r"\ge":
        left, right = right, left
    return counterexample(left, right, given, points, {"=": "=", "<": "<"}.get(relation, "<="), **options)
