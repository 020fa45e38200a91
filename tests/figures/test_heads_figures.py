"""The figures of several heads draw what they are given."""

import numpy as np
from lstmbook.figures import answers_in_a_plane, errors_by_heads, errors_while_learning, heads_side_by_side
from matplotlib.figure import Figure


def test_a_curve_is_the_mean_of_the_last_steps():
    losses = np.array([4.0, 2.0, 0.0, 2.0])
    assert errors_while_learning.smoothed(losses, 2).tolist() == [4, 3, 1, 1]
    ax = Figure().add_subplot()
    errors_while_learning.draw(ax, (0.5, [("one", "query", 0.5, [losses, losses / 2]), ("two", "value", 0, [losses])]))
    assert len(ax.lines) == 1 + 3 and ax.lines[0].get_ydata()[0] == 0.5
    assert np.allclose(ax.lines[2].get_ydata(), errors_while_learning.smoothed(losses) / 2)
    assert [text.get_text() for text in ax.texts] == ["one", "two"]


def test_a_dash_is_the_bound_and_a_line_joins_the_medians():
    errors = np.array([[0.5, 0.6, 0.9], [0.1, 0.2, 0.001], [0.3, 0.4, 0.2]])
    ax = Figure().add_subplot()
    errors_by_heads.draw(ax, ([1, 2, 8], [(2, "value", errors), (4, "query", errors)]))
    floors = [[segment[0][1] for segment in one.get_segments()] for one in ax.collections]
    assert floors == [[0.5], [0.75, 0.5]] and ax.get_yscale() == "log"
    joined = [line for line in ax.lines if line.get_linestyle() == "-"]
    assert joined[0].get_ydata().tolist() == [0.6, 0.1, 0.3]
    assert sum(len(line.get_xdata()) for line in ax.lines if line.get_linestyle() == "None") == 2 * 9
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "8"]


def test_what_is_given_is_joined_to_what_was_wanted():
    wanted, given = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0.9, 1.9], [0.0, 0.0]])
    axes = Figure().subplots(1, 2)
    answers_in_a_plane.draw(axes, (wanted, [("one", "query", given), ("two", "value", wanted)]))
    *joined, asked, found = ([*zip(*line.get_data(), strict=True)] for line in axes[0].lines)
    assert joined == [[(1, 2), (0.9, 1.9)], [(0.5, -1), (0, 0)]]
    assert asked == [tuple(one) for one in wanted] and found == [tuple(one) for one in given]
    assert [ax.get_title(loc="left") or ax.get_title() for ax in axes] == ["one", "two"]
    assert all(ax.get_aspect() == 1 for ax in axes)


def test_every_head_has_a_context_a_block_and_a_part():
    ax = Figure().add_subplot()
    heads_side_by_side.draw(ax, (3, 2, 4))
    written = [text.get_text() for text in ax.texts]
    assert sum("C^" in one for one in written) == sum("W_O" in one for one in written) == 3
    assert written.count("+") == 2 and written.count("=") == 1
    heights = [patch.get_height() for patch in ax.patches]
    assert np.allclose(heights[:6:2], heights_of(3)) and len(ax.patches) == 18


def heights_of(rows):
    """Of the first context and of the first block of the matrix, and of the next context."""
    return np.array([rows, 2, rows]) * heads_side_by_side.UNIT
