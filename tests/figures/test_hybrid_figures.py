"""The figures draw, in the colours of the book alone, and the same each time."""

import re

import numpy as np
import pytest
from lstmbook.figures import right_by_model, right_by_place, style

SHARES = {"LSTM": [0.2, 0.3], "attention": [1.0, 0.9]}
PLACES = np.linspace(0.4, 1.0, 14).reshape(2, 7)
FIGURES = {
    "right_by_model": (right_by_model.draw, [("one", SHARES, 0.5), ("other", SHARES, 0.125)], {"panels": 2}),
    "right_by_place": (right_by_place.draw, [("LSTM", "cell", 0.9, PLACES), ("gate", "forget", 0.6, PLACES)], {}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, options = FIGURES[name]
    svg = style.show(draw, data, **options).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data, **options).data
