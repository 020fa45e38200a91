"""Two ways to count a^n b^n: adding one for each a, and halving for each a and doubling for each b."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (n, added, halved), the two cells at every step of S a^n b^n, each (2n + 1,)."""
    n, added, halved = data
    for ax, cell in zip(axes, (added, halved), strict=True):
        ax.axvline(n + 0.5, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)))
        ax.plot(range(2 * n + 1), cell, color=COLOUR["cell"])
        ax.set(xlabel="symbols read", xlim=(-0.03 * n, 2.05 * n), xticks=[0, n, 2 * n])
    left, right = axes
    left.set(ylabel="cell", title="two gates")
    right.set(yscale="log", title="coupled gates, log scale", ylim=(min(halved) / 30, 1))
    right.minorticks_off()
    left.set_ylim(-0.05 * max(added), 1.15 * max(added))
    for ax, height in ((left, 1.05 * max(added)), (right, 0.1)):
        ax.text(n / 2, height, "a", ha="center", style="italic")
        ax.text(1.5 * n, height, "b", ha="center", style="italic")
