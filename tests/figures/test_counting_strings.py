"""The trace of a counter draws in the book's colours, and marks its mistakes."""

import re

import numpy as np
from lstmbook.figures import counting_strings, style
from matplotlib.figure import Figure

RIGHT = np.array([True] * 8 + [False])
CELL = np.array([0.0, 1, 2, 3, 4, 3, 2, 1, -0.2])
DATA, PANELS = [(4, CELL, np.tanh(CELL), np.full(9, True)), (4, CELL, np.tanh(CELL), RIGHT)], 2


def test_draws_in_the_colours_of_the_book():
    svg = style.show(counting_strings.draw, DATA, panels=PANELS).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_a_cross_stands_at_every_wrong_step_and_nowhere_else():
    axes = [Figure().add_subplot() for _ in DATA]
    counting_strings.draw(axes, DATA)
    crosses = [[tuple(line.get_xydata()[0]) for line in ax.lines if line.get_marker() == "x"] for ax in axes]
    assert crosses == [[], [(8.0, -0.2)]]


def test_a_marker_takes_its_colour_where_it_is_used():
    """The style sheet reaches a use of a marker and not the copy of what it uses, which stayed black in the dark."""
    svg = style.show(counting_strings.draw, DATA, panels=PANELS).data
    for defined in re.findall(r'<path id="m[^>]*>', svg):
        assert "style=" not in defined
    uses = re.findall(r'<use xlink:href="#m[^>]*>', svg)
    assert uses and all(re.search(r"stroke: #[0-9a-f]{6}", use) for use in uses)
