"""Where a step stands, told to attention in three ways: sinusoids that are added, turned queries and keys, and vectors
of a distance.

Sources: Vaswani et al., arXiv:1706.03762, section 3.5 (sinusoids); Su et al., arXiv:2104.09864 (rotary); Shaw,
Uszkoreit & Vaswani, arXiv:1803.02155 (relative). Positions count from zero, as in the papers.
"""

import numpy as np
import sympy as sp
from sympy.matrices.expressions import HadamardProduct

from lstmbook.equations.definition import Definition
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import RowSoftmax
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT
from lstmbook.notation.attention import (
    J,
    a_key,
    a_value,
    cos_k,
    cos_q,
    k,
    k_turned,
    q,
    q_row,
    q_turned,
    read_by,
    sin_k,
    sin_q,
    v,
)
from lstmbook.notation.core import d, index

p = sp.Symbol("p", integer=True)
j = index("j")
omega = sp.IndexedBase(r"\omega")
E = sp.IndexedBase("E")

FREQUENCY = Definition(omega[j], sp.Integer(10000) ** (-2 * (j - 1) / d), (j,))
"""How fast pair j of d features turns: 1 for the first pair, ever slower after it."""
SINUSOIDS = (
    Definition(E[p, 2 * j - 1], sp.sin(p * omega[j])),
    Definition(E[p, 2 * j], sp.cos(p * omega[j])),
)
"""The features 2j - 1 and 2j of position p."""

_turned = {
    q_turned: HadamardProduct(q, cos_q) + HadamardProduct(q * J, sin_q),
    k_turned: HadamardProduct(k, cos_k) + HadamardProduct(k * J, sin_k),
}
ROTARY = SCALED_DOT_PRODUCT.but(
    "rotary",
    inputs=[cos_q, sin_q, cos_k, sin_k],
    new=_turned,
    scores=q_turned * k_turned.T / sp.sqrt(q.shape[1]),
)
"""Queries and keys turned by the angles of their positions, values as they are."""

_scores, _weights, _context = read_by(q_row)
RELATIVE = Model(
    "relative",
    inputs=[q_row, k, v],
    states=[],
    equations={
        _scores: q_row * (k + a_key).T / sp.sqrt(q_row.shape[1]),
        _weights: RowSoftmax(_scores),
        _context: _weights * (v + a_value),
    },
)
"""One query at a time: to each key and to each value is added a vector of its distance from the query."""


def frequencies(width, base=10000.0):
    """How fast each pair of ``width`` features turns: (width / 2,). ValueError for an odd width."""
    if width % 2 or width < 2:
        raise ValueError(f"width must be even, got {width}")
    return base ** (-np.arange(0, width, 2) / width)


def angles(positions, width, base=10000.0):
    """The angle of each feature at each of the positions (T,): (T, width), equal within a pair."""
    return np.multiply.outer(np.asarray(positions, float), np.repeat(frequencies(width, base), 2))


def sinusoids(steps, width, base=10000.0):
    """The encodings (steps, width) of the positions from 0 on: sine and cosine side by side."""
    found = angles(np.arange(steps), width, base)
    found[:, ::2], found[:, 1::2] = np.sin(found[:, ::2]), np.cos(found[:, 1::2])
    return found


def quarter_turn(width):
    """J (width, width): it turns every pair (x, y) into (-y, x)."""
    return np.kron(np.eye(width // 2), [[0.0, 1.0], [-1.0, 0.0]])


def turn(distance, width, base=10000.0):
    """The matrix (width, width) that turns every pair of a row by the angle of ``distance`` steps."""
    angle = angles([distance], width, base)[0]
    return np.diag(np.cos(angle)) + quarter_turn(width) * np.sin(angle)


def distances(queries, keys, most):
    """Which of 2 most + 1 vectors is that of key s and query i: s - i, at most ``most`` either way, counted from zero.

    Integers (queries, keys).
    """
    apart = np.subtract.outer(np.arange(queries), np.arange(keys))
    return np.clip(-apart, -most, most) + most
