"""The figures on coupled gates: in the book's colours, with every network's dot and both cells."""

import re

import numpy as np
import pytest
from lstmbook.figures import halving, reach_by_kind, style
from matplotlib.figure import Figure

CELLS = (2, np.array([0, 1, 2, 1, 0.0]), np.array([0.01, 0.005, 0.0025, 0.002, 0.004]))
REACH = (15, {"coupled": np.array([16, 17, 16, 3]), "freed": np.array([20, 40]), "LSTM": np.array([18, 30, 31])})


@pytest.mark.parametrize(("draw", "data", "panels"), [(halving.draw, CELLS, 2), (reach_by_kind.draw, REACH, 1)])
def test_draws_in_the_colours_of_the_book(draw, data, panels):
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", style.show(draw, data, panels=panels).data))
    assert painted and painted <= set(style.COLOUR.values())


def test_both_cells_are_drawn_the_second_on_a_logarithmic_axis():
    axes = [Figure().add_subplot() for _ in range(2)]
    halving.draw(axes, CELLS)
    assert [list(ax.lines[-1].get_ydata()) for ax in axes] == [list(CELLS[1]), list(CELLS[2])]
    assert [ax.get_yscale() for ax in axes] == ["linear", "log"]


def test_every_network_has_a_dot_in_the_row_of_its_kind():
    ax = Figure().add_subplot()
    reach_by_kind.draw(ax, REACH)
    dots = [line.get_xydata() for line in ax.lines if line.get_marker() == "o"]
    assert [one[:, 0].tolist() for one in dots] == [list(found) for found in REACH[1].values()]
    assert all(np.all(np.abs(one[:, 1] - height) < 0.25) for one, height in zip(dots, (2, 1, 0), strict=True))
    ticks = [line.get_xdata()[0] for line in ax.lines if line.get_marker() != "o"]
    assert ticks == [15, 16, 30, 30]
    assert [label.get_text() for label in ax.get_yticklabels()] == list(REACH[1])
