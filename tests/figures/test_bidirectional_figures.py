"""The figures of the page on two directions draw what they are given, in the colours of the book."""

import re

import numpy as np
import pytest
from lstmbook.figures import known_side, lookahead, right_by_step, style, two_directions
from matplotlib.figure import Figure

CEILING = np.repeat([0.5, 0.75, 1.0], [2, 16, 2])
FIGURES = {
    "two_directions": (two_directions, (5, 1)),
    "known_side": (known_side, 45.0),
    "lookahead": (lookahead, ((0, 2), [np.array([0.74, 0.75]), np.array([0.9, 0.95])], 0.75, 2, np.array([0.96]))),
    "right_by_step": (right_by_step, ([("one", "hidden", np.tile(CEILING, (2, 1)), (5, 0.7))], CEILING)),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    module, data = FIGURES[name]
    svg = style.show(module.draw, data).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(module.draw, data).data


def drawn(name):
    module, data = FIGURES[name]
    ax = Figure().add_subplot()
    module.draw(ax, data)
    return ax


def test_the_last_state_of_each_direction_is_framed():
    """Of five steps one is padding: forward ends at the fourth, backward at the first."""
    framed = [one for one in drawn("two_directions").patches if one.get_width() > 2 * two_directions.BOX + 0.01]
    assert sorted((round(one.get_x() + one.get_width() / 2), one.get_y() > 0) for one in framed) == [
        (0, False),
        (3, True),
    ]


def test_the_wedges_are_where_both_signs_agree():
    first, second = drawn("known_side").patches[:2]
    for wedge in (first, second):
        inside = np.radians((wedge.theta1 + wedge.theta2) / 2)
        a, b = np.cos(inside), np.sin(inside)
        assert a * (a + b) > 0 and wedge.theta2 - wedge.theta1 == pytest.approx(135)


def test_every_share_is_drawn():
    lines = drawn("lookahead").lines
    dots = [line.get_ydata() for line in lines if line.get_marker() == "o"]
    assert [list(one) for one in dots] == [[0.74, 0.75], [0.9, 0.95]]
    ceiling, _ = drawn("right_by_step").lines[:2]
    assert list(ceiling.get_ydata()) == list(CEILING)
