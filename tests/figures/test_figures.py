"""Every figure draws, in the book's colours alone, and the cell's paths light one by one."""

import re

import book_drawings
import numpy as np
import pytest
from lstmbook.figures import counting_brackets, keeping_a_number, kept_share, lstm_cell, packed_kernel, style
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

TRACES = np.linspace(-0.9, 0.9, 3)[:, None] * 0.9 ** np.arange(11)
FIGURES = {
    "keeping_a_number": (keeping_a_number.draw, [("one", "hidden", TRACES), ("two", "cell", TRACES)], 2),
    "lstm_cell": (lstm_cell.draw, None, 1),
    "packed_kernel": (packed_kernel.draw, (3, 4), 1),
    "kept_share": (kept_share.draw, {0: np.full((3, 5), 0.1), 1: np.full((3, 5), 0.2)}, 1),
    "counting_brackets": (counting_brackets.draw, ("(())", [1, 2, 1, 0], [0.8, 0.9, 0.8, 0]), 1),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, panels = FIGURES[name]
    svg = style.show(draw, data, panels=panels).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_the_same_data_give_the_same_bytes():
    draw, data, panels = FIGURES["packed_kernel"]
    assert style.show(draw, data).data == style.show(draw, data).data


def test_the_ground_is_brought_along_and_left_to_the_site():
    svg = style.show(lstm_cell.draw, None).data
    assert re.match(r'<svg [^>]*style="background: #ffffff"', svg)
    assert "background" not in book_drawings.inline(svg, "A cell", {})


@pytest.mark.parametrize("role", lstm_cell.ROLES)
def test_each_path_can_be_lit_alone(role):
    ax = Figure().add_subplot()
    lstm_cell.draw(ax, {role})
    lit = {to_hex(line.get_color()) for line in ax.lines if line.get_alpha() == 1}
    others = {style.COLOUR[other] for other in ("forget", "input", "output") if other != role}
    assert style.COLOUR[role] in lit and not lit & others


def test_an_unknown_path_is_refused():
    with pytest.raises(ValueError, match="no path .'peephole'."):
        lstm_cell.draw(Figure().add_subplot(), {"peephole"})
