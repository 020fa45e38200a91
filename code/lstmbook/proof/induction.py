"""What makes an induction one: the step may use of the index that it is not below the start, and nothing else."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.proof.hypotheses import Between, Distribution, Orthonormal, Permutation, Range
from lstmbook.proof.statements import check_index

# What is still missing from a bound: induction over a bound puts bound - SLACK in the place of what is bounded.
SLACK = sp.Symbol("u", nonnegative=True)


def check_over(on, start, given):
    """ValueError where a hypothesis says more about ``on`` than an induction over ``on`` >= ``start`` may use.

    A hypothesis about an entry at ``on``, or so many steps later, is one for each ``on``; one that uses ``on`` for
    something else would hold for a single value.
    """
    if isinstance(start, bool) or not isinstance(start, (int, sp.Integer)):
        raise ValueError(f"induction must start at a whole number, not at {start!r}")
    if not isinstance(on, sp.Symbol) or start < 0 or not on.is_nonnegative:
        raise ValueError(f"induction runs over {on} >= {start}, but needs a start of at least 0")
    check_index(on, start)
    for one in given:
        if isinstance(one, Range):
            said = sp.Tuple(one.index, one.low, one.high)
            for_each = one.index == on and one.low == start
        elif isinstance(one, (Orthonormal, Distribution, Permutation)):
            said, for_each = sp.Tuple(*one.sizes), False
        else:
            left = one.value if isinstance(one, Between) else one.left
            said = sp.Tuple(left, *(getattr(one, part, 0) for part in ("right", "low", "high")))
            places = [place for place in getattr(left, "indices", ()) if place.has(on)]
            for_each = on in getattr(one, "over", ()) or (places and all((place - on).is_Integer for place in places))
        if said.has(on) and not for_each:
            raise ValueError(f"the hypothesis {one.latex()} is about {on}, over which the induction runs")


def check_recurrence(on, recurrence):
    """ValueError unless the recurrence gives an entry at ``on`` from entries of its family at ``on`` - 1."""
    if not isinstance(recurrence, Definition) or not isinstance(recurrence.left, sp.Indexed):
        raise ValueError(f"{recurrence!r} is no recurrence: use Definition, with an entry on the left")
    entry = recurrence.left
    timed = [place for place, part in enumerate(entry.indices) if part.has(on)]
    if len(timed) != 1 or entry.indices[timed[0]] != on:
        raise ValueError(f"the recurrence must be that of an entry at {on}, for this {on} alone")


def check_slack(on, recurrence, bound, given):
    """ValueError where a bound's induction would take two things for one: other units, or another quantity named u."""
    before = recurrence.left.xreplace({on: on - 1})
    others = {one for one in recurrence.right.atoms(sp.Indexed) if one.base == recurrence.left.base} - {before}
    spoken = [bound, recurrence.right, *(one.right for one in given if isinstance(one, Definition))]
    spoken += [one.value for one in given if isinstance(one, Between)]
    if others or any(part.has(SLACK) for part in spoken):
        raise ValueError(f"the recurrence may name only {before}, and the bound no {SLACK}")


def check_no_derivative(spoken, given):
    """ValueError where a derivative is part of an induction: what a variable moves at one step it may move at all."""
    if any(one.has(sp.Derivative) for one in (*spoken, *(one.right for one in given if isinstance(one, Definition)))):
        raise ValueError("an induction goes over numbers, not over derivatives")


def units_apart(recurrence, given):
    """The indices for which the induction holds each on its own: those that no hypothesis speaks of in particular."""
    said = set()
    for one in given:
        parts = [
            getattr(one, name) for name in ("left", "right", "value", "index", "low", "high") if hasattr(one, name)
        ]
        parts += getattr(one, "sizes", ())
        said |= set().union(*(sp.sympify(part).free_symbols for part in parts)) - set(getattr(one, "over", ()))
    return tuple(index for index in recurrence.over if index not in said)
