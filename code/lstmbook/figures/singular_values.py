"""Singular values and their squares, by size, and the precision below which a number is lost beside the largest."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (singular values with the largest first, the least relative size that is kept, one of ``label`` and
    role for the values and for their squares each)."""
    values, least, (name, role), (squared_name, squared_role) = data
    places = np.arange(1, len(values) + 1)
    relative = np.asarray(values) / values[0]
    for power, shown, colour in ((1, name, COLOUR[role]), (2, squared_name, COLOUR[squared_role])):
        ax.plot(places, relative**power, color=colour, linestyle="none", marker=".", markersize=5)
        at = int(0.62 * len(values))
        side = {"ha": "left", "va": "bottom"} if power == 1 else {"ha": "right", "va": "top"}
        ax.annotate(
            shown,
            (places[at], relative[at] ** power),
            (6 * (3 - 2 * power), 3 * (3 - 2 * power)),
            textcoords="offset points",
            color=colour,
            fontsize=9,
            **side,
        )
    ax.axhline(least, color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (5, 3)))
    ax.annotate("below: lost to rounding", (1, least), (0, -4), textcoords="offset points", va="top", fontsize=9)
    ax.set(yscale="log", xlabel="direction, the largest first", ylabel="relative size")
