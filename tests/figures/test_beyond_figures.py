"""The figures of the page on layers beyond the LSTM."""

import numpy as np
from lstmbook.figures import parity_by_step, scan_rounds
from lstmbook.figures.style import COLOUR, show
from matplotlib.figure import Figure

# Four steps: two pairs, then both, then the third alone.
ROUNDS = [[(1, 1, 2), (3, 3, 4)], [(1, 2, 4)], [(1, 2, 3)]]


def test_a_scan_has_a_dot_for_all_that_is_taken_together_and_a_line_to_each_part():
    axes = Figure().subplots(1, 2)
    scan_rounds.draw(axes, (4, ROUNDS))
    walk, scan = axes
    assert walk.get_title() == "walk: 3 rounds" and scan.get_title() == "scan: 3 rounds"
    lines, dots = ([one for one in scan.lines if (len(one.get_xdata()) == 2) == pair] for pair in (True, False))
    assert len(lines) == 2 * 4 and len(dots) == 4 + 4
    whole = {(dot.get_xdata()[0], dot.get_ydata()[0]) for dot in dots if dot.get_color() == COLOUR["hidden"]}
    assert whole == {(1, 0), (2, 1), (4, 2), (3, 3)}
    assert show(scan_rounds.draw, (4, ROUNDS), panels=2).data.startswith("<svg")


def test_parity_has_a_line_and_a_band_for_each_kind():
    ax = Figure().subplots()
    shares = np.stack([np.ones(40), np.full(40, 0.8), np.full(40, 0.7)])
    parity_by_step.draw(ax, (10, [("LSTM", "cell", 1.0, shares), ("minGRU", "input", 0.5, shares - 0.3)]))
    assert np.array_equal(ax.lines[0].get_ydata(), np.full(40, 0.8)) and len(ax.collections) == 2
    assert [text.get_text() for text in ax.texts[:2]] == ["LSTM", "minGRU"]
