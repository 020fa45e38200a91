"""The figures of the page on self-attention and cross-attention."""

import numpy as np
from lstmbook.experiments import word_order
from lstmbook.figures import causal_masks, sets_in_sets, shuffled_maps, work_and_way
from lstmbook.figures.style import COLOUR, show
from matplotlib.figure import Figure


def test_maps_have_a_square_for_each_pair_whose_area_is_the_weight():
    maps = np.array([[0.25, 0.75], [1.0, 0.0]]), np.array([[0.0, 1.0], [0.75, 0.25]])
    data = ["a", "b"], [1, 0], maps, np.zeros(2), np.array([0.5, 0.2])
    axes = Figure().subplots(1, 3)
    shuffled_maps.draw(axes, data)
    areas = [patch.get_width() * patch.get_height() for patch in axes[0].patches]
    np.testing.assert_allclose(np.array(areas) / areas[2], maps[0].ravel())
    assert [ax.get_title() for ax in axes] == ["a b", "b a", "its vector"]
    assert [text.get_text() for text in axes[1].get_yticklabels()] == ["b", "a"]
    assert show(shuffled_maps.draw, data, panels=3).data.startswith("<svg")


def test_masks_are_filled_where_a_key_is_seen():
    axes = Figure().subplots(1, 2)
    causal_masks.draw(axes, [("one", np.tri(2, 3)), ("other", np.tri(2, 3, 1))])
    filled = [sum(patch.get_facecolor()[3] > 0 for patch in ax.patches) for ax in axes]
    assert filled == [3, 5] and len(axes[0].patches) == 6


def test_work_has_a_line_for_each_layer_and_a_mark():
    axes = Figure().subplots(1, 2)
    line = ("LSTM", "cell", [1, 10], [2, 20], 0)
    work_and_way.draw(axes, [("multiplications", [line], [(3, 6, "3 steps")]), ("rounds", [line], [])])
    assert axes[0].lines[0].get_color() == COLOUR["cell"] and len(axes[0].lines) == 2 and len(axes[1].lines) == 1
    assert [text.get_text() for text in axes[0].texts] == ["LSTM", "3 steps"]


def test_frames_hold_one_set_through_one_layer_and_sets_in_sets_through_two():
    axes = Figure().subplots(1, 3)
    data = 5, np.zeros(3), np.array([0.5, 0.2, 0.1])
    sets_in_sets.draw(axes, data)
    held = [
        [sum(x < step < x + width for step in range(1, 6)) for x, width in map(sides, ax.patches)] for ax in axes[:2]
    ]
    assert held == [[5], [1, 2, 3, 4, 5]]
    boxes = [patch.get_bbox() for patch in axes[1].patches]
    for inner, outer in zip(boxes, boxes[1:], strict=False):
        assert outer.x0 < inner.x0 and outer.x1 > inner.x1 and outer.y0 < inner.y0 and outer.y1 > inner.y1
    assert [list(line.get_xdata()) for line in axes[2].lines] == [[0, 0, 0], [0.5, 0.2, 0.1]]
    assert [text.get_text() for text in axes[2].get_yticklabels()] == ["1, 2", "2, 3", "3, 4"]
    assert show(sets_in_sets.draw, data, panels=3).data.startswith("<svg")


def sides(patch):
    return patch.get_x(), patch.get_width()


def test_one_causal_layer_does_not_hear_the_order_before_the_last_step_and_two_do():
    one, two = (word_order.exchanged(5, layers, seed=1) for layers in (1, 2))
    assert one.shape == (3,) and one.max() < 1e-12 and two.min() > 1e-3


def test_attention_reads_the_same_and_an_lstm_does_not():
    reading = word_order.read(4, [2, 0, 3, 1], seed=1)
    assert reading.attention.max() < 1e-12 and reading.lstm.min() > 1e-3
    order = [2, 0, 3, 1]
    np.testing.assert_allclose(reading.weights[1], reading.weights[0][np.ix_(order, order)], atol=1e-12)
