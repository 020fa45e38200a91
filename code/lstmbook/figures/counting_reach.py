"""How far trained networks count: against the leak of their counter, and with its forget gate held at a number."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (longest, limit, leak, reach, held): the longest n of training, the longest that was tried, two arrays
    with a number for each network, and gate -> an array of what they reach with their forget gate held there.
    """
    longest, limit, leak, reach, held = data
    left, right = axes
    left.plot(leak, reach, "o", color=COLOUR["cell"], markersize=5, markeredgewidth=0)
    left.set(xscale="log", xlabel="leak: forget gate short of 1", ylabel="right up to n =", title="as trained")
    for place, values in enumerate(held.values()):
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
        small = {"markersize": 2.6, "markeredgewidth": 0, "alpha": 0.5}
        right.plot([place + 0.16] * len(values), values, "o", color=COLOUR["forget"], **small)
        right.plot([place, place], [low, high], color=COLOUR["forget"], linewidth=1.4)
        right.plot([place], [middle], "o", color=COLOUR["forget"], markersize=6, markeredgewidth=0)
    right.set(xlim=(-0.5, len(held) - 0.5), xlabel="forget gate held at", title="held")
    right.set_xticks(range(len(held)), labels=[f"{gate:g}" for gate in held])
    for ax in axes:
        ax.axhline(longest, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        ax.set(ylim=(-0.02 * limit, 1.03 * limit))
    left.text(min(leak), longest - 2, "longest of training", va="top", fontsize=9, color=COLOUR["quiet"])
    left.minorticks_off()
