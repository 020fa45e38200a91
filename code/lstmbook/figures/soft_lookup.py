"""A hard lookup, which takes steps, and soft ones, which do not."""

import numpy as np

from lstmbook.figures.style import COLOUR

STYLES = ((0, (1, 1.5)), (0, (5, 2)), "solid")


def draw(ax, data):
    """``data``: (query angles, hard, {label: soft}, key angles, values), the angles in degrees."""
    angles, hard, soft, keys, values = data
    jumps = np.abs(np.diff(hard, append=hard[-1])) > 1e-9
    ax.plot(angles, np.where(jumps, np.nan, hard), color=COLOUR["ink"], linewidth=1.4)
    ax.plot(keys, values, "o", color=COLOUR["key"], markersize=7, zorder=4)
    for style, (label, found) in zip(STYLES, soft.items(), strict=True):
        ax.plot(angles, found, color=COLOUR["value"], linewidth=1.8, linestyle=style, zorder=3)
        ax.text(angles[-1] + 4, found[-1], label, color=COLOUR["value"], va="center", fontsize=9)
    ax.text(keys[0], values[0] + 0.25, "key and value", color=COLOUR["key"], fontsize=9, ha="center")
    ax.text(keys[1], values[1] - 0.45, "nearest key", color=COLOUR["ink"], fontsize=9, ha="center")
    ax.set(xlim=(angles[0], angles[-1] + 52), ylim=(values.min() - 0.7, values.max() + 0.7))
    ax.set_xlabel("direction of the query, in degrees", color=COLOUR["query"])
    ax.set_ylabel("what is read", color=COLOUR["value"])
    ax.set_xticks(np.arange(angles[0], angles[-1] + 1, 60))
