"""Losses of many runs: one dot a seed, a bar at the median, one row a variant, one panel a task."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: the titles of the tasks, their losses, each a dict of a variant to one number a seed, for each task the
    loss of who has no memory and the ends of its axis, and the role of each variant in another colour than ink.

    Losses are shares of that of a constant answer.
    """
    titles, tasks, baselines, ends, roles = data
    panels = zip(axes, titles, tasks, baselines, ends, strict=True)
    for place, (ax, title, losses, baseline, (low, high)) in enumerate(panels):
        for row, (variant, values) in enumerate(losses.items()):
            colour = COLOUR[roles.get(variant, "ink")]
            ax.plot(values, [row] * len(values), "o", color=colour, markersize=4, alpha=0.7)
            ax.plot([np.median(values)] * 2, [row - 0.3, row + 0.3], color=colour, linewidth=2)
        ax.axvline(baseline, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        ax.set(xscale="log", xlim=(low, high), ylim=(len(losses) - 0.5, -0.5), title=title)
        ticks = {0.001: "0.1", 0.01: "1", 0.1: "10", 1: "100"}
        ax.set_xticks(
            [one for one in ticks if low < one < high], labels=[ticks[one] for one in ticks if low < one < high]
        )
        ax.tick_params(axis="x", labelsize=8)
        ax.minorticks_off()
        ax.set_yticks(range(len(losses)), labels=list(losses) if place == 0 else [""] * len(losses))
        for label, variant in zip(ax.get_yticklabels(), losses, strict=True):
            label.set_color(COLOUR[roles.get(variant, "ink")])
    axes[0].set_xlabel("loss, in % of that of a constant answer", loc="left")
