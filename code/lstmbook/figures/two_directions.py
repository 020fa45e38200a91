"""Two chains over one sequence: one reads it from left to right, the other from right to left."""

from matplotlib.patches import Rectangle

from lstmbook.figures.style import COLOUR, arrow

CHAINS = {"forward": (1.0, "hidden"), "backward": (-1.0, "value")}  # height and role
BOX = 0.26


def draw(ax, data):
    """``data``: (T, padding): how many steps there are, and how many of them, the last, are padding.

    Framed are the two hidden states where a direction ends its reading.
    """
    steps, padding = data
    read = steps - padding
    for place in range(steps):
        quiet = place >= read
        ink = {"color": COLOUR["quiet" if quiet else "ink"], "fontsize": 14}
        ax.text(place, 0, f"$x_{place + 1}$", ha="center", va="center", **ink)
        for name, (height, role) in CHAINS.items():
            last = place == (read - 1 if name == "forward" else 0)
            _box(ax, place, height, "quiet" if quiet else role, quiet, last)
            if not quiet:
                side = 1 if height > 0 else -1
                arrow(ax, (place, 0.22 * side), (place, height - BOX * side), "quiet")
    for place in range(read - 1):
        arrow(ax, (place + BOX, 1), (place + 1 - BOX, 1), "hidden")
        arrow(ax, (place + 1 - BOX, -1), (place + BOX, -1), "value")
    for name, (height, role) in CHAINS.items():
        ax.text(-0.5, height, name, ha="right", va="center", color=COLOUR[role])
    ax.set(xlim=(-1.7, steps - 0.55), ylim=(-1.45, 1.45))
    ax.axis("off")


def _box(ax, place, height, role, dotted, framed):
    for wider in (0, 0.08) if framed else (0,):
        corner, side = (place - BOX - wider, height - BOX - wider), 2 * (BOX + wider)
        style = {"edgecolor": COLOUR[role], "linestyle": ":" if dotted else "-", "linewidth": 1.4}
        ax.add_patch(Rectangle(corner, side, side, facecolor="none", **style))
