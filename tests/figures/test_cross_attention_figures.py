"""The figures of the page on self-attention and cross-attention."""

import numpy as np
from lstmbook.experiments import word_order
from lstmbook.figures import causal_masks, shuffled_maps, work_and_way
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


def test_attention_reads_the_same_and_an_lstm_does_not():
    reading = word_order.read(4, [2, 0, 3, 1], seed=1)
    assert reading.attention.max() < 1e-12 and reading.lstm.min() > 1e-3
    order = [2, 0, 3, 1]
    np.testing.assert_allclose(reading.weights[1], reading.weights[0][np.ix_(order, order)], atol=1e-12)
