"""The figures of the horizon draw what they are given, in the book's colours alone."""

import numpy as np
import pytest
from lstmbook.figures import marked_row, reach_and_recall, recall_by_lag, style
from matplotlib.figure import Figure

LAGS = (5, 10, 20)
RIGHT = np.array([[1.0, 0.9, 1.0], [0.3, 1.0, 0.7], [0.2, 0.25, 0.3]])
GROUPS = [("one", "hidden", RIGHT, 5, 0.9), ("hand", "cell", np.ones((3, 1)), 5, 1.0)]
REACHES = [
    ("one", "hidden", 0.9 ** np.arange(30), LAGS, RIGHT),
    ("two", "cell", 0.5 ** np.arange(30), LAGS[:2], RIGHT[:2]),
]


def test_a_line_joins_the_medians_and_a_dot_is_a_network():
    ax = Figure().add_subplot()
    recall_by_lag.draw(ax, (LAGS, GROUPS, 0.25, 0.625))
    lines = [line for line in ax.lines if len(line.get_xdata()) == 3]
    dots = [line for line in lines if line.get_linestyle() == "None"]
    joined = [line for line in lines if line.get_linestyle() == "-"]
    assert len(dots) == 4 and np.array_equal(dots[1].get_ydata(), RIGHT[:, 1])
    assert joined[0].get_ydata().tolist() == [1.0, 0.7, 0.25] and joined[0].get_xdata().tolist() == list(LAGS)


def test_left_is_the_gradient_and_right_what_was_learned():
    left, right = Figure().subplots(1, 2)
    reach_and_recall.draw((left, right), (LAGS, REACHES, 0.01, 0.625))
    assert np.allclose(left.lines[1].get_ydata()[:5], 0.9 ** np.arange(1, 6))
    assert left.lines[0].get_ydata()[0] == 0.01 and right.lines[0].get_ydata()[0] == 0.625
    assert right.lines[1].get_ydata().tolist() == [1.0, 0.7, 0.25] and len(right.lines[2].get_xdata()) == 2


def test_the_lag_counts_the_letters_after_the_marked_one():
    ax = Figure().add_subplot()
    marked_row.draw(ax, ("BDAACD", 1))
    written = [text.get_text() for text in ax.texts]
    assert written[:6] == list("BDAACD") and "lag 4" in written and "which?  D" in written
    coloured = [text.get_text() for text in ax.texts[:6] if text.get_color() == style.COLOUR["cell"]]
    assert coloured == ["D"]


@pytest.mark.parametrize("place", [-1, 5, 6])
def test_a_mark_needs_a_letter_and_another_after_it(place):
    with pytest.raises(ValueError, match="place"):
        marked_row.draw(Figure().add_subplot(), ("BDAACD", place))
