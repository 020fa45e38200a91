"""The lines of a derivation that go through all steps of time, each proved at a start and from one step to the next."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.printers import to_broken_latex, to_latex
from lstmbook.proof.hypotheses import Range
from lstmbook.proof.indices import substituted
from lstmbook.proof.induction import SLACK, check_no_derivative, check_over, check_recurrence, check_slack, units_apart
from lstmbook.proof.rules import equal_by
from lstmbook.proof.signs import Known
from lstmbook.proof.statements import check_consistent, checked
from lstmbook.proof.unfolding import Unfolding


class Inductive:
    """What a ``Derivation`` does by induction."""

    def by_induction(self, on, recurrence, formula, start=0):
        """Prove that the entry ``recurrence.left`` equals ``formula`` for every ``on`` >= ``start``.

        ``recurrence`` is the ``Definition`` of the entry at ``on`` from entries at ``on`` - 1, for ``on`` > start.
        Hypotheses that name ``on`` hold for each of its values.
        """
        entry, formula, later, known = self._induction(on, recurrence, formula, start)
        base, step = "induction, the first case", "induction, from one case to the next"
        first = {on: sp.Integer(start)}
        at_first = self._proved(base, substituted(formula, first), entry.xreplace(first), self.given)
        # Here `on` is any number not below start, and that is all the step may use.
        reached = Unfolding([Definition(entry, formula, later.over)], Known(known))(later.right)
        used = self._proved(step, reached, substituted(formula, {on: on + 1}), known)
        self._follow(step, "=", on, recurrence, formula, start)
        text = f"{base}: at ${to_latex(on)} = {start}$ the formula is ${to_latex(entry.xreplace(first))}$ itself"
        self._add("=", formula, text, at_first, over=on)
        text = f"{step}: the formula put into ${later.latex()}$"
        return self._add("=", formula, text, {recurrence, *used, *_from(on, start)}, over=on)

    def by_differences(self, on, formula, because, start=0):
        """Prove by induction that the last line equals ``formula`` for every ``on`` >= ``start``: the two agree at
        ``start``, and from ``on`` to ``on`` + 1 both grow by the same."""
        line = self.last
        with self._named():
            check_over(on, start, self.given)
            formula = checked(formula)
            check_no_derivative((line, formula), self.given)
            check_consistent(self.given, on)
        known = (*self.given, *_from(on, start))
        self._check_defined(formula, known)
        first, then = {on: sp.Integer(start)}, {on: on + 1}
        used = self._proved(
            "induction, the first case", substituted(line, first), substituted(formula, first), self.given
        )
        growth = (substituted(one, then) - one for one in (line, formula))
        used |= self._proved("induction, from one case to the next", *growth, known)
        name = to_latex(on)
        text = f"induction: the two agree at ${name} = {start}$ and grow by the same from ${name}$ to ${name} + 1$"
        return self._add("=", formula, f"{text}; {because}", {*used, *_from(on, start)}, over=on)

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
        entry, bound, later, known = self._induction(on, recurrence, bound, start)
        relation, certificate = r"\le" if sign > 0 else r"\ge", checked(certificate)
        self._check_defined(certificate, known)
        with self._named():
            check_slack(on, recurrence, bound, self.given)
        at_start, base = {on: sp.Integer(start)}, "induction, the first case"
        first = sign * (substituted(bound, at_start) - entry.xreplace(at_start))
        at_first = equal_by(first, sp.Integer(0), self.given)
        at_first = self._seen_sign(first, self.given, base, bound) if at_first is None else at_first
        # As in by_induction, all the step may use of the entry is the hypothesis.
        reached = Unfolding([Definition(entry, bound - sign * SLACK, later.over)], Known(known))(later.right)
        difference = sign * (substituted(bound, {on: on + 1}) - reached)
        used = self._proved(f"{because} (the certificate)", difference, certificate, known)
        used |= self._seen_sign(certificate, known, because, bound)
        self._follow(because, relation, on, recurrence, bound, start)
        at = to_latex(entry.xreplace(at_start))
        text = f"{base}: at ${to_latex(on)} = {start}$ the bound holds for ${at}$"
        self._add(relation, bound, text, at_first, over=on)
        before = f"{to_latex(entry)} = {to_latex(bound)} {'-' if sign > 0 else '+'} u"
        text = (
            f"induction, from one case to the next: with ${before}$ "
            f"and $u \\ge 0$, what is missing from the bound at ${to_latex(on + 1)}$ is\n\n"
            f"$$\n{to_broken_latex(certificate)}\n$$\n\n{because}"
        )
        return self._add(relation, bound, text, {recurrence, *used, *_from(on, start)}, over=on)

    def _induction(self, on, recurrence, formula, start):
        """The entry, the formula, the recurrence one step later and what the step may use, all checked."""
        with self._named():
            check_recurrence(on, recurrence)
            entry, then, given = recurrence.left, {on: on + 1}, tuple(one for one in self.given if one != recurrence)
            if self.last != entry:
                raise ValueError(f"induction must start from {entry}, not from {self.last}")
            check_over(on, start, given)
            formula, right = checked(formula), checked(recurrence.right)
            check_no_derivative((formula, right), given)
            later = Definition(entry.xreplace(then), substituted(right, then), units_apart(recurrence, given))
            known = (*given, *_from(on, start))
            check_consistent((*known, later), on)
        self._check_defined(later.right, known)
        self._check_defined(formula, known)
        return entry, formula, later, known

    def _follow(self, because, relation, on, recurrence, formula, start):
        """The second look at an induction: the recurrence followed from the start, against the formula."""
        given = tuple(one for one in self.given if one != recurrence)
        for last in range(start, start + 4):
            options = {"on": on, "first": {recurrence: start + 1}, "at": {on: last}}
            self._check_again(because, relation, recurrence.left, formula, (*given, recurrence), 2, **options)


def _from(on, start):
    """What an induction that starts above the first value of its index says of it."""
    return (Range(on, start),) if start else ()
