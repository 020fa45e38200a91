"""Two homes of one step: what each carries from step to step, and what it holds beside them."""

from lstmbook.figures.style import COLOUR

WIDE, HIGH, APART = 1.1, 0.7, 2.5  # of a step's box, and from box to box


def draw(ax, data):
    """``data``: {home: (what changes, what is carried though it does not change, what every step sees)}, as texts.

    The last two are empty where there is none.
    """
    steps = 3
    for row, (home, (changing, copied, seen)) in enumerate(data.items()):
        y = -3.3 * row
        ax.text(-1.7, y + 1.35, home, color=COLOUR["ink"], fontsize=10)
        for step in range(steps):
            x = APART * step
            _box(ax, x, y)
            _arrow(ax, (x, y - 1.0), (x, y - HIGH / 2), "ink")
            ax.text(x, y - 1.05, f"$x_{step + 1}$", color=COLOUR["ink"], ha="center", va="top", fontsize=11)
            if seen:
                _arrow(ax, (x, y + 0.95), (x, y + HIGH / 2), "key")
        for gap in range(steps + 1):
            left = APART * (gap - 1) + WIDE / 2
            right = left + APART - WIDE
            _arrow(ax, (left, y), (right, y), "hidden")
            middle = (left + right) / 2
            ax.text(middle, y + 0.12, changing, color=COLOUR["hidden"], ha="center", va="bottom", fontsize=11)
            ax.text(middle, y - 0.14, copied, color=COLOUR["key"], ha="center", va="top", fontsize=11)
        if seen:
            ax.plot([-WIDE / 2, APART * (steps - 1) + WIDE / 2], [y + 0.95] * 2, color=COLOUR["key"], linewidth=2)
            ax.text(APART * (steps - 1) / 2, y + 1.05, seen, color=COLOUR["key"], ha="center", fontsize=11)
    ax.set(xlim=(-2.2, APART * steps - 0.3), ylim=(-3.3 * (len(data) - 1) - 1.7, 1.8))
    ax.axis("off")


def _box(ax, x, y):
    across, down = (x - WIDE / 2, x + WIDE / 2), (y - HIGH / 2, y + HIGH / 2)
    edge = [(across[k], down[j]) for k, j in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    ax.plot(*zip(*edge, strict=True), color=COLOUR["ink"], linewidth=1.2)
    ax.text(x, y, "step", color=COLOUR["ink"], ha="center", va="center", fontsize=10)


def _arrow(ax, start, end, role):
    shape = {"arrowstyle": "-|>", "color": COLOUR[role], "linewidth": 1.3, "shrinkA": 0, "shrinkB": 1}
    ax.annotate("", end, start, arrowprops=shape)
