"""The error of several groups of networks while they learn, one line a network, and a bound that some cannot pass."""

import numpy as np

from lstmbook.figures.style import COLOUR

WINDOW = 20  # steps over which a loss is averaged, since every batch is another


def smoothed(losses, window=WINDOW):
    """The mean over the last ``window`` steps, or over as many as there were: as long as ``losses``."""
    sums = np.cumsum(np.concatenate([[0.0], losses]))
    ends = np.arange(1, len(losses) + 1)
    starts = np.maximum(ends - window, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)


def draw(ax, data):
    """``data``: the bound, and for each group (label, role, height of the label, losses of each network (R, steps))."""
    bound, groups = data
    ax.axhline(bound, color=COLOUR["quiet"], linewidth=1, linestyle=(0, (2, 2)), zorder=0)
    for label, role, height, losses in groups:
        for one in losses:
            ax.plot(np.arange(1, len(one) + 1), smoothed(one), color=COLOUR[role], linewidth=0.9)
        ax.text(len(losses[0]) * 1.02, height, label, color=COLOUR[role], va="center", fontsize=9)
    last = len(groups[0][3][0])
    ax.set(xlim=(0, last * 1.36), ylim=(-0.04, 1.2), xlabel="training step", ylabel="mean squared error")
    ax.set_xticks([0, last // 3, 2 * last // 3, last])
    ax.set_yticks([0, 0.5, 1])
