"""Losses of many runs: one dot a seed, a bar at the median, one row a variant, one panel a task."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: the titles of the tasks, their losses, each a dict of a variant to one number a seed, the role of each
    variant that is drawn in another colour than ink, and the ends of the axis.

    Losses are shares of the loss of who remembers nothing, so that one is guessing.
    """
    titles, tasks, roles, ends = data
    for place, (ax, title, losses) in enumerate(zip(axes, titles, tasks, strict=True)):
        for row, (variant, values) in enumerate(losses.items()):
            colour = COLOUR[roles.get(variant, "ink")]
            ax.plot(values, [row] * len(values), "o", color=colour, markersize=4, alpha=0.7)
            ax.plot([np.median(values)] * 2, [row - 0.3, row + 0.3], color=colour, linewidth=2)
        ax.axvline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        ax.set(xscale="log", xlim=ends, ylim=(len(losses) - 0.5, -0.5), title=title)
        ax.set_xticks([0.001, 0.01, 0.1, 1], labels=[".1%", "1%", "10%", "100%"])
        ax.tick_params(axis="x", labelsize=8)
        ax.minorticks_off()
        ax.set_yticks(range(len(losses)), labels=list(losses) if place == 0 else [""] * len(losses))
        for label, variant in zip(ax.get_yticklabels(), losses, strict=True):
            label.set_color(COLOUR[roles.get(variant, "ink")])
    axes[len(axes) // 2].set_xlabel("loss, as a share of guessing")
