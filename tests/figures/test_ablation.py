"""The figure draws, in the colours of the book alone, and the same each time."""

import re

from lstmbook.figures import ablation, style

LOSSES = {variant: [0.01 * (place + 1), 0.02, 0.3] for place, variant in enumerate(ablation.ROLES)}
DATA = [("one", LOSSES), ("two", LOSSES)]


def test_draws_in_the_colours_of_the_book():
    svg = style.show(ablation.draw, DATA, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values())
    assert svg == style.show(ablation.draw, DATA, panels=2).data
