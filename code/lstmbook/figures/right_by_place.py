"""How often networks are right about one kind of question, by the place of the question in the row."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: for each model (label, role, height of the label, shares (R, Q))."""
    for label, role, height, shares in data:
        places = np.arange(1, shares.shape[1] + 1)
        low, middle, high = np.percentile(shares, [0, 50, 100], axis=0)
        ax.fill_between(places, low, high, color=COLOUR[role], alpha=0.2, linewidth=0)
        ax.plot(places, middle, color=COLOUR[role], linewidth=1.5)
        ax.text(places[-1] + 0.5, height, label, color=COLOUR[role], va="center", fontsize=9)
    last = data[0][3].shape[1]
    # From the second bit on: the parity of the first is the bit itself, which is heard.
    ax.plot([2, last], [0.5, 0.5], color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.set(xlim=(1, last * 1.3), ylim=(0.25, 1.04), xlabel="bits so far", ylabel="share of right answers")
    ax.set_xticks([1, *range(6, last + 1, 6)])
