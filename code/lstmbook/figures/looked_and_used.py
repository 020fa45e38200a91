"""Where networks look and what their answers hang on, by the distance from the symbol that is asked for."""

import numpy as np

from lstmbook.figures.style import COLOUR

STYLES = (("query", "s", -0.13), ("value", "o", 0.13))


def draw(axes, data):
    """``data``: the distances (D,), the two names, and for each axes its title with two arrays (networks, D), weights
    and effects, and where their names stand, or None. A mark is a network, a line a median."""
    distances, names, panels = data
    for ax, (title, both, places) in zip(axes, panels, strict=True):
        for (role, marker, shift), name, found in zip(STYLES, names, both, strict=True):
            middle = np.median(found, axis=0)
            ax.hlines(middle, distances + shift - 0.13, distances + shift + 0.13, color=COLOUR[role], linewidth=2)
            for row in found:
                ax.plot(distances + shift, row, marker, color=COLOUR[role], markersize=4.5, alpha=0.55)
            if places:
                ax.text(*places[name], name, color=COLOUR[role], fontsize=9, ha="center")
        ax.axvline(0, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
        ax.set(xlim=(distances[0] - 0.5, distances[-1] + 0.5), ylim=(-0.04, 1.08), title=title)
        ax.set_xticks(distances, labels=[f"{one:+d}" if one else "0" for one in distances])
        ax.set_yticks([0, 0.5, 1], labels=["0", "½", "1"] if ax is axes[0] else [""] * 3)
    axes[0].set_ylabel("weight, or effect")
    axes[len(axes) // 2 if len(axes) > 2 else 0].set_xlabel("steps from the symbol asked for")
