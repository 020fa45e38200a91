"""The figures draw, in the colours of the book alone, and the same each time."""

import re

import numpy as np
import pytest
from lstmbook.figures import jacobian_norms, soft_lookup, sorted_weights, style

ANGLES, SHARES = np.arange(0.0, 361.0, 20), np.linspace(0.9, 0.01, 16)
HARD = np.where(ANGLES < 180, 1.0, 3.0)
NORMS = {16: np.linspace(0.01, 0.5, 9), 64: np.linspace(1e-4, 0.4, 9), 512: np.array([0.0, 1e-14, 1e-3])}
FIGURES = {
    "soft_lookup": (
        soft_lookup.draw,
        (ANGLES, HARD, {"hot": 0 * HARD + 2, "warm": HARD - 0.1, "cold": HARD}, np.array([90, 270]), np.array([1, 3])),
        {},
    ),
    "sorted_weights": (sorted_weights.draw, (dict.fromkeys(NORMS, SHARES), np.full(16, 1 / 16)), {}),
    "jacobian_norms": (jacobian_norms.draw, {"plain": NORMS, "scaled": NORMS}, {"panels": 2}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, options = FIGURES[name]
    svg = style.show(draw, data, **options).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data, **options).data
