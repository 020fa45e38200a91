"""Sines and cosines: the addition theorems, which are taken as known, and sin^2 + cos^2 = 1."""

import sympy as sp

# The sine of more times a term than these stays closed.
_MOST_TIMES = 16


def of_sum(function, x):
    """The sine or cosine of ``x`` by those of its terms; of a few times a term, as of a sum of so many."""
    first, *others = sp.Add.make_args(x)
    count, rest = first.as_coeff_Mul()
    if not others and count.is_Integer and 1 < abs(count) <= _MOST_TIMES and rest != 1:
        first, others = sp.sign(count) * rest, [(count - sp.sign(count)) * rest]
    if not others:
        return function(x)
    parts = (first, sp.Add(*others))
    (sin, cos), (also_sin, also_cos) = ([of_sum(one, part) for one in (sp.sin, sp.cos)] for part in parts)
    total = sin * also_cos + cos * also_sin if function == sp.sin else cos * also_cos - sin * also_sin
    return sp.expand(total, deep=False)


def without_squares(e):
    """A sum of products with 1 - sin^2 for every cos^2."""
    return sp.Add(*map(_without_square, sp.Add.make_args(e)))


def _without_square(term):
    factors = []
    for factor in sp.Mul.make_args(term):
        base, power = factor.as_base_exp()
        if isinstance(base, sp.cos) and power.is_Integer and power > 1:
            factor = (1 - sp.sin(base.args[0]) ** 2) ** (power // 2) * base ** (power % 2)
        factors.append(factor)
    return sp.expand(sp.Mul(*factors), deep=False)
