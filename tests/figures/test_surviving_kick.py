"""The figure draws, in the book's colours alone."""

import re
from types import SimpleNamespace

import numpy as np
from lstmbook.figures import style, surviving_kick
from matplotlib.figure import Figure

ONE = SimpleNamespace(bias=0.5 ** np.arange(6), gates=0.6 ** np.arange(6), everything=0.9 ** np.arange(6))
DATA = [("before", [ONE, ONE]), ("after", [ONE])]


def test_draws_in_the_colours_of_the_book():
    svg = style.show(surviving_kick.draw, DATA, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_draws_three_lines_for_each_survival():
    axes = Figure().subplots(1, 2)
    surviving_kick.draw(axes, DATA)
    assert [len(ax.lines) for ax in axes] == [6, 3]
    assert {text.get_text() for text in axes[1].texts} == {"bias", "gates", "in fact"}
