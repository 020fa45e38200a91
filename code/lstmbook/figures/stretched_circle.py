"""What powers of a matrix make of a circle of directions."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (a matrix (2, 2), a number of steps for each axes). The circle is faint, what comes of it is drawn in
    the colour of the hidden state, and a dot marks where the direction that ends farthest out has gone."""
    matrix, steps = data
    angles = np.linspace(0, 2 * np.pi, 241)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    moved = [circle @ np.linalg.matrix_power(matrix.T, count) for count in steps]
    reach = 1.08 * max(1, *(np.abs(one).max() for one in moved))
    for ax, count, one in zip(axes, steps, moved, strict=True):
        ax.plot(*circle.T, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)))
        ax.plot(*one.T, color=COLOUR["hidden"])
        farthest = np.linalg.norm(one, axis=1).argmax()
        ax.plot(*one[farthest], "o", color=COLOUR["hidden"], markersize=4)
        ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        ax.set_title("start" if count == 0 else f"{count} step{'s' * (count > 1)} back")
        ax.set_axis_off()
