"""How far networks of several kinds count: a row for each kind, a dot for each network, a tick at the median."""

import numpy as np

from lstmbook.figures.style import COLOUR

ROLES = ("input", "forget", "cell")


def draw(ax, data):
    """``data``: (longest, reach): the longest n of training, and the name of a kind -> up to which n each network of
    it is right, an array. At most three kinds, the first at the top.
    """
    longest, reach = data
    heights = range(len(reach) - 1, -1, -1)
    ax.axvline(longest, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
    for height, role, found in zip(heights, ROLES, reach.values(), strict=False):
        beside = np.linspace(-0.18, 0.18, len(found))[np.argsort(np.argsort(found)) % len(found)]
        ax.plot(found, height + beside, "o", color=COLOUR[role], markersize=4.5, markeredgewidth=0, alpha=0.75)
        middle = np.median(found)
        ax.plot([middle, middle], [height - 0.32, height + 0.32], color=COLOUR[role], linewidth=2.2)
    ax.text(longest + 1, len(reach) - 0.48, "longest of training", va="center", fontsize=9, color=COLOUR["quiet"])
    ax.set(ylim=(-0.6, len(reach) - 0.3), xlabel="right up to n =")
    ax.set_xlim(left=-1)
    ax.set_yticks(list(heights), labels=list(reach))
