"""The figures of the peepholes draw what they are given, in the book's colours alone."""

import re

import numpy as np
from lstmbook.figures import alarms, style, two_timers
from matplotlib.figure import Figure

CELLS = np.linspace([-1.0, -2.0], [3.0, 2.0], 20).T
TIMERS = CELLS, 1 / (1 + np.exp(-9 * (CELLS - 0.5))), np.full((2, 20), 0.01)
GROUPS = [
    (name, role, np.array([0.01, 0.02]) * place, np.array([right, right]))
    for place, (name, role, right) in enumerate(
        [("one", "hidden", 0.5), ("two", "ink", 0.9), ("three", "quiet", 0.0), ("four", "cell", 1.0)], 1
    )
]
PANELS = [("once", GROUPS), ("ten times", GROUPS)]


def test_they_draw_in_the_colours_of_the_book():
    for draw, data in ((two_timers.draw, TIMERS), (alarms.draw, PANELS)):
        svg = style.show(draw, data, panels=2).data
        painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
        assert painted and painted <= set(style.COLOUR.values())


def test_left_are_the_cells_and_right_the_gates():
    left, right = Figure().subplots(1, 2)
    two_timers.draw((left, right), TIMERS)
    assert np.array_equal(left.lines[1].get_ydata(), CELLS[1])
    assert [line.get_ydata()[-1] > 0.5 for line in right.lines] == [True, True, False, False]


def test_a_dot_is_a_network():
    axes = Figure().subplots(1, 2)
    alarms.draw(axes, PANELS)
    for ax in axes:
        assert [line.get_xdata().tolist() for line in ax.lines] == [loud.tolist() for _, _, loud, _ in GROUPS]
    assert [text.get_text() for text in axes[1].texts] == ["one", "two", "three", "four"] and not axes[0].texts
