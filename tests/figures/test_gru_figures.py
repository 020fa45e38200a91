"""The figures of the page on the GRU draw in the book's colours, and show every network."""

import re

import numpy as np
import pytest
from lstmbook.figures import gru_climbs, gru_reach, gru_reset, style
from matplotlib.figure import Figure

LINES = np.array([[0.0, 0.5, 0.7, 0.8], [-0.5, 0.1, 0.4, 0.5]])
CLIMBS = (2, [("LSTM", "cell", 10 * LINES), ("GRU", "hidden", LINES)])
RESET = (np.array([0, 0.5, 1, 1.5]), np.abs(LINES))
REACHES = {("LSTM", 5): np.array([6, 9, 30]), ("GRU", 5): np.array([5, 6])}
REACH = (60, REACHES | {("LSTM", 10): np.array([12, 20]), ("GRU", 10): np.array([10, 11, 12])})


@pytest.mark.parametrize(
    ("draw", "data", "panels"), [(gru_climbs.draw, CLIMBS, 2), (gru_reset.draw, RESET, 1), (gru_reach.draw, REACH, 1)]
)
def test_draws_in_the_colours_of_the_book(draw, data, panels):
    svg = style.show(draw, data, panels=panels).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_every_network_has_its_line():
    axes = [Figure().add_subplot() for _ in range(2)]
    gru_climbs.draw(axes, CLIMBS)
    for ax, (_, role, states) in zip(axes, CLIMBS[1], strict=True):
        lines = [line.get_ydata().tolist() for line in ax.lines if line.get_color() == style.COLOUR[role]]
        assert lines == states.tolist()
    ax = Figure().add_subplot()
    gru_reset.draw(ax, RESET)
    assert [line.get_ydata().tolist() for line in ax.lines[:2]] == RESET[1].tolist()


def test_every_network_has_its_dot_and_every_column_its_median():
    ax = Figure().add_subplot()
    gru_reach.draw(ax, REACH)
    dots = {tuple(line.get_ydata()) for line in ax.lines if line.get_marker() == "o"}
    assert dots == {tuple(values) for values in REACH[1].values()}
    bars = [line.get_ydata()[0] for line in ax.lines if line.get_marker() == "None" and line.get_linewidth() > 2]
    assert bars == [9, 5.5, 16, 11]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["5", "10"]
