"""The figure draws, in the book's colours alone."""

import re

import numpy as np
from lstmbook.figures import half_lives, style
from matplotlib.figure import Figure

DATA = {
    "one": ("forget", np.array([1.0, 2.0]), np.array([1.1, 1.9])),
    "two": ("cell", np.array([9.0]), np.array([8.0])),
}


def test_draws_in_the_colours_of_the_book():
    svg = style.show(half_lives.draw, DATA, panels=1).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_draws_every_unit_and_names_every_group():
    ax = Figure().add_subplot()
    half_lives.draw(ax, DATA)
    assert {text.get_text() for text in ax.texts} == {"one", "two"}
    assert [line.get_ydata().tolist() for line in ax.lines[1:3]] == [[1.1, 1.9], [8.0]]
