"""What the last step hears of through one layer with a causal mask and through two, and what it makes of the order."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: how many steps there are, and through one layer and through two the changes of the last step's vector
    if two neighbours before it are exchanged, two arrays (steps - 2,)."""
    steps, one, two = data
    kinds = [("one layer", "query", [steps]), ("two layers", "value", range(1, steps + 1))]
    for ax, (title, role, sets) in zip(axes, kinds, strict=False):
        for size in sets:
            ax.add_patch(_frame(size, steps, COLOUR[role]))
        for step in range(1, steps + 1):
            ax.text(step, 0, str(step), ha="center", va="center")
        ax.set(xlim=(-0.1, steps + 0.75), ylim=(-1.6, 1.6), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.set_title(title, fontsize=9.5)
    ax = axes[2]
    places = np.arange(1, steps - 1)
    for changes, (title, role, _) in zip((one, two), kinds, strict=True):
        ax.plot(changes, places, "o", color=COLOUR[role], markersize=7, clip_on=False)
        ax.annotate(title, (changes[0], 1), (0, 9), textcoords="offset points", ha="center", color=COLOUR[role])
    ax.set(xlim=(-0.4 * two.max(), 1.3 * two.max()), ylim=(steps - 1.5, 0.25), xlabel="change")
    ax.set_yticks(places, [f"{place}, {place + 1}" for place in places])
    ax.set_ylabel("exchanged")
    ax.set_title(f"vector of step {steps}", fontsize=9.5)


def _frame(size, steps, colour):
    """A frame around the first ``size`` of the steps, which leaves room for those of fewer."""
    room = 0.09 * size * 5 / steps
    corner = 0.5 - room, -0.25 - 2.2 * room
    width, height = size - 0.12 + room, 0.5 + 4.4 * room
    style = "round,pad=0,rounding_size=0.18"
    return FancyBboxPatch(corner, width, height, style, facecolor="none", edgecolor=colour, linewidth=1.2)
