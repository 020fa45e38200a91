"""Blocks of attention, one a row, from left to right: what stands where, and the road that goes past attention."""

from lstmbook.figures.style import COLOUR, arrow, box

HALF_HEIGHT, APART, BEND = 0.26, 1.9, 0.72
SIZES = {"normalise": 0.62, "attention": 0.62, "+": 0.2}  # half of each width


def draw(ax, data):
    """``data``: for each block its name, its stations in order, of ``SIZES``, and the letter of what goes out.

    The road in colour leaves before the first station and comes back at "+". What stands behind "+" stands on it.
    """
    for row, (name, stations, shown) in enumerate(data):
        height = -APART * row
        places = [1.2 + 1.75 * place for place in range(len(stations))]
        joined, out = places[stations.index("+")], places[-1] + 1.3
        ax.text(-0.15, height + BEND + 0.32, name, fontsize=11, va="center")
        for end, what in ((0, "X"), (out, shown)):
            ax.text(end, height, f"${what}$", ha="center", va="center", fontsize=13, color=COLOUR["ink"])
        _ways(ax, height, places, stations, joined, out)
        for place, what in zip(places, stations, strict=True):
            _box(ax, place, height, what)
    ax.set(xlim=(-0.3, out + 0.3), ylim=(-APART * (len(data) - 1) - 0.45, BEND + 0.5))
    ax.set_aspect("equal")
    ax.axis("off")


def _ways(ax, height, places, stations, joined, out):
    """The way through the stations up to "+" in ink; the road past it, and from there on, in colour."""
    left = 0.2
    for place, what in zip(places, stations, strict=True):
        _arrow(ax, (left, height), (place - SIZES[what], height), "cell" if place > joined else "ink")
        left = place + SIZES[what]
    _arrow(ax, (left, height), (out - 0.2, height), "cell")
    road = {"color": COLOUR["cell"], "linewidth": 2, "zorder": 3}
    ax.plot([0.2, 0.38, 0.38, joined], [height, height, height + BEND, height + BEND], **road)
    _arrow(ax, (joined, height + BEND), (joined, height + HALF_HEIGHT), "cell")


def _box(ax, place, height, what):
    box(ax, (place, height), 2 * SIZES[what], 2 * HALF_HEIGHT, "ink", width=1.2)
    ax.text(place, height, what, ha="center", va="center", fontsize=11, color=COLOUR["ink"])


def _arrow(ax, start, end, role):
    arrow(ax, start, end, role, width=2 if role == "cell" else 1.2, head=10)
