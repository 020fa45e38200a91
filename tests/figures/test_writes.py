"""The figure draws, in the book's colours alone."""

import re

import numpy as np
from lstmbook.figures import style, writes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

SHARES = np.array([0.1, 0.2, 0.3, 0.4])
DATA = [("one", [SHARES], [SHARES[::-1], SHARES]), ("two", [SHARES], [SHARES])]


def test_draws_in_the_colours_of_the_book():
    svg = style.show(writes.draw, DATA, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_draws_a_line_for_each_network_before_and_after():
    axes = Figure().subplots(1, 2)
    writes.draw(axes, DATA)
    assert [len(ax.lines) for ax in axes] == [3, 2]
    first, _, before = axes[0].lines
    assert first.get_xdata()[0] == 1 and first.get_ydata().tolist() == SHARES[::-1].tolist()
    assert to_hex(before.get_color()) == style.COLOUR["quiet"] != to_hex(first.get_color())
