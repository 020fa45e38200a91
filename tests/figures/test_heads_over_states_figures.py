"""The figures draw, in the colours of the book alone, and the same each time; what does not fit is refused."""

import re

import pytest
from lstmbook.figures import style, three_askers

PANELS = [("one", "learned"), ("two", "second"), ("three", "states")]


def test_draws_in_the_colours_of_the_book():
    svg = style.show(three_askers.draw, (4, PANELS), panels=3).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values()) and style.COLOUR["query"] in painted
    assert svg == style.show(three_askers.draw, (4, PANELS), panels=3).data


def test_an_unknown_source_is_refused():
    with pytest.raises(ValueError, match="source must be 'learned', 'second' or 'states', got 'other'"):
        style.show(three_askers.draw, (4, [("one", "other"), *PANELS[1:]]), panels=3)
