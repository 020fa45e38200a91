"""What is said of whole families, orthonormal columns, probabilities and permuted places: rules for their sums, and
examples for the second look.
"""

import mpmath
import sympy as sp

from lstmbook.proof.indices import fresh


def columns_contracted(body, limit, others, known):
    """``body`` summed over the rows of two orthonormal columns that it names: a delta of these. None if not so.

    ``limit`` is the sum over the rows, index and ends; ``others`` are those inside and around it.
    """
    row, low, high = limit
    beside, inside = body.as_independent(row, as_Add=False)
    one, two = _two_factors(inside)
    hypothesis = known.orthonormal.get(one.base) if isinstance(one, sp.Indexed) else None
    if hypothesis is None or not isinstance(two, sp.Indexed) or not (hypothesis.of(one) and hypothesis.of(two)):
        return None
    if (low, high) != (1, hypothesis.sizes[0]) or any(end.has(row) for _, *ends in others for end in ends):
        return None
    columns = [entry.indices[-1] for entry in (one, two)]
    if any(entry.indices[0] != row for entry in (one, two)) or any(column.has(row) for column in columns):
        return None
    if not all(known.at_least(one, sp.Integer(1)) and known.at_least(hypothesis.sizes[1], one) for one in columns):
        return None
    known.used.add(hypothesis)
    return beside * sp.KroneckerDelta(*columns)


def summed_to_one(body, limit, others, known):
    """``body`` summed over all that a distribution is over, and that nothing else names: what is left. None if not so.

    ``limit`` is the sum over it, index and ends; ``others`` are those inside and around it.
    """
    place, low, high = limit
    beside, inside = body.as_independent(place, as_Add=False)
    hypothesis = known.distributions.get(inside.base) if isinstance(inside, sp.Indexed) else None
    if hypothesis is None or not hypothesis.of(inside) or (low, high) != (1, hypothesis.sizes[0]):
        return None
    *before, last = inside.indices
    if last != place or any(one.has(place) for one in before):
        return None
    if any(end.has(place) for _, *ends in others for end in ends):
        return None
    known.used.add(hypothesis)
    return beside


def put_in_order(body, limit, known):
    """The sum of ``body`` where its index stands only as a permuted place, and runs over all of them: each place is
    taken once, whatever the order. None if not so.
    """
    index, low, high = limit
    for order, hypothesis in known.permutations.items():
        place = fresh(low)
        plain = body.xreplace({order(index): place})
        if (low, high) == (1, hypothesis.sizes[0]) and not plain.has(index):
            known.used.add(hypothesis)
            return sp.Sum(plain, (place, low, high))
    return None


def _two_factors(e):
    """The two factors of a product of two, or of a square; two times nothing for anything else."""
    if e.is_Pow and e.exp == 2:
        return e.base, e.base
    return e.args if e.is_Mul and len(e.args) == 2 else (None, None)


def drawn_distribution(rng, size, sharp):
    """Random probabilities by place, counted from one: all alike, but for one near all of it where it is ``sharp``."""
    weights = [mpmath.mpf(str(round(rng.uniform(0.1, 2), 4))) for _ in range(size)]
    if sharp:
        weights[rng.randrange(size)] *= 10**6
    total = mpmath.fsum(weights)
    return {place: weight / total for place, weight in enumerate(weights, 1)}


def drawn_order(rng, size):
    """A random permutation of the places from 1 to ``size``, by place."""
    return dict(enumerate(rng.sample(range(1, size + 1), size), 1))


def drawn_columns(rng, rows, columns):
    """A random matrix with orthonormal columns, no more than rows: its entries by row and column, counted from one."""
    found, places = [], range(1, rows + 1)
    while len(found) < columns:  # the process of Gram and Schmidt
        column = [mpmath.mpf(str(round(rng.uniform(-2, 2), 4))) for _ in places]
        for other in found:
            share = mpmath.fdot(column, other)
            column = [one - share * two for one, two in zip(column, other, strict=True)]
        length = mpmath.sqrt(mpmath.fdot(column, column))
        if length > 0.01:
            found.append([one / length for one in column])
    return {(row, column): found[column - 1][row - 1] for row in places for column in range(1, columns + 1)}
