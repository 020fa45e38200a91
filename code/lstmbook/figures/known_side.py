"""The plane of what is known and what is not, and where guessing by the sign of the known is right."""

import numpy as np
from matplotlib.patches import Wedge

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: the angle, in degrees, between the axis of what is known and the direction of the whole sum.

    Right are the directions on the same side of both lines, two wedges of 180 degrees less the angle each.
    """
    angle, radius = data, 1.0
    for start in (angle - 90, angle + 90):
        ax.add_patch(Wedge((0, 0), radius, start, start + 180 - angle, color=COLOUR["hidden"], alpha=0.25, linewidth=0))
    for name, turn, role in (("$a$", 0, "ink"), ("$a + b$", angle, "value")):
        x, y = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        arrow = {"arrowstyle": "-|>", "color": COLOUR[role], "shrinkA": 0, "shrinkB": 0, "linewidth": 1.5}
        ax.annotate("", (1.12 * x, 1.12 * y), (0, 0), arrowprops=arrow | {"mutation_scale": 11})
        ax.text(1.2 * x, 1.2 * y, name, color=COLOUR[role], ha="left", va="center")
        line = {"color": COLOUR[role], "linewidth": 1, "linestyle": (0, (4, 2))}
        ax.plot([-1.05 * y, 1.05 * y], [1.05 * x, -1.05 * x], **line)
    ax.text(0.62, -0.2, "right", color=COLOUR["hidden"], ha="center", va="center")
    ax.text(-0.62, 0.2, "right", color=COLOUR["hidden"], ha="center", va="center")
    ax.text(-0.3, 0.78, "wrong", color=COLOUR["quiet"], ha="center", va="center")
    ax.text(0.3, -0.78, "wrong", color=COLOUR["quiet"], ha="center", va="center")
    ax.set(xlim=(-1.7, 1.9), ylim=(-1.15, 1.15), aspect="equal")
    ax.axis("off")
