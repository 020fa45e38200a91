"""The figures of the horizon draw what they are given, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import reach_and_recall, recall_by_lag, style
from matplotlib.figure import Figure

LAGS = (5, 10, 20)
RIGHT = np.array([[1.0, 0.9, 1.0], [0.3, 1.0, 0.7], [0.2, 0.25, 0.3]])
GROUPS = [("one", "hidden", RIGHT, 5, 0.9), ("hand", "cell", np.ones((3, 1)), 5, 1.0)]
REACHES = [
    ("one", "hidden", 0.9 ** np.arange(30), LAGS, RIGHT),
    ("two", "cell", 0.5 ** np.arange(30), LAGS[:2], RIGHT[:2]),
]
FIGURES = {
    "recall_by_lag": (recall_by_lag.draw, (LAGS, GROUPS, 0.25, 0.625), 1),
    "reach_and_recall": (reach_and_recall.draw, (LAGS, REACHES, 0.01, 0.625), 2),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, panels = FIGURES[name]
    svg = style.show(draw, data, panels=panels).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data, panels=panels).data


def test_a_line_joins_the_medians_and_a_dot_is_a_network():
    ax = Figure().add_subplot()
    recall_by_lag.draw(ax, (LAGS, GROUPS, 0.25, 0.625))
    lines = [line for line in ax.lines if len(line.get_xdata()) == 3]
    dots = [line for line in lines if line.get_linestyle() == "None"]
    joined = [line for line in lines if line.get_linestyle() == "-"]
    assert len(dots) == 4 and np.array_equal(dots[1].get_ydata(), RIGHT[:, 1])
    assert joined[0].get_ydata().tolist() == [1.0, 0.7, 0.25] and joined[0].get_xdata().tolist() == list(LAGS)


def test_left_is_the_gradient_and_right_what_was_learned():
    left, right = Figure().subplots(1, 2)
    reach_and_recall.draw((left, right), (LAGS, REACHES, 0.01, 0.625))
    assert np.allclose(left.lines[1].get_ydata()[:5], 0.9 ** np.arange(1, 6))
    assert left.lines[0].get_ydata()[0] == 0.01 and right.lines[0].get_ydata()[0] == 0.625
    assert right.lines[1].get_ydata().tolist() == [1.0, 0.7, 0.25] and len(right.lines[2].get_xdata()) == 2
