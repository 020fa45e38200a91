"""The figures of the first session draw what they are given, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import (
    bits_by_length,
    capacity_by_scale,
    held_by_length,
    held_by_noise,
    information_by_lag,
    lengths_back,
    memory_function,
    saturating_bits,
    singular_values,
    stretched_circle,
    style,
)
from matplotlib.figure import Figure

SHEAR = np.array([[0.9, 0.5], [0.0, 0.9]])
LINES = [("one", "hidden", 0.9 ** np.arange(50)), ("two", "cell", 0.8 ** np.arange(50)), ("S", "ink", np.ones(50))]
FIGURES = {
    "lengths_back": (lengths_back.draw, LINES, 1),
    "memory_function": (
        memory_function.draw,
        [("a", "cell", False, np.linspace(1, 0, 20), 3, 0.5), ("b", "ink", True, np.linspace(1, 0, 20), 3, 0.2)],
        1,
    ),
    "singular_values": (singular_values.draw, (0.5 ** np.arange(30), 1e-15, ("s", "cell"), ("s²", "forget")), 1),
    "capacity_by_scale": (
        capacity_by_scale.draw,
        ((0.1, 1), np.array([[9.0, 8.0], [3.0, 2.0]]), 10, np.zeros((2, 2))),
        1,
    ),
    "information_by_lag": (
        information_by_lag.draw,
        (np.linspace(1, 0, 20), np.linspace(4, 0, 20), [0, 5, 10], [4.1, 3.0, 2.0]),
        2,
    ),
    "bits_by_length": (
        bits_by_length.draw,
        (np.arange(1, 20), [("a", "cell", np.arange(1, 20) ** 0.5)], np.arange(1.0, 20)),
        1,
    ),
    "saturating_bits": (saturating_bits.draw, ((0.1, 1, 10), [("a", "cell", (1.0, 2, 3), True, "right")]), 1),
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


def test_squares_of_singular_values_fall_twice_as_fast():
    ax = Figure().add_subplot()
    singular_values.draw(ax, (3 * 0.1 ** np.arange(10), 1e-15, ("s", "cell"), ("s²", "forget")))
    values, squares, kept = (np.asarray(line.get_ydata()) for line in ax.lines)
    assert np.allclose(np.log10(values), -np.arange(10)) and np.allclose(np.log10(squares), -2 * np.arange(10))
    assert (kept == 1e-15).all() and (squares < kept[0]).sum() == 2 and not (values < kept[0]).any()


def test_dots_lie_on_the_line_that_they_check():
    ax = Figure().add_subplot()
    memory_function.draw(ax, [("a", "cell", False, np.ones(5), 1, 0.5), ("b", "ink", True, np.ones(5), 1, 0.2)])
    line, dots = ax.lines
    assert line.get_linestyle() == "-" and dots.get_linestyle() == "None" and dots.get_zorder() > line.get_zorder()
