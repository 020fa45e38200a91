"""Right answers against the delay at which they are given, beside the most that each delay allows."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (delays, shares, ceiling, reach, both): for each delay an array of one share a network; the ceiling of
    delays below ``reach``, above which it is one; the shares of the networks that read both ways.
    """
    delays, shares, ceiling, reach, both = data
    last = max(delays) + 0.4
    ax.plot([-0.4, reach - 0.5], [ceiling] * 2, color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (4, 2)))
    ax.plot([reach - 0.5, last], [1, 1], color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (4, 2)))
    ax.text(-0.35, ceiling - 0.014, "most that is possible", color=COLOUR["ink"], va="top")
    middle = np.median(both)
    ax.plot([-0.4, last], [middle] * 2, color=COLOUR["cell"], linewidth=1.4)
    ax.text(-0.35, middle - 0.012, "both ways", color=COLOUR["cell"], va="top")
    for delay, some in zip(delays, shares, strict=True):
        ax.plot([delay] * len(some), some, "o", color=COLOUR["hidden"], markersize=5, alpha=0.6, markeredgewidth=0)
    ax.plot(delays, [np.median(some) for some in shares], color=COLOUR["hidden"], linewidth=1.4)
    ax.text(delays[-1], np.median(shares[-1]) - 0.02, "one way", color=COLOUR["hidden"], ha="right", va="top")
    ax.set(xlabel="delay, in steps", ylabel="share of right answers", xlim=(-0.5, last), ylim=(0.68, 1.02))
    ax.set_xticks(delays)
