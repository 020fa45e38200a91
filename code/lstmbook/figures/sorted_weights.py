"""Mean attention weights of random queries over random keys, the largest first, for vectors of several widths."""

import numpy as np

from lstmbook.figures.style import COLOUR

MARKERS = ("o", "s", "^")


def draw(ax, data):
    """``data``: {width: (keys,)} of the unscaled weights, and (keys,) where all are alike."""
    by_width, alike = data
    places = np.arange(1, len(alike) + 1)
    for marker, (width, weights) in zip(MARKERS, by_width.items(), strict=True):
        ax.plot(places, weights, marker=marker, color=COLOUR["key"], linewidth=1.4, markersize=4.5)
        ax.text(1.7, weights[0], f"width {width}", color=COLOUR["key"], va="center", fontsize=9)
    ax.plot(places, alike, color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (5, 3)))
    ax.text(len(places), alike[-1] + 0.03, "the same share for every key", ha="right", fontsize=9)
    ax.set(xlim=(0.5, len(places) + 0.5), ylim=(-0.02, 1.02))
    ax.set_xticks([1, 4, 8, 12, 16])
    ax.set(xlabel="keys, the one with the largest weight first", ylabel="mean weight")
