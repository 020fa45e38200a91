"""How far off layers with as many parameters are, by the number of their heads, and how near they could come."""

import numpy as np

from lstmbook.figures.style import COLOUR

STYLES = ("o", "s")


def draw(ax, data):
    """``data``: the numbers of heads, and for each count P of places (P, role, errors (numbers, networks))."""
    heads, groups = data
    at = np.arange(len(heads))
    for marker, (asked, role, errors) in zip(STYLES, groups, strict=True):
        floor = np.maximum(1 - np.asarray(heads) / asked, 0)
        ax.hlines(floor, at - 0.3, at + 0.3, color=COLOUR[role], linewidth=1, linestyle=(0, (2, 1.5)))
        ax.plot(at, np.median(errors, axis=1), color=COLOUR[role], linewidth=1.2)
        for place, found in zip(at, errors, strict=True):
            ax.plot(np.full(len(found), place), found, marker, color=COLOUR[role], markersize=4, alpha=0.6)
    for place, height, (asked, role, _) in zip((1, 0.12), (0.045, 0.78), groups, strict=True):
        ax.text(place, height, f"{asked} places", color=COLOUR[role], fontsize=9)
    ax.set(xlim=(-0.5, len(heads) - 0.5), ylim=(-0.04, 1), ylabel="mean squared error")
    ax.set_xticks(at, labels=[f"{one}" for one in heads])
    ax.set_xlabel("heads; the width is shared among them")
    ax.set_yticks([0, 0.5, 0.75])
