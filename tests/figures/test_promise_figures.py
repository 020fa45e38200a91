"""The figures of the page on layers draw, in the colours of the book alone, and the same each time."""

import re

import numpy as np
import pytest
from lstmbook.figures import padding_share, promise_grid, style

PADDINGS = np.arange(0, 41, 10)
SHARE = PADDINGS / (PADDINGS + 8)
FIGURES = {
    "padding_share": (padding_share.draw, (PADDINGS, np.stack([SHARE * 0.9, SHARE, SHARE * 1.1]), SHARE, 0 * SHARE)),
    "promise_grid": (
        promise_grid.draw,
        {"ours": {"masks": True, "states": True, "helper": True}, "other": {"masks": 0, "states": 1, "helper": 1}},
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data = FIGURES[name]
    svg = style.show(draw, data).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data).data
