"""Recurrences h_t = a_t h_{t-1} + b_t whose a and b do not hear h: their closed form, the scan, and what both cost."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation.core import index, t
from lstmbook.notation.recurrent import h
from lstmbook.proof.derivation import Derivation

j, m, s = index("j"), index("m"), index("s")
k = sp.Symbol("k", integer=True, nonnegative=True)
a, b = sp.IndexedBase("a"), sp.IndexedBase("b")
work, rounds = sp.IndexedBase("M"), sp.IndexedBase("R")
_a, _b = (sp.symbols(f"{letter}_1:4", real=True) for letter in "ab")


def after(first, second):
    """The step (a, b) that does ``first`` and then ``second``."""
    (a, b), (c, d) = first, second
    return a * c, b * c + d


def associative():
    """(first, second), third and first, (second, third): of the two halves of the pair, that of b."""
    one, two, three = zip(_a, _b, strict=True)
    left, right = after(after(one, two), three), after(one, after(two, three))
    Derivation(left[0], claim="factors").step(right[0], because="products").conclude(right[0])
    derivation = Derivation(left[1], claim="Brackets do not matter")
    derivation.step(
        sp.expand(left[1]),
        because="left, the first two steps taken together and then the third, multiplied out",
    )
    derivation.step(right[1], because="which is the first step, and then the last two taken together")
    return derivation.conclude(right[1])


RECURRENCE = Definition(h.entry(j), a[t, j] * h.prev.entry(j) + b[t, j], (j,))


def closed(factor, written, start):
    """The state after t steps as a sum over what was written: entries by step, ``factor(s)`` and ``written(s)``."""
    passed = sp.Sum(sp.Product(factor(s), (s, m + 1, t)) * written(m), (m, 1, t))
    return sp.Product(factor(s), (s, 1, t)) * start + passed


def weighted_past():
    """h_{t,j} as a sum over all that was written, each weighted by the factors since, for any a and b."""
    formula = closed(lambda step: a[step, j], lambda step: b[step, j], h.entry(j, step=sp.Integer(0)))
    derivation = Derivation(h.entry(j), claim="Any such recurrence is a weighted sum over the past")
    return derivation.by_induction(on=t, recurrence=RECURRENCE, formula=formula).conclude(formula)


# -- costs ----------------------------------------------------------------------------------------------------


def scan_work():
    """M_k = M_{k-1} + 2^k - 1 for 2^k steps: half of them, the scan of these, and half of them less one."""
    recurrence = Definition(work[k], work[k - 1] + 2**k - 1)
    derivation = Derivation(work[k], claim="Steps taken together by a scan", given=[Definition(work[0], sp.Integer(0))])
    result = 2 * 2**k - k - 2
    return derivation.by_induction(on=k, recurrence=recurrence, formula=result).conclude(result)


def scan_rounds():
    """R_k = R_{k-1} + 2 rounds, one before and one after the scan of the halves; a single pair needs one."""
    recurrence = Definition(rounds[k], rounds[k - 1] + 2)
    given = [Definition(rounds[1], sp.Integer(1))]
    derivation = Derivation(rounds[k], claim="The rounds, from their recurrence", given=given)
    result = 2 * k - 1
    return derivation.by_induction(on=k, recurrence=recurrence, formula=result, start=1).conclude(result)


# -- order ----------------------------------------------------------------------------------------------------

gap_of = sp.IndexedBase("D")


def difference():
    """Two states that hear the same input: their difference is multiplied by a, whatever was written."""
    other = sp.IndexedBase("h'")
    given = [RECURRENCE, Definition(other[t, j], a[t, j] * other[t - 1, j] + b[t, j], (j,))]
    derivation = Derivation(h.entry(j) - other[t, j], claim="What is written falls out of a difference", given=given)
    result = a[t, j] * (h.prev.entry(j) - other[t - 1, j])
    derivation.step(
        result, because="both have the same $a_{t,j}$ and the same $b_{t,j}$, since these hear the input alone"
    )
    return derivation.conclude(result)
