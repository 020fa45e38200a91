"""How far trained networks count: for each seed, the strings a^n b^n that are right at every step."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (longest, rights): the longest n of training, and seed -> booleans (n,) for n = 1, 2, ..."""
    longest, rights = data
    count = len(next(iter(rights.values())))
    for row, right in enumerate(rights.values()):
        good = [n for n in range(1, count + 1) if right[n - 1]]
        bad = [n for n in range(1, count + 1) if not right[n - 1]]
        ax.plot(bad, [row] * len(bad), "x", color=COLOUR["quiet"], markersize=3.5, markeredgewidth=0.9)
        ax.plot(good, [row] * len(good), "o", color=COLOUR["cell"], markersize=4.5, markeredgewidth=0)
    ax.axvline(longest + 0.5, color=COLOUR["ink"], linewidth=1)
    ax.text(longest, -0.75, "trained on these", ha="right", va="center", fontsize=9)
    ax.text(longest + 1.2, -0.75, "never seen", ha="left", va="center", fontsize=9)
    ax.set(ylim=(len(rights) - 0.5, -1.2), xlim=(0, count + 1), xlabel="n in $a^n b^n$")
    ax.set_yticks(range(len(rights)), labels=[f"seed {seed}" for seed in rights])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
