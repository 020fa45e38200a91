"""How much of its attention a layer spends on padding that it does not know for padding, and one that does."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: rows of padding, then shares: (starts, paddings) measured, and (paddings,) with the mask; then what was
    derived, by the rows of padding: a finer list of those, and the shares of all starts (starts, rows)."""
    paddings, measured, heeding, (rows, derived) = data
    middle = np.argsort(measured[:, -1])[len(measured) // 2]
    ax.fill_between(rows, derived.min(axis=0), derived.max(axis=0), color=COLOUR["key"], alpha=0.2, linewidth=0)
    ax.plot(rows, derived[middle], color=COLOUR["key"], linewidth=1.4)
    ax.plot(paddings, measured[middle], "o", color=COLOUR["key"], ms=5)
    ax.plot(paddings, heeding, color=COLOUR["ink"], linewidth=2)
    place = len(paddings) // 2
    ax.text(paddings[place], np.median(measured[:, place]) - 0.19, "mask lost", color=COLOUR["key"])
    ax.text(paddings[place], 0.04, "mask heeded", color=COLOUR["ink"])
    ax.set(xlim=(paddings[0] - 1, paddings[-1] + 1), ylim=(-0.03, 1.0))
    ax.set(xlabel="rows of padding beside eight rows of memory", ylabel="share of attention on padding")
