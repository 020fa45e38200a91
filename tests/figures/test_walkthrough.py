"""The figure draws, in the book's colours alone."""

import re

from lstmbook.figures import style, walkthrough
from matplotlib.figure import Figure

DATA = [(title, {name: [0.25, -0.5] for name in "ifgoch"}) for title in ("step 1", "step 2")]


def test_draws_in_the_colours_of_the_book():
    svg = style.show(walkthrough.draw, DATA, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())


def test_draws_a_bar_with_its_number_for_every_result():
    axes = Figure().subplots(1, 2)
    walkthrough.draw(axes, DATA)
    assert [len(ax.patches) for ax in axes] == [12, 12]
    assert [bar.get_width() for bar in axes[0].patches] == [0.25, -0.5] * 6
    assert [text.get_text() for text in axes[1].texts] == ["0.25", "\u22120.50"] * 6
