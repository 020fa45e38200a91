"""How far counters get draws in the book's colours, with a dot for every network and for every held gate."""

import re

import numpy as np
from lstmbook.figures import counting_reach, style
from matplotlib.figure import Figure

HELD = {0.9: np.array([1, 2, 3]), 1: np.array([5, 7, 90])}
DATA = (15, 120, np.array([1e-4, 1e-3, 1e-2]), np.array([60, 31, 16]), HELD)


def test_draws_in_the_colours_of_the_book():
    svg = style.show(counting_reach.draw, DATA, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_every_network_and_every_median_has_its_dot():
    left, right = (Figure().add_subplot() for _ in range(2))
    counting_reach.draw((left, right), DATA)
    (cloud,) = (line.get_xydata().tolist() for line in left.lines if line.get_marker() == "o")
    assert cloud == [[1e-4, 60], [1e-3, 31], [1e-2, 16]]
    dots = [line.get_ydata().tolist() for line in right.lines if line.get_marker() == "o"]
    assert dots == [[1, 2, 3], [2], [5, 7, 90], [7]]
    assert [label.get_text() for label in right.get_xticklabels()] == ["0.9", "1"]
