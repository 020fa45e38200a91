"""The figures of the page on decoders that look back draw what they are given, in the colours of the book."""

import re

import numpy as np
import pytest
from lstmbook.figures import (
    decoder_steps,
    maps_side_by_side,
    reach_by_road,
    recovered_by_length,
    roads_to_a_symbol,
    style,
)
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

LENGTHS, BITS = [4, 6, 8], np.array([[11.0, 16, 20], [10, 15, 18], [12, 17, 22]])
MAP, NORMS = np.eye(4)[::-1] * 0.64, np.array([[1.0, 0.1, 0.01], [2, 0.2, 0.02], [4, 0.4, 0.04]])
FIGURES = {
    "recovered": (recovered_by_length, (LENGTHS, [12, 18, 24], 6, [("one", "cell", BITS, (4, 10))]), 1),
    "roads": (roads_to_a_symbol, (4, 3), 1),
    "steps": (decoder_steps, ("one", "other"), 2),
    "maps": (maps_side_by_side, {"one": MAP, "other": MAP.T}, 2),
    "reach": (reach_by_road, {"one": [("a", "value", True, NORMS, (3, 1))], "other": []}, 2),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    module, data, panels = FIGURES[name]
    if name == "reach":
        data = dict.fromkeys(data, data["one"])
    svg = style.show(module.draw, data, panels=panels).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def drawn(name):
    module, data, panels = FIGURES[name]
    if name == "reach":
        data = dict.fromkeys(data, data["one"])
    axes = [Figure().add_subplot() for _ in range(panels)]
    module.draw(axes[0] if panels == 1 else axes, data)
    return axes


def test_lines_are_medians():
    (ax,) = drawn("recovered")
    assert list(ax.lines[1].get_ydata()) == [11, 16, 20]
    line = drawn("reach")[0].lines[0]
    assert list(line.get_xdata()) == [1, 3, 5] and list(line.get_ydata()) == [2, 0.2, 0.02]


def test_the_bold_road_has_as_many_steps_as_it_says():
    (ax,) = drawn("roads")
    bold = [one for one in ax.texts if getattr(one, "arrow_patch", None) and one.arrow_patch.get_linewidth() == 2]
    assert len(bold) == 5 + 1  # and the reading
    assert "5 steps" in [text.get_text() for text in ax.texts]


def test_the_area_of_a_square_is_its_weight():
    squares = drawn("maps")[0].patches
    assert len(squares) == 4  # nothing is drawn where there is no weight
    (left, low), (right, high) = squares[0].get_xy().min(axis=0), squares[0].get_xy().max(axis=0)
    assert (right - left) * (high - low) == pytest.approx(0.64) and (left + right, low + high) == pytest.approx((8, 2))


def test_what_is_read_goes_into_the_cell_on_the_left_alone():
    x, y = decoder_steps.CELL
    for ax, goes_in in zip(drawn("steps"), (True, False), strict=True):
        read = [one for one in ax.texts if getattr(one, "arrow_patch", None)]
        ends = [one.xy for one in read if one.arrow_patch.get_edgecolor() == to_rgba(style.COLOUR["value"])]
        assert len(ends) == 1 and ((x, y + 0.3) in ends) == goes_in
