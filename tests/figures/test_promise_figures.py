"""The figures of the page on layers draw, in the colours of the book alone, and the same each time."""

import re

import numpy as np
import pytest
from lstmbook.figures import padding_share, promise_grid, style, two_homes
from matplotlib.figure import Figure

PADDINGS = np.arange(0, 41, 10)
SHARE = PADDINGS / (PADDINGS + 8)
HOMES = {"one": ("$h$, $c$", "$M$, $m$", ""), "other": ("$h$, $c$", "", "$M$, $m$")}
FIGURES = {
    "padding_share": (
        padding_share.draw,
        (PADDINGS, np.stack([SHARE * 0.9, SHARE, SHARE * 1.1]), 0 * SHARE, (PADDINGS, np.stack([SHARE] * 3))),
    ),
    "two_homes": (two_homes.draw, HOMES),
    "promise_grid": (
        promise_grid.draw,
        {"ours": {"masks": True, "states": True, "helper": True}, "other": {"masks": 0, "states": 1, "helper": 1}},
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data = FIGURES[name]
    svg = style.show(draw, data).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data).data


def test_a_home_shows_what_it_carries_between_steps_and_what_all_steps_see_once():
    ax = Figure().add_subplot()
    two_homes.draw(ax, HOMES)
    written = [one.get_text() for one in ax.texts]
    assert written.count("$h$, $c$") == 8  # before, between and after three steps, in both homes
    assert written.count("$M$, $m$") == 4 + 1
    assert written.count("step") == 6


def test_what_was_derived_is_drawn_at_every_number_of_rows_that_is_given():
    ax = Figure().add_subplot()
    fine, measured = np.arange(41), np.stack([0.9 * SHARE, 1.1 * SHARE, SHARE])
    derived = np.stack([0.9, 1.1, 1.0])[:, None] * fine / (fine + 8)
    padding_share.draw(ax, (PADDINGS, measured, 0 * SHARE, (fine, derived)))
    assert any(np.array_equal(one.get_xydata().T, [fine, derived[2]]) for one in ax.lines)  # of the one in the middle
    assert any(np.array_equal(one.get_xydata().T, [PADDINGS, SHARE]) for one in ax.lines)
    edge = ax.collections[0].get_paths()[0].vertices
    for shares in derived[:2]:
        assert {*zip(fine, shares, strict=True)} <= {*map(tuple, edge)}
