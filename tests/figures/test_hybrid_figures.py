"""The figures draw, in the colours of the book alone, and the same each time."""

import re

import numpy as np
import pytest
from lstmbook.figures import residual_roads, right_by_model, right_by_place, style
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

SHARES = {"LSTM": [0.2, 0.3], "attention": [1.0, 0.9]}
PLACES = np.linspace(0.4, 1.0, 14).reshape(2, 7)
BLOCKS = [("pre-norm", ["normalise", "attention", "+"], "Y"), ("post-norm", ["attention", "+", "normalise"], "N")]
FIGURES = {
    "residual_roads": (residual_roads.draw, BLOCKS, {}),
    "right_by_model": (right_by_model.draw, [("one", SHARES, 0.5), ("other", SHARES, 0.125)], {"panels": 2}),
    "right_by_place": (right_by_place.draw, [("LSTM", "cell", 0.9, PLACES), ("gate", "forget", 0.6, PLACES)], {}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, options = FIGURES[name]
    svg = style.show(draw, data, **options).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data, **options).data


@pytest.mark.parametrize(("block", "boxes"), [(0, 0), (1, 1)])
def test_only_after_the_sum_a_normalisation_stands_on_the_road(block, boxes):
    """Arrows in the road's colour: one onto the sum, one from it to the end or to a box, and one from that box on."""
    ax = Figure().add_subplot()
    residual_roads.draw(ax, [BLOCKS[block]])
    arrows = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)]
    coloured = [one for one in arrows if to_hex(one.get_edgecolor()) == style.COLOUR["cell"]]
    assert len(coloured) == 2 + boxes and len(arrows) == 5


def test_equal_dots_can_be_counted_and_guessing_starts_at_the_second_bit():
    axes = Figure().subplots(1, 2)
    right_by_model.draw(axes, [("one", {"a": [1.0, 1.0, 1.0]}, 0.5), ("other", {"a": [1.0, 1.0, 1.0]}, 0.5)])
    dots = axes[0].lines[0]
    assert len(set(dots.get_ydata())) == 3 and np.mean(dots.get_ydata()) == 0
    ax = Figure().add_subplot()
    right_by_place.draw(ax, [("LSTM", "cell", 0.9, PLACES)])
    assert ax.lines[-1].get_xdata().tolist() == [2, 7]
