"""Bound indices: renaming them apart, and substitution that cannot capture."""

import sympy as sp


def fresh(low):
    """A new index that counts upwards from ``low`` and assumes no more than that."""
    low = sp.sympify(low)
    kind = {"positive": True} if low.is_positive else {"nonnegative": True} if low.is_nonnegative else {}
    return sp.Dummy(integer=True, **kind)


def another(index):
    """A new index of the same kind."""
    return fresh(1 if index.is_positive else 0 if index.is_nonnegative else -1)


def renamed_apart(expression):
    """The same expression with fresh symbols for its bound indices, so that substitution cannot capture.

    Equal parts stay equal: they get the same symbols, which meet no symbol of another part and no free one.
    """
    return _renamed(expression, {})


def _renamed(e, done):
    if not e.has(sp.Sum, sp.Product):
        return e
    if e not in done:
        if isinstance(e, (sp.Sum, sp.Product)):
            body, limits = e.function, []
            for old, low, high in e.limits:
                new = fresh(low)
                body = substituted(body, {old: new})
                # A limit further in may name this index; one further out never does.
                limits = [(one, substituted(a, {old: new}), substituted(b, {old: new})) for one, a, b in limits]
                limits.append((new, low, high))
            done[e] = e.func(_renamed(body, done), *limits)
        else:
            done[e] = e.func(*(_renamed(part, done) for part in e.args))
    return done[e]


def substituted(expression, values):
    """Substitution for free symbols only: bound indices are left alone and cannot capture a new value."""
    bound = set().union(*(one.bound_symbols for one in expression.atoms(sp.Sum, sp.Product)))
    incoming = set().union(*(sp.sympify(value).free_symbols for value in values.values()))
    if bound & (incoming | set(values)):
        expression = renamed_apart(expression)
    return expression.xreplace({old: sp.sympify(new) for old, new in values.items()})


def nested(limits):
    """Whether no limit names an index that is bound further in."""
    return not any(
        inner[0] in (outer[1].free_symbols | outer[2].free_symbols)
        for place, inner in enumerate(limits)
        for outer in limits[place + 1 :]
    )
