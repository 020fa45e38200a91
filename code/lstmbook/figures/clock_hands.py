"""Pairs of features as hands of clocks: where they stand at two positions, and after the same shift of both."""

import numpy as np
from matplotlib.patches import Arc, Circle

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: for each clock a title and pairs of angles in radians, before and after; angle 0 is up, and grows
    clockwise."""
    for ax, (title, turns) in zip(axes, data, strict=True):
        ax.add_patch(Circle((0, 0), 1, fill=False, edgecolor=COLOUR["quiet"], linewidth=0.8))
        for (before, after), role, radius in zip(turns, ("query", "value"), (0.55, 0.72), strict=True):
            for angle, width in ((before, 1.2), (after, 2.4)):
                ax.plot([0, np.sin(angle)], [0, np.cos(angle)], color=COLOUR[role], linewidth=width)
            ends = 90 - np.degrees(after), 90 - np.degrees(before)  # an arc goes the other way round, from the right
            ax.add_patch(
                Arc((0, 0), 2 * radius, 2 * radius, theta1=ends[0], theta2=ends[1], color=COLOUR[role], linewidth=1.2)
            )
        ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal")
        ax.set_axis_off()
        ax.set_title(title, loc="center")
