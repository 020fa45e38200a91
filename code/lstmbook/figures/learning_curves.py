"""How the loss of several ensembles falls in training: a line of medians and a band over the middle half."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: a list of (label, role, first step, losses (runs, steps), place of the label (step, loss))."""
    for label, role, first, losses, place in data:
        steps = np.arange(first, first + losses.shape[1])
        low, middle, high = np.percentile(losses, [25, 50, 75], axis=0)
        ax.fill_between(steps, low, high, color=COLOUR[role], alpha=0.18, linewidth=0)
        ax.plot(steps, middle, color=COLOUR[role])
        ax.text(*place, label, color=COLOUR[role], fontsize=9)
    for height, dashes in ((1, (1, 3)), (0.5, (5, 3))):
        ax.axhline(height, color=COLOUR["ink"], linewidth=1, linestyle=(0, dashes), zorder=0)
    ax.set(ylim=(0, 1.35), xlim=(0, None), xlabel="training steps", ylabel="loss (no memory: 1)")
