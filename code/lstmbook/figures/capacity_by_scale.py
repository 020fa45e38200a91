"""The capacity of networks that squash, by the scale of what they read."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (scales, totals (scales, seeds), bound, of shuffled signals (scales, seeds))."""
    scales, totals, bound, shuffled = data
    ax.axhline(bound, color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (5, 3)))
    ax.text(scales[0], bound + 1, "units: the bound of every linear readout", fontsize=9)
    for seed in np.transpose(totals):
        ax.plot(scales, seed, color=COLOUR["hidden"], linewidth=1.0, marker=".", markersize=5)
    for seed in np.transpose(shuffled):
        ax.plot(scales, seed, color=COLOUR["quiet"], linewidth=1.0)
    ax.text(scales[0], 1.2, "asked for a shuffled signal", color=COLOUR["quiet"], fontsize=9)
    ax.set(xscale="log", ylim=(-1, bound * 1.12), xlabel="standard deviation of the input", ylabel="past inputs held")
    ax.set_xticks(scales, labels=[f"{scale:g}" for scale in scales])
    ax.minorticks_off()
