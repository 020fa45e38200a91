"""Right answers to two kinds of question: one dot a seed, a bar at the median, one row a model, one panel a kind.

The dots of a row lie one below the other, so that equal ones can be counted.
"""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: for each panel (title, shares, guessed): a dict of a model to one share a seed, and what one is right
    who remembers nothing."""
    for place, (ax, (title, shares, guessed)) in enumerate(zip(axes, data, strict=True)):
        for row, values in enumerate(shares.values()):
            heights = row + np.linspace(-0.24, 0.24, len(values))
            ax.plot(values, heights, "o", color=COLOUR["ink"], markersize=3.5, alpha=0.7, clip_on=False)
            ax.plot([np.median(values)] * 2, [row - 0.36, row + 0.36], color=COLOUR["ink"], linewidth=2)
        ax.axvline(guessed, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        ax.set(xlim=(0, 1.05), ylim=(len(shares) - 0.5, -0.5), title=title)
        ax.set_xticks([0, 0.5, 1], labels=["0", "½", "1"])
        ax.set_yticks(range(len(shares)), labels=list(shares) if place == 0 else [""] * len(shares))
        for label in ax.get_yticklabels():
            label.set_color(COLOUR["ink"])
    axes[0].set_xlabel("share of right answers", loc="left")
