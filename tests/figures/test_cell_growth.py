"""The growth of a cell draws in the book's colours, below its bound."""

import re

import numpy as np
from lstmbook.figures import cell_growth, style
from matplotlib.figure import Figure

DATA, PANELS = {2.0: np.linspace(0, 3, 11), 8.0: np.linspace(0, 9, 11)}, 1


def test_draws_in_the_colours_of_the_book():
    svg = style.show(cell_growth.draw, DATA, panels=PANELS).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_the_curves_lie_below_the_bound_and_are_named():
    ax = Figure().add_subplot()
    cell_growth.draw(ax, DATA)
    bound, *curves = (line.get_ydata() for line in ax.lines)
    assert list(bound) == [0, 10] and [curve[-1] for curve in curves] == [3, 9]
    assert {"bias 2", "bias 8"} <= {text.get_text() for text in ax.texts}
