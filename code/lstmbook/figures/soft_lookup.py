"""A hard lookup, which takes steps, and soft ones, which do not."""

import numpy as np

from lstmbook.figures.style import COLOUR

STYLES = ((0, (1, 1.5)), (0, (5, 2)), "solid")
GAP = 0.3  # between two labels


def draw(ax, data):
    """``data``: (query angles, hard, {label: soft}, key angles, values), the angles in degrees."""
    angles, hard, soft, keys, values = data
    jumps = np.abs(np.diff(hard, append=hard[-1])) > 1e-9
    ax.plot(angles, np.where(jumps, np.nan, hard), color=COLOUR["quiet"], linewidth=5, alpha=0.45, zorder=1)
    height = -np.inf
    for style, found in zip(STYLES, soft.values(), strict=True):
        ax.plot(angles, found, color=COLOUR["value"], linewidth=1.6, linestyle=style, zorder=3)
    for label, found in sorted(soft.items(), key=lambda one: one[1][-1]):
        height = max(found[-1], height + GAP)
        ax.text(angles[-1] + 5, height, label, color=COLOUR["value"], va="center", fontsize=9)
    ax.plot(keys, values, "o", color=COLOUR["key"], markersize=7, zorder=4)
    top, bottom = values.argmax(), values.argmin()
    ax.text(keys[top], values[top] + 0.3, "nearest key", color=COLOUR["quiet"], fontsize=9, ha="center")
    ax.text(keys[bottom], values[bottom] - 0.45, "a key's value", color=COLOUR["key"], fontsize=9, ha="center")
    ax.set(xlim=(angles[0], angles[-1] + 75), ylim=(values.min() - 0.7, values.max() + 0.7))
    ax.set_xlabel("direction of the query, in degrees", color=COLOUR["query"])
    ax.set_ylabel("what is read", color=COLOUR["value"])
    ax.set_xticks(np.arange(angles[0], angles[-1] + 1, 60))
