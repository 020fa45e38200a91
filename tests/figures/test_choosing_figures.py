"""The figures of the comparison draw, in the colours of the book alone, and the same each time."""

import re

import pytest
from lstmbook.figures import better_than_one, losses_by_variant, style

LOSSES = {"one": [0.01, 0.02, 0.3], "two": [0.9, 1.0, 1.1]}
FIGURES = {
    "losses": (losses_by_variant.draw, (["a", "b"], [LOSSES] * 2, [0.9, 1], [(0.0005, 1.6)] * 2, {"one": "cell"})),
    "shares": (better_than_one.draw, (["a", "b"], [{"one": (0.9, 0.7, 1.0), "two": (0.5, 0.2, 0.8)}] * 2)),
}


@pytest.mark.parametrize(("draw", "data"), FIGURES.values(), ids=FIGURES)
def test_draws_in_the_colours_of_the_book(draw, data):
    svg = style.show(draw, data, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data, panels=2).data
