"""One pair of features: a query and a key turned by their positions, and their product over the signed distance."""

import numpy as np
from matplotlib.patches import Arc

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: of query and key the angles before and after they are turned, in radians against the clock from the
    right, the lengths and the names of the turns; then signed distances with the product at each; and pairs of a
    distance that is marked and its name."""
    *hands, distances, products, marked = data
    plane, curve = axes
    for role, radius, start, end, length, name in zip(("query", "key"), (0.4, 0.75), *hands, strict=True):
        for angle, width in ((start, 1.2), (end, 2.4)):
            plane.plot([0, length * np.cos(angle)], [0, length * np.sin(angle)], color=COLOUR[role], linewidth=width)
        turn = np.degrees([start, end])
        plane.add_patch(Arc((0, 0), 2 * radius, 2 * radius, theta1=turn[0], theta2=turn[1], color=COLOUR[role]))
        _write(plane, role, start, length + 0.04, "left")
        _write(plane, name, (3 * start + end) / 4, radius + 0.1, "center")
    plane.set(xlim=(-0.02, 1.34), ylim=(-0.42, 0.9), aspect="equal")
    plane.set_axis_off()
    curve.axvline(0, color=COLOUR["quiet"], linewidth=0.8)
    curve.axhline(0, color=COLOUR["quiet"], linewidth=0.8)
    curve.plot(distances, products, color=COLOUR["ink"])
    for distance, name in marked:
        at = distance, np.interp(distance, distances, products)
        curve.plot(*at, "o", color=COLOUR["ink"], markersize=5 if name else 8)
        curve.annotate(name, at, (7, 2), textcoords="offset points", color=COLOUR["ink"])
    curve.set(xlabel="distance", ylabel="product", xticks=[-12, -6, 0, 6, 12])


def _write(ax, word, angle, radius, side):
    colour = ax.lines[-1].get_color()
    at = radius * np.cos(angle), radius * np.sin(angle)
    ax.text(*at, word, ha=side, va="center", color=colour)
