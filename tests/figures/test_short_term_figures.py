"""The figures of the first session draw what they are given, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import (
    capacity_by_scale,
    holding_and_fading,
    impulse_response,
    lengths_back,
    memory_function,
    savings,
    serial_position,
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
    "savings": (
        savings.draw,
        ([("A", "hidden", [0.3, 1, 700], [0.6, 0.4, 0.2], 9, 0.4)], ([0.3, 1, 9], [0.6, 0.4, 0.01])),
        1,
    ),
    "impulse_response": (impulse_response.draw, [("a", "cell", 0.9 ** np.arange(40)), ("b", "hidden", np.ones(40))], 1),
    "holding_and_fading": (
        holding_and_fading.draw,
        (np.full((2, 9), 0.5), np.full((3, 9), 0.9), [("A", "cell", [0, 30], [0.5, 0.2], 9, 0.4)]),
        2,
    ),
    "serial_position": (
        serial_position.draw,
        (np.full((2, 20), 0.6), np.full((2, 20), 0.3), 0.25, np.linspace(0.4, 1, 20)),
        2,
    ),
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


def test_labels_of_impulse_responses_do_not_stand_on_each_other():
    ax = Figure().add_subplot()
    impulse_response.draw(ax, [(name, "cell", 0.8 ** np.arange(30)) for name in "abc"])
    heights = sorted(text.get_position()[1] for text in ax.texts)
    assert len(heights) == 3 and min(np.divide(heights[1:], heights[:-1])) > 1.2


def test_serial_positions_count_from_one_and_end_at_the_last_place():
    axes = Figure().subplots(1, 2)
    people = np.linspace(0.4, 1, 20)
    serial_position.draw(axes, (np.full((1, 20), 0.6), np.full((1, 20), 0.3), 0.25, people))
    places, recalled = axes[1].lines[0].get_data()
    assert places[0] == 1 and places[-1] == 20 and np.array_equal(recalled, people)
    assert len(axes[0].lines) == 3
