"""How far LSTMs and GRUs count, a column of networks of each for every length of training."""

import numpy as np

from lstmbook.figures.style import COLOUR

ROLES = {"LSTM": "cell", "GRU": "hidden"}


def draw(ax, data):
    """``data``: (limit, reaches): the longest n that was tried, and (kind, longest) -> how far each network counts."""
    limit, reaches = data
    lengths = sorted({longest for _, longest in reaches})
    for place, longest in enumerate(lengths):
        ax.plot(
            [place - 0.4, place + 0.4], [longest, longest], color=COLOUR["quiet"], linestyle=(0, (2, 2)), linewidth=1
        )
        for (kind, role), side in zip(ROLES.items(), (-0.18, 0.18), strict=True):
            values = reaches[kind, longest]
            small = {"markersize": 3.4, "markeredgewidth": 0, "alpha": 0.5}
            ax.plot([place + side] * len(values), values, "o", color=COLOUR[role], **small)
            median = np.median(values)
            ax.plot([place + side - 0.1, place + side + 0.1], [median, median], color=COLOUR[role], linewidth=2.4)
            if place == len(lengths) - 1:
                ax.text(place + side + 0.14, median, kind, color=COLOUR[role], va="bottom", fontsize=9)
    ax.set(yscale="log", ylim=(3, 1.1 * limit), xlim=(-0.6, len(lengths) - 0.3))
    ax.set(xlabel="longest n of training", ylabel="right up to n =")
    ax.set_xticks(range(len(lengths)), labels=map(str, lengths))
    ticks = [one for one in (5, 10, 20, 40, 80) if one < limit]
    ax.set_yticks(ticks, labels=map(str, ticks))
    ax.minorticks_off()
