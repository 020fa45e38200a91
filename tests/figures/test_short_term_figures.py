"""The figures of the first session draw what they are given, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import (
    capacity_by_scale,
    held_by_length,
    held_by_noise,
    lengths_back,
    memory_function,
    stretched_circle,
    style,
)
from matplotlib.figure import Figure

SHEAR = np.array([[0.9, 0.5], [0.0, 0.9]])
LINES = [("one", "hidden", 0.9 ** np.arange(50)), ("two", "cell", 0.8 ** np.arange(50)), ("S", "ink", np.ones(50))]
FIGURES = {
    "lengths_back": (lengths_back.draw, LINES, 1),
    "memory_function": (memory_function.draw, [("a", "cell", np.linspace(1, 0, 20), 3, 0.5)], 1),
    "capacity_by_scale": (
        capacity_by_scale.draw,
        ((0.1, 1), np.array([[9.0, 8.0], [3.0, 2.0]]), 10, np.zeros((2, 2))),
        1,
    ),
    "held_by_length": (held_by_length.draw, ([1, 9], [("gain 1", "cell", [1.0, 3.0])], 6), 1),
    "held_by_noise": (held_by_noise.draw, ((0.1, 1), [("a", "cell", 3.0, np.array([[3.0, 2.9], [2.0, 1.9]]))]), 1),
    "stretched_circle": (stretched_circle.draw, (SHEAR, [0, 1, 5]), 3),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, panels = FIGURES[name]
    svg = style.show(draw, data, panels=panels).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(draw, data, panels=panels).data


def test_labels_do_not_stand_on_each_other():
    ax = Figure().add_subplot()
    lengths_back.draw(ax, [(name, "cell", np.full(50, 1e-4)) for name in "abc"] + LINES[2:])
    heights = sorted(text.get_position()[1] for text in ax.texts)
    assert len(heights) == 4 and min(np.divide(heights[1:], heights[:-1])) > 1.2


def test_the_circle_goes_where_a_gradient_goes_that_is_handed_back():
    axes = Figure().subplots(1, 2)
    stretched_circle.draw(axes, (SHEAR, [0, 2]))
    start, (_, moved, _) = axes[0].lines[1], axes[1].lines
    v = np.array(start.get_data())[:, 17]
    assert np.allclose(np.array(moved.get_data())[:, 17], v @ SHEAR.T @ SHEAR.T)
