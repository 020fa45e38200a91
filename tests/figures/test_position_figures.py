"""The figures of the page on positions."""

import numpy as np
from lstmbook.figures import clock_hands, looking_back, same_curve, turned_pair
from lstmbook.figures.style import COLOUR, show
from matplotlib.figure import Figure


def test_the_same_rows_are_drawn_over_the_position_and_over_the_distance():
    axes = Figure().subplots(1, 2)
    rows = np.arange(15.0).reshape(3, 5)
    same_curve.draw(axes, ([0, 2, 4], rows))
    for place, position in enumerate((0, 2, 4)):
        left, right = (ax.lines[place] for ax in axes)
        assert np.array_equal(left.get_ydata(), rows[place]) and np.array_equal(right.get_ydata(), rows[place])
        assert np.array_equal(right.get_xdata(), left.get_xdata() - position)
    assert [text.get_text() for text in axes[0].texts] == ["0", "2", "4"]


def test_hands_turn_clockwise_from_the_top():
    ax = Figure().subplots()
    clock_hands.draw([ax], [("pair 1", [(0, np.pi / 2), (np.pi, 3.5)])])
    tips = [(line.get_xdata()[1], line.get_ydata()[1]) for line in ax.lines]
    np.testing.assert_allclose(tips[:3], [(0, 1), (1, 0), (0, -1)], atol=1e-12)
    arc = ax.patches[1]
    assert (arc.theta1, arc.theta2) == (0, 90) and ax.lines[0].get_color() == COLOUR["query"]
    assert show(lambda ax, data: clock_hands.draw([ax], data), [("p", [(0, 1), (1, 2)])]).data.startswith("<svg")


def test_maps_leave_out_what_is_nothing():
    axes = Figure().subplots(1, 2)
    looking_back.draw(axes, [("one", np.eye(3)), ("other", np.full((3, 3), 1 / 3))])
    sides = [[patch.get_width() for patch in ax.patches] for ax in axes]
    assert np.count_nonzero(sides[0]) == 3 and np.count_nonzero(sides[1]) == 9
    assert [ax.get_title() for ax in axes] == ["one", "other"]


def test_a_pair_is_turned_against_the_clock_and_its_product_stands_over_the_distance():
    axes = Figure().subplots(1, 2)
    distances = np.linspace(-2, 2, 5)
    data = ((0, np.pi / 4), (np.pi / 2, np.pi), (1, 0.5), ("far", "near"), distances, distances**3, [(0, "α"), (1, "")])
    turned_pair.draw(axes, data)
    tips = [(line.get_xdata()[1], line.get_ydata()[1]) for line in axes[0].lines]
    side = 0.5 * np.sqrt(0.5)
    np.testing.assert_allclose(tips, [(1, 0), (0, 1), (side, side), (-0.5, 0)], atol=1e-12)
    assert [(arc.theta1, arc.theta2) for arc in axes[0].patches] == [(0, 90), (45, 180)]
    assert [line.get_color() for line in axes[0].lines] == 2 * [COLOUR["query"]] + 2 * [COLOUR["key"]]
    assert [text.get_text() for text in axes[0].texts] == ["query", "far", "key", "near"]
    curve, *dots = axes[1].lines[2:]
    assert np.array_equal(curve.get_ydata(), distances**3)
    assert [(dot.get_xdata()[0], dot.get_ydata()[0]) for dot in dots] == [(0, 0), (1, 1)]
    assert [text.get_text() for text in axes[1].texts] == ["α", ""]
