"""The figures of the gradient page draw, in the book's colours alone."""

import re

import numpy as np
import pytest
from lstmbook.figures import direct_and_whole, gradient_by_lag, lstm_backward, style, sustained_growth, truncation
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

DECAY = np.array([[0.5], [0.6]]) ** np.arange(5)
CELLS = (np.array([0.2, 0.9]), np.array([0.3, -1.4]))
FIGURES = {
    "gradient_by_lag": (
        gradient_by_lag.draw,
        {"small": {"SimpleRNN": DECAY}, "large": {"forget bias 1": DECAY}},
        2,
    ),
    "direct_and_whole": (direct_and_whole.draw, [CELLS], 1),
    "lstm_backward": (lstm_backward.draw, None, 1),
    "sustained_growth": (sustained_growth.draw, ({100: [2.0, 3.0], 200: [1.0, 4.0]}, 1e3 * DECAY), 2),
    "truncation": (truncation.draw, {"bias 1": ("forget", DECAY)}, 1),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_in_the_colours_of_the_book(name):
    draw, data, panels = FIGURES[name]
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", style.show(draw, data, panels=panels).data))
    assert painted and painted <= set(style.COLOUR.values())


def test_each_curve_is_the_share_of_cells_at_least_so_large():
    ax = Figure().add_subplot()
    direct_and_whole.draw(ax, [CELLS])
    curves = {to_hex(line.get_color()): line for line in ax.lines}
    whole = curves[style.COLOUR["cell"]]
    assert whole.get_xdata().tolist() == [0.3, 1.4] and whole.get_ydata().tolist() == [1.0, 0.5]
    assert curves[style.COLOUR["forget"]].get_xdata().max() < 1


def test_the_way_back_names_every_gradient_of_the_step():
    ax = Figure().add_subplot()
    lstm_backward.draw(ax)
    written = " ".join(text.get_text() for text in ax.texts)
    names = [r"\bar{c}^{+}_t", r"\bar{c}_t", r"\bar{c}^{+}_{t-1}", r"\bar{h}_t", r"\bar{h}^{+}_{t-1}", r"\bar{x}_t"]
    assert all(name in written for name in [*names, *(rf"\bar{{z}}^{{{gate}}}_t" for gate in "ifgo")])


def test_a_long_walk_keeps_its_own_range():
    axes = Figure().subplots(1, 2)
    sustained_growth.draw(axes, ({100: [2.0], 200: [3.0]}, np.array([[1.0, 1e5], [1.0, 1e-5]])))
    assert [ax.get_ylim() for ax in axes] == [(1e-5, 1e5)] * 2
