"""The figure draws, in the colours of the book alone, and the same each time."""

import re

import numpy as np
from lstmbook.figures import style, trained_gates

GATES = np.linspace(0.1, 0.9, 12).reshape(4, 3)
DATA = ("ABBA", [True, False, False, True], {"f": GATES, "i": 1 - GATES})


def test_draws_in_the_colours_of_the_book():
    svg = style.show(trained_gates.draw, DATA, panels=1).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(trained_gates.draw, DATA, panels=1).data
