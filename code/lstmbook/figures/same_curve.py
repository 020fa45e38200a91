"""The products of some positions' encodings with all others, over the position and over the distance."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: the positions, and their products with all positions, an array (len(positions), T)."""
    positions, products = data
    left, right = axes
    steps = np.arange(products.shape[1])
    for position, row, role in zip(positions, products, ("query", "key", "value"), strict=True):
        left.plot(steps, row, color=COLOUR[role])
        left.annotate(
            str(position),
            (position, row[position]),
            (0, 4),
            textcoords="offset points",
            ha="center",
            color=COLOUR[role],
        )
        right.plot(steps - position, row, color=COLOUR[role], linewidth=1.6)
    left.set(xlabel="the other's position", ylabel="product")
    right.set(xlabel="distance")
    for ax in axes:
        ax.set_ylim(min(0, products.min()), 1.12 * products.max())
    right.tick_params(labelleft=False)
