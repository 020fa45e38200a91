"""The figures draw, in the colours of the book alone, and the same each time; what does not fit is refused."""

import re

import numpy as np
import pytest
from lstmbook.figures import style, three_askers, votes_in_a_plane
from matplotlib.figure import Figure

PANELS = [("one", "learned"), ("two", "second"), ("three", "states")]


def test_draws_in_the_colours_of_the_book():
    svg = style.show(three_askers.draw, (4, PANELS), panels=3).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted and painted <= set(style.COLOUR.values()) and style.COLOUR["query"] in painted
    assert svg == style.show(three_askers.draw, (4, PANELS), panels=3).data


def test_an_unknown_source_is_refused():
    with pytest.raises(ValueError, match="source must be 'learned', 'second' or 'states', got 'other'"):
        style.show(three_askers.draw, (4, [("one", "other"), *PANELS[1:]]), panels=3)


@pytest.mark.parametrize("source", ["learned", "second", "states"])
def test_every_state_is_read(source):
    """That of the state that asks as well, beside the arrow from it."""
    axes = Figure().subplots(1, 1, squeeze=False)[0]
    three_askers.draw(axes, (4, [("one", source)]))
    ends = [line.get_xdata()[1] for line in axes[0].lines]
    np.testing.assert_allclose(ends, [1, 2, 3, 4], atol=0.2)


VOTES = np.array([[3.0, 2.0], [-2.0, -3.0], [1.0, -1.0]])


@pytest.mark.parametrize(
    ("said", "corners"), [([[1.0, -1.0], [0.5, -0.5]], ["A, B", "B, A"]), ([[1.0, 0.0]], ["A, B"])]
)
def test_votes_are_dots_and_each_order_has_its_corner(said, corners):
    axes = Figure().subplots(1, 1, squeeze=False)[0]
    votes_in_a_plane.draw(axes, [("one", VOTES, np.array(said), [1, 0])])
    dots, diamonds = (np.array(line.get_data()).T for line in axes[0].lines if line.get_marker() in "oD")
    np.testing.assert_array_equal(dots, VOTES)
    np.testing.assert_array_equal(diamonds, said)
    words = {text.get_text(): text for text in axes[0].texts}
    assert list(words) == [*corners, "A", "B"] and tuple(words["A"].xy) == (-2.0, -3.0)
    centres = [(one.get_x() + one.get_width() / 2, one.get_y() + one.get_height() / 2) for one in axes[0].patches]
    signs = [[1, -1], [-1, 1]][: len(corners)]
    np.testing.assert_array_equal(np.sign(centres), signs)


def test_votes_are_in_the_colours_of_the_book():
    svg = style.show(votes_in_a_plane.draw, [("one", VOTES, VOTES[:2], [0, 1])] * 2, panels=2).data
    painted = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    assert painted <= set(style.COLOUR.values()) and style.COLOUR["hidden"] in painted
