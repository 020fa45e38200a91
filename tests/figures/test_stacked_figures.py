"""The figures of stacks draw what they are given, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import heard_by_lag, learning_curves, stack_paths, style
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

SHARES = np.array([[1.0, 2, 3, 2], [1, 2.5, 2, 1], [1, 1.5, 2, 3]])
GRID, WAY = [[1, 1, 1], [1, 2, 3]], [(0, 0), (0, 1), (1, 1)]
CURVES = [("one", "hidden", 20, SHARES, (21, 0.5)), ("two", "cell", 20, SHARES / 2, (21, 0.2))]
FIGURES = {
    "heard": (heard_by_lag.draw, {1: (SHARES, SHARES[0]), 2: (SHARES, SHARES[1])}),
    "paths": (stack_paths.draw, (GRID, WAY)),
    "curves": (learning_curves.draw, CURVES),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", style.show(*FIGURES[name]).data))
    assert painted and painted <= set(style.COLOUR.values())


def test_lines_are_medians_and_dots_the_count():
    ax = Figure().add_subplot()
    heard_by_lag.draw(ax, {2: (SHARES, np.arange(1.0, 9.0))})
    line, dots = ax.lines[:2]
    assert line.get_ydata().tolist() == [1, 2, 2, 2]
    assert dots.get_xdata().tolist() == [0, 4] and dots.get_ydata().tolist() == [1, 5]
    assert "2 layers" in [text.get_text() for text in ax.texts]


def test_there_are_colours_for_four_stacks():
    with pytest.raises(ValueError, match="colours for 4 stacks, got 5"):
        heard_by_lag.draw(Figure().add_subplot(), {k: (SHARES, SHARES[0]) for k in range(5)})


def test_the_path_is_drawn_over_its_arrows_alone():
    ax = Figure().add_subplot()
    stack_paths.draw(ax, (GRID, WAY))
    arrows = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)]
    chosen = [arrow for arrow in arrows if to_hex(arrow.get_edgecolor()) == style.COLOUR["hidden"]]
    assert len(chosen) == len(WAY) and len(arrows) == 2 * 2 + 3 + 1
    assert {"1", "2", "3", "layer 2", "$s + 2$"} <= {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("path", [[(0, 1)], [(0, 0), (1, 1)], [(0, 0), (0, 1), (0, 0)]])
def test_a_path_goes_forwards_or_upwards(path):
    with pytest.raises(ValueError, match="forwards or upwards"):
        stack_paths.draw(Figure().add_subplot(), (GRID, path))


def test_curves_are_medians_from_their_first_step():
    ax = Figure().add_subplot()
    learning_curves.draw(ax, CURVES)
    assert ax.lines[0].get_ydata().tolist() == [1, 2, 2, 2] and ax.lines[0].get_xdata()[0] == 20
