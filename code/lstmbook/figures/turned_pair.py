"""One pair of features: a query and a key turned by their positions, and their product over the signed distance."""

import numpy as np
from matplotlib.patches import Arc

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: angles of query and key before and after they are turned, in radians against the clock from the right,
    and their lengths; signed distances and the product at each; and pairs of a distance that is marked and its name."""
    starts, ends, lengths, distances, products, marked = data
    plane, curve = axes
    for role, start, end, length, radius in zip(("query", "key"), starts, ends, lengths, (0.5, 0.35), strict=True):
        for angle, width in ((start, 1.2), (end, 2.4)):
            plane.plot([0, length * np.cos(angle)], [0, length * np.sin(angle)], color=COLOUR[role], linewidth=width)
        turn = np.degrees([start, end])
        plane.add_patch(Arc((0, 0), 2 * radius, 2 * radius, theta1=turn[0], theta2=turn[1], color=COLOUR[role]))
        place = (length + 0.04) * np.cos(start), (length + 0.04) * np.sin(start)
        plane.annotate(role, place, (2, 0), textcoords="offset points", va="center", color=COLOUR[role])
    plane.set(xlim=(-0.35, 1.45), ylim=(-0.15, 1.1), aspect="equal")
    plane.set_axis_off()
    curve.axvline(0, color=COLOUR["quiet"], linewidth=0.8)
    curve.axhline(0, color=COLOUR["quiet"], linewidth=0.8)
    curve.plot(distances, products, color=COLOUR["ink"])
    for distance, name in marked:
        at = distance, np.interp(distance, distances, products)
        curve.plot(*at, "o", color=COLOUR["ink"], markersize=5 if name else 8)
        curve.annotate(name, at, (7, 2), textcoords="offset points", color=COLOUR["ink"])
    curve.set(xlabel="distance", ylabel="product", xticks=[-12, -6, 0, 6, 12])
