"""How often networks know the parity, by the step of a row that is longer than those they were trained on."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: the longest row of training, and (label, role, height of the label, shares (R, T)) for each kind."""
    longest, kinds = data
    for label, role, height, shares in kinds:
        steps = np.arange(1, shares.shape[1] + 1)
        low, middle, high = np.percentile(shares, [0, 50, 100], axis=0)
        ax.fill_between(steps, low, high, color=COLOUR[role], alpha=0.2, linewidth=0)
        ax.plot(steps, middle, color=COLOUR[role], linewidth=1.5)
        ax.text(steps[-1] * 1.02, height, label, color=COLOUR[role], va="center", fontsize=9)
    last = kinds[0][3].shape[1]
    ax.plot([1, last], [0.5, 0.5], color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.axvline(longest, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    ax.text(longest + 1, 0.72, "longest row\nof training", color=COLOUR["quiet"], fontsize=9, va="center")
    ax.set(xlim=(1, last * 1.32), ylim=(0.25, 1.04), xlabel="step", ylabel="share of right answers")
    ax.set_xticks([1, *range(20, last + 1, 20)])
