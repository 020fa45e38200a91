"""The figures of the first session draw what they are given, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import (
    bits_by_length,
    capacity_by_scale,
    chain_growth,
    held_by_length,
    held_by_noise,
    holding_and_fading,
    impulse_response,
    information_by_lag,
    lengths_back,
    marked_row,
    memory_function,
    reach_and_recall,
    recall_by_lag,
    saturating_bits,
    savings,
    serial_position,
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
        (
            "held",
            [("a", "cell", False, np.linspace(1, 0, 20), 3, 0.5), ("b", "ink", True, np.linspace(1, 0, 20), 3, 0.2)],
        ),
        1,
    ),
    "chain_growth": (chain_growth.draw, (1.2 ** np.arange(9), 1.5 ** np.arange(9)), 1),
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
    "savings": (
        savings.draw,
        (("A", [0.3, 1, 700], [0.6, 0.4, 0.2], 9, 0.4), ([0.3, 1, 9], [0.6, 0.4, 0.01])),
        1,
    ),
    "impulse_response": (impulse_response.draw, [("a", "cell", 0.9 ** np.arange(40)), ("b", "hidden", np.ones(40))], 1),
    "holding_and_fading": (
        holding_and_fading.draw,
        (np.full((2, 9), 0.5), np.full((3, 9), 0.9), ("A", [0, 30], [0.5, 0.2], 9, 0.4)),
        2,
    ),
    "serial_position": (
        serial_position.draw,
        (np.full((2, 20), 0.6), np.full((2, 20), 0.3), 0.25, np.linspace(0.4, 1, 20)),
        2,
    ),
    "marked_row": (marked_row.draw, ("BDAACD", 1), 1),
    "recall_by_lag": (recall_by_lag.draw, ((5, 10), [("one", "hidden", np.ones((2, 3)), 5, 0.9)], 0.25, 0.625), 1),
    "reach_and_recall": (
        reach_and_recall.draw,
        ((5, 10), [("one", "hidden", 0.9 ** np.arange(30), (5, 10), np.ones((2, 3)))], 0.01, 0.625),
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


def test_squares_of_singular_values_fall_twice_as_fast():
    ax = Figure().add_subplot()
    singular_values.draw(ax, (3 * 0.1 ** np.arange(10), 1e-15, ("s", "cell"), ("s²", "forget")))
    values, squares, kept = (np.asarray(line.get_ydata()) for line in ax.lines)
    assert np.allclose(np.log10(values), -np.arange(10)) and np.allclose(np.log10(squares), -2 * np.arange(10))
    assert (kept == 1e-15).all() and (squares < kept[0]).sum() == 2 and not (values < kept[0]).any()


def test_dots_lie_on_the_line_that_they_check():
    ax = Figure().add_subplot()
    lines = [("a", "cell", False, np.ones(5), 1, 0.5), ("b", "ink", True, np.ones(5), 1, 0.2)]
    memory_function.draw(ax, ("held", lines))
    line, dots = ax.lines
    assert line.get_linestyle() == "-" and dots.get_linestyle() == "None" and dots.get_zorder() > line.get_zorder()


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
