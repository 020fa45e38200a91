"""Right answers to two kinds of question: one dot a seed, a bar at the median, one row a model, one panel a kind."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: for each panel (title, shares, guessed): a dict of a model to one share a seed, and what one is right
    who remembers nothing."""
    for place, (ax, (title, shares, guessed)) in enumerate(zip(axes, data, strict=True)):
        for row, values in enumerate(shares.values()):
            ax.plot(values, [row] * len(values), "o", color=COLOUR["ink"], markersize=4.5, alpha=0.6)
            ax.plot([np.median(values)] * 2, [row - 0.3, row + 0.3], color=COLOUR["ink"], linewidth=2)
        ax.axvline(guessed, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        ax.set(xlim=(0, 1.05), ylim=(len(shares) - 0.5, -0.5), title=title)
        ax.set_xticks([0, 0.5, 1], labels=["0", "½", "1"])
        ax.set_yticks(range(len(shares)), labels=list(shares) if place == 0 else [""] * len(shares))
        for label in ax.get_yticklabels():
            label.set_color(COLOUR["ink"])
    axes[0].set_xlabel("share of right answers", loc="left")
