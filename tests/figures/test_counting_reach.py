"""How far counters get draws in the book's colours, with a mark for every string."""

import re

import numpy as np
from lstmbook.figures import counting_reach, style
from matplotlib.figure import Figure

DATA, PANELS = (2, {0: np.array([True, True, True, False]), 3: np.array([True, True, False, True])}), 1


def test_draws_in_the_colours_of_the_book():
    svg = style.show(counting_reach.draw, DATA, panels=PANELS).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_every_string_has_its_mark_in_the_row_of_its_seed():
    ax = Figure().add_subplot()
    counting_reach.draw(ax, DATA)
    marks = {
        marker: {
            tuple(map(int, point)) for line in ax.lines if line.get_marker() == marker for point in line.get_xydata()
        }
        for marker in "ox"
    }
    assert marks["o"] == {(1, 0), (2, 0), (3, 0), (1, 1), (2, 1), (4, 1)} and marks["x"] == {(4, 0), (3, 1)}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["seed 0", "seed 3"]
