"""The figure draws, in the book's colours alone."""

import re

import numpy as np
from lstmbook.figures import averages, style
from matplotlib.figure import Figure

STEPS = np.arange(-3, 5)
DATA = (STEPS, np.sign(STEPS + 0.5), np.outer(STEPS, [0.1, 0.2]), (0, 5))


def test_draws_in_the_colours_of_the_book():
    svg = style.show(averages.draw, DATA, panels=1).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_labels_every_bias():
    ax = Figure().add_subplot()
    averages.draw(ax, DATA)
    assert [text.get_text() for text in ax.texts] == ["bias 0", "bias 5"]


def test_labels_do_not_cover_each_other():
    ax = Figure().add_subplot()
    averages.draw(ax, (STEPS, np.sign(STEPS + 0.5), np.outer(STEPS, [0.1, 0.1, 0.09]), (0, 1, 5)))
    low, *_, high = sorted(text.get_position()[1] for text in ax.texts)
    assert high - low >= 0.33
