"""One step of a decoder that reads its memory before the cell, beside one that reads it after the cell."""

from lstmbook.figures.style import COLOUR, arrow, box

CELL, READ = (1.6, 1.2), 2.45


def draw(axes, data):
    """``data``: the titles of the two, first the one that reads before the cell."""
    for ax, title, way in zip(axes, data, (_before, _after), strict=True):
        ax.set(xlim=(-0.55, 4.75), ylim=(-0.2, 4.8), title=title)
        ax.axis("off")
        _box(ax, CELL, "LSTM", "cell")
        _way(ax, "ink", (CELL[0], 0.25), (CELL[0], CELL[1] - 0.3))
        ax.text(CELL[0], 0.05, "$x_t$", ha="center", va="center", fontsize=13)
        _way(ax, "hidden", (0.1, CELL[1]), (CELL[0] - 0.55, CELL[1]))
        _way(ax, "hidden", (CELL[0] + 0.55, CELL[1]), (4.15, CELL[1]))
        _name(ax, (-0.25, CELL[1]), "$h_{t-1}$", "hidden")
        _name(ax, (4.4, CELL[1]), "$h_t$", "hidden")
        way(ax)


def _before(ax):
    _reads(ax, 0.6)
    _way(ax, "value", (0.6, READ + 0.3), (0.6, 3.4), (CELL[0], 3.4), (CELL[0], CELL[1] + 0.3))
    _name(ax, (1.1, 3.7), "$r_t$", "value")
    _way(ax, "ink", (3.38, CELL[1]), (3.38, 4.4))
    ax.text(3.38, 4.6, "said", ha="center", va="center")


def _after(ax):
    _reads(ax, 2.8)
    _way(ax, "value", (2.8, READ + 0.3), (2.8, 3.6), (3.15, 3.6))
    _name(ax, (2.5, 3.35), "$r_t$", "value")
    _way(ax, "hidden", (3.9, CELL[1]), (3.9, 3.6), (3.6, 3.6))
    _name(ax, (3.38, 3.6), r"$\tilde{h}_t$", "ink")
    _way(ax, "ink", (3.38, 3.9), (3.38, 4.4))
    ax.text(3.38, 4.6, "said, and fed", ha="center", va="center")
    _way(ax, "ink", (0.1, 0.45), (0.9, 0.45), (CELL[0] - 0.35, CELL[1] - 0.3))
    _name(ax, (-0.25, 0.45), r"$\tilde{h}_{t-1}$", "ink")


def _reads(ax, x):
    """The reading of the memory above the road of the hidden state, which asks from below."""
    _box(ax, (x, READ), "read $M$", "value")
    _way(ax, "query", (x, CELL[1]), (x, READ - 0.3))
    ax.text(x + 0.12, (CELL[1] + READ) / 2, "asks", color=COLOUR["query"], va="center")


def _box(ax, middle, words, role):
    box(ax, middle, 1.1, 0.6, role)
    ax.text(*middle, words, color=COLOUR[role], ha="center", va="center")


def _name(ax, place, words, role):
    ax.text(*place, words, color=COLOUR[role], ha="center", va="center", fontsize=13)


def _way(ax, role, *points):
    """A line through the points with a head at its end."""
    ax.plot(*zip(*points[:-1], strict=True), color=COLOUR[role], linewidth=1.5)
    arrow(ax, *points[-2:], role, width=1.5, head=11)
