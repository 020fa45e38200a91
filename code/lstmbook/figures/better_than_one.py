"""How often a variant beats another one, with an interval: one row a variant, one panel a task."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: the titles of the tasks, and for each task a dict of a variant to the share of pairs of runs in which
    it is the better one, and the lower and the upper end of its interval."""
    titles, tasks = data
    for place, (ax, title, shares) in enumerate(zip(axes, titles, tasks, strict=True)):
        ax.axvline(0.5, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        for row, (share, low, high) in enumerate(shares.values()):
            apart = low > 0.5 or high < 0.5
            colour = COLOUR["hidden" if apart else "ink"]
            ax.plot([low, high], [row, row], color=colour, linewidth=1.6)
            ax.plot([share], [row], "o" if apart else "s", color=colour, markersize=5)
        ax.set(xlim=(-0.06, 1.06), ylim=(len(shares) - 0.5, -0.5), title=title)
        ax.set_xticks([0, 0.5, 1], labels=["0", "half", "all"])
        ax.set_yticks(range(len(shares)), labels=list(shares) if place == 0 else [""] * len(shares))
    axes[len(axes) // 2].set_xlabel("pairs of runs in which it beats the LSTM")
