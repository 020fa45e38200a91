"""What a line of a derivation asks: are two sides equal, is a sign visible, which sizes are meant?"""

import functools

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation.core import letter_of
from lstmbook.proof.hypotheses import Range
from lstmbook.proof.normal_form import normal_form, reduced
from lstmbook.proof.signs import Known
from lstmbook.proof.unfolding import Unfolding


def equal_by(left, right, given=()):
    """The hypotheses by which left = right, a set; None where no rule shows it, true or false."""
    for hypotheses in _least_first(given, left, right):
        (one, used), (other, also_used) = (_reduced(side, hypotheses) for side in (left, right))
        known = Known(hypotheses)
        # What is no number equals nothing, not even itself.
        if any(form.has(sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I) for form in (one, other)):
            continue
        if one == other or normal_form(one - other, known) == 0:
            return used | also_used | known.used
    return None


@functools.lru_cache(maxsize=32)
def _reduced(side, hypotheses):
    """A side with its definitions put in, reduced, and the hypotheses used: the right side of a line is the left side
    of the next."""
    known = Known(hypotheses)
    unfolding = Unfolding(hypotheses, known)
    form = reduced(unfolding(side), known)
    return form, frozenset(known.used | unfolding.used)


def seen_sign(certificate, given=(), strict=False):
    """The hypotheses by which an expression is visibly >= 0 or, if ``strict``, > 0, a set; None where it is not."""
    for hypotheses in _least_first(given, certificate):
        known = Known(hypotheses)
        unfolding = Unfolding(hypotheses, known)
        if (known.positive if strict else known.not_negative)(unfolding(certificate)):
            return known.used | unfolding.used
    return None


def _least_first(given, *expressions):
    """Without definitions first, which costs little and often is enough; a derivative means nothing without them."""
    fewer = tuple(one for one in given if not isinstance(one, Definition))
    if fewer != tuple(given) and not any(one.has(sp.Derivative) for one in expressions):
        yield fewer
    yield tuple(given)


def speaks_of_sizes(expressions, used=(), others=()):
    """Whether a line speaks of single entries such as U[1, 2] or of sums of so many terms, instead of any size.

    The first place of a family is a step and no size where the notation says so, or where a symbol that may be zero
    stands there in one of the ``expressions`` or of the ``others``.
    """
    entries = [entry for e in expressions for entry in e.atoms(sp.Indexed)]
    steps = {one.base for e in (*expressions, *others) for one in e.atoms(sp.Indexed) if _has_step(one.indices[0])}
    for entry in entries:
        letter = letter_of(entry)
        timed = entry.base in steps or (letter is not None and letter.timed)
        if any(place.is_Integer for place in entry.indices[timed:]):
            return True
    limits = [limit for e in expressions for one in e.atoms(sp.Sum, sp.Product) for limit in one.limits]
    if any(low.is_Integer and high.is_Integer for _, low, high in limits):
        return True
    return any(
        (isinstance(one, Range) and sp.sympify(one.high).is_Integer)
        or any(size.is_Integer for size in getattr(one, "sizes", ()))
        for one in used
    )


def _has_step(place):
    return any(symbol.is_nonnegative and not symbol.is_positive for symbol in place.free_symbols)
