"""The figures of the page on linear attention and the matrix memory."""

import numpy as np
from lstmbook.figures import recall_by_pairs, two_memories
from lstmbook.figures.style import COLOUR, show
from matplotlib.figure import Figure


def test_two_memories_say_the_same_and_keep_what_they_keep():
    said, kept = (np.arange(9.0), np.arange(9.0)), (4 * np.arange(1, 10), np.full(9, 16))
    axes = Figure().subplots(1, 2)
    two_memories.draw(axes, (said, kept))
    left, right = axes
    assert [line.get_color() for line in left.lines] == [COLOUR["query"], COLOUR["cell"]]
    assert all(np.array_equal(line.get_ydata(), said[0]) for line in left.lines)
    assert [list(line.get_ydata()) for line in right.lines] == [list(one) for one in kept]
    assert [text.get_text() for text in right.texts] == ["all pairs", "matrix"]
    assert show(two_memories.draw, (said, kept), panels=2).data.startswith("<svg")


def test_recall_has_a_line_of_medians_and_a_dot_for_each_network():
    ax, shares = Figure().subplots(), np.array([[1.0, 0.8], [1.0, 0.6], [1.0, 0.1]])
    recall_by_pairs.draw(ax, ([("mLSTM", "cell", 0.9, shares), ("one", "hidden", 0.3, shares[:1])], [1, 0.56], 0.125))
    dots = [line for line in ax.lines if line.get_marker() == "."]
    assert len(dots) == 4
    lines = [list(line.get_ydata()) for line in ax.lines if line.get_marker() != "."]
    assert lines == [[1.0, 0.6], [1.0, 0.8], [1, 0.56], [0.125, 0.125]]
    assert [text.get_text() for text in ax.texts] == ["mLSTM", "one", "chance"]
