"""The figures of networks of several speeds draw what they are given, in the book's colours alone."""

import re

import numpy as np
from lstmbook.figures import chunk_lengths, clock_face, heard_by_step, style
from matplotlib.figure import Figure

HEARD = np.geomspace(1e-25, 1e-1, 30)[None].repeat(3, axis=0)
PANELS = {"one": {"flat": HEARD, "stacked": HEARD * 2}, "two": {"chunked": HEARD, "clockwork": HEARD}}
LENGTHS = (2, 4, 7), np.array([16, 11, 11]), np.array([[0.1, 0.2], [0.3, 0.4], [0.2, 0.3]])
FACE = (1, 2), np.array([[1, 1], [1, 0], [1, 1]]), np.array([[1, 0], [1, 1]])


def test_they_draw_in_the_colours_of_the_book():
    for figure, data in ((heard_by_step, PANELS), (chunk_lengths, LENGTHS), (clock_face, FACE)):
        svg = style.show(figure.draw, data, panels=2).data
        painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
        assert painted and painted <= set(style.COLOUR.values())


def test_lines_are_medians_and_named():
    axes = Figure().subplots(1, 2)
    heard_by_step.draw(axes, PANELS)
    assert [text.get_text() for ax in axes for text in ax.texts] == ["flat", "stacked", "chunked", "clockwork"]
    assert axes[0].lines[0].get_ydata()[-1] == HEARD[0, -1]
    assert axes[0].lines[0].get_ydata()[0] == heard_by_step.LOWEST


def test_a_dot_is_a_network_and_the_line_their_median():
    way, first = Figure().subplots(1, 2)
    chunk_lengths.draw((way, first), LENGTHS)
    assert np.array_equal(way.lines[0].get_ydata(), LENGTHS[1])
    assert np.array_equal(first.lines[1].get_ydata(), LENGTHS[2][:, 1])
    assert np.allclose(first.lines[-1].get_ydata(), [0.15, 0.35, 0.25])


def test_a_filled_square_is_a_one():
    left, right = Figure().subplots(1, 2)
    clock_face.draw((left, right), FACE)
    filled = [[line.get_markerfacecolor() != "none" for line in ax.lines] for ax in (left, right)]
    assert filled == [FACE[1].astype(bool).ravel().tolist(), FACE[2].astype(bool).ravel().tolist()]
