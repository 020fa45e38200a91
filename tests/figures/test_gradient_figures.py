"""The figures of the gradient page draw, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import direct_and_whole, gradient_by_lag, style, truncation

DECAY = np.array([[0.5], [0.6]]) ** np.arange(5)
FIGURES = {
    "gradient_by_lag": (
        gradient_by_lag.draw,
        [("small", {"RNN": ("hidden", DECAY)}), ("large", {"bias 1": ("forget", DECAY)})],
        2,
    ),
    "direct_and_whole": (direct_and_whole.draw, (np.array([0.2, 0.9]), np.array([0.3, -1.4])), 1),
    "truncation": (truncation.draw, {"bias 1": ("forget", DECAY)}, 1),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, panels = FIGURES[name]
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", style.show(draw, data, panels=panels).data))
    assert painted and painted <= set(style.COLOUR.values())


def test_cells_beyond_one_are_set_apart():
    draw, data, _ = FIGURES["direct_and_whole"]
    assert style.COLOUR["forget"] in style.show(draw, data).data
    assert style.COLOUR["forget"] not in style.show(draw, (data[0], data[1] / 2)).data
