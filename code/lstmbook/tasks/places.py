"""Places: a memory has as many numbers as places, and a query asks for the numbers at some of them, in an order."""

import itertools

import numpy as np

PLACES = 8
LOOKUP = np.eye(PLACES)  # the address of each place

# The mean squared error of the best constant answer, which is zero.
GUESSING = 1.0


def batch(rng, queries, asked):
    """Random memories, one query to each, and what stands at the places that it asks for.

    The numbers are standard normal, the places that one query asks for differ, and their addresses stand side by side.

    Args:
        rng: a NumPy random generator.
        queries: B, a positive number.
        asked: P, for how many places a query asks, from 1 to 8.

    Returns:
        The queries (B, 8 P), the contents (B, 8) and the answers (B, P), float64.

    Raises:
        ValueError: for fewer than one query or a number of places that is not there.
    """
    if queries < 1:
        raise ValueError(f"queries must be at least 1, got {queries}")
    _check_asked(asked)
    contents = rng.standard_normal((queries, PLACES))
    places = rng.random((queries, PLACES)).argsort(axis=1)[:, :asked]
    return addressed(places), contents, np.take_along_axis(contents, places, axis=1)


def addressed(places):
    """The queries (B, 8 P) for the places (B, P), which count from zero."""
    return LOOKUP[places].reshape(len(places), -1)


def all_queries(asked):
    """Every choice of P different places in every order, (Q, P). ValueError for a number of places not there."""
    _check_asked(asked)
    return np.array(list(itertools.permutations(range(PLACES), asked)))


def _check_asked(asked):
    if not 1 <= asked <= PLACES:
        raise ValueError(f"asked must be from 1 to {PLACES}, the number of places, got {asked}")
