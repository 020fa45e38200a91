"""A trained network reads a^n b^n: the cell of its counting unit and the hidden state of the same unit."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: a list of (n, cell, hidden, right), one for each axes; the three arrays have shape (2n + 1,)."""
    for place, (ax, (n, cell, hidden, right)) in enumerate(zip(axes, data, strict=True)):
        steps, top = range(2 * n + 1), max(cell)
        ax.axvline(n + 0.5, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)))
        ax.axhline(0, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)))
        ax.plot(steps, cell, color=COLOUR["cell"])
        ax.plot(steps, hidden, color=COLOUR["hidden"], linewidth=1.6)
        for step in (step for step in steps if not right[step]):
            ax.plot(step, cell[step], "x", color=COLOUR["ink"], markersize=9, markeredgewidth=1.8, zorder=3)
            ax.text(step, cell[step] - 0.06 * top, "wrong", ha="right", va="top", fontsize=9)
        ax.text(n / 2, 1.1 * top, "a", ha="center", style="italic")
        ax.text(1.5 * n, 1.1 * top, "b", ha="center", style="italic")
        ax.set(ylim=(-0.17 * top, 1.2 * top), xlim=(-0.03 * n, 2.05 * n), xticks=[0, n, 2 * n])
        ax.set(xlabel="symbols read", title=f"n = {n}")
        if place == 0:
            ax.text(0.42 * n, 0.62 * top, "cell", color=COLOUR["cell"], ha="right")
            ax.text(0.9 * n, 1.6, "hidden state", color=COLOUR["hidden"], ha="center", va="bottom", fontsize=9)
