"""The figure draws, in the colours of the book alone, and the same each time."""

import re

from lstmbook.figures import saturation, style

DATA = ([-3, -2, -1], [40, 20, 10], [41.0, 20.5, 10.2])


def test_draws_in_the_colours_of_the_book():
    svg = style.show(saturation.draw, DATA, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(saturation.draw, DATA, panels=2).data
