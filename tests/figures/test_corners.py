"""The square of the corners draws in the book's colours, with its corners where the equation has them."""

import re

import numpy as np
from lstmbook.derivations import gate_limits
from lstmbook.figures import corners, style
from matplotlib.figure import Figure

DATA = {
    "unmarked": (np.array([0.7, 0.8]), np.array([0.3, 0.5])),
    "marked": (np.array([0.2, 0.4]), np.array([0.6, 0.8])),
}


def test_draws_in_the_colours_of_the_book():
    svg = style.show(corners.draw, DATA).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_the_corners_are_named_as_they_are_proved():
    assert {ends: f"{word}s" for ends, word in corners.CORNERS.items()} == gate_limits.DOES


def test_dots_stand_at_their_gates_and_the_arrow_joins_the_means():
    ax = Figure().add_subplot()
    corners.draw(ax, DATA)
    dots = [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "o"]
    assert dots == [[[0.7, 0.3], [0.8, 0.5]], [[0.2, 0.6], [0.4, 0.8]]]
    (arrow,) = (text for text in ax.texts if getattr(text, "arrow_patch", None))
    assert np.allclose(arrow.xy, (0.3, 0.7)) and np.allclose(arrow.xyann, (0.75, 0.4))
