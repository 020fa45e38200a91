"""How far off layers with as many parameters are, by the number of their heads, and the bound that none can pass."""

import numpy as np

from lstmbook.figures.style import COLOUR

STYLES = ("o", "s")


def draw(ax, data):
    """``data``: the numbers of heads, and for each count P of places (P, role, errors (numbers, networks)).

    The axis of the errors is logarithmic, and a bound of zero is not on it.
    """
    heads, groups = data
    at = np.arange(len(heads))
    for marker, (asked, role, errors) in zip(STYLES, groups, strict=True):
        floor = 1 - np.asarray(heads) / asked
        held = floor > 0
        ax.hlines(floor[held], at[held] - 0.3, at[held] + 0.3, color=COLOUR[role], linewidth=1, linestyle=(0, (2, 1.5)))
        ax.plot(at, np.median(errors, axis=1), color=COLOUR[role], linewidth=1.2)
        for place, found in zip(at, errors, strict=True):
            ax.plot(np.full(len(found), place), found, marker, color=COLOUR[role], markersize=4, alpha=0.6)
    for place, height, (asked, role, _) in zip((-0.2, 1.38), (0.01, 0.46), groups, strict=True):
        ax.text(place, height, f"{asked} places", color=COLOUR[role], fontsize=9)
    ax.set(xlim=(-0.5, len(heads) - 0.5), yscale="log", ylim=(3e-4, 1.3), ylabel="mean squared error")
    ax.set_xticks(at, labels=[f"{one}" for one in heads])
    ax.set_xlabel("heads; the width is shared among them")
    ax.set_yticks([0.001, 0.01, 0.1, 1], labels=["0.001", "0.01", "0.1", "1"])
    ax.set_yticks([], minor=True)
