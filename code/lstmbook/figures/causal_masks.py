"""Which key each query may see under a causal mask, for the two ways to lay a triangle into a rectangle."""

import numpy as np
from matplotlib.patches import Rectangle

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: pairs of a title and a mask (T_q, T_k), one where the query of the row sees the key of the column."""
    for ax, (title, mask) in zip(axes, data, strict=True):
        queries, keys = mask.shape
        for row, column in np.ndindex(mask.shape):
            seen = bool(mask[row, column])
            place = column + 0.54, row + 0.54
            face = COLOUR["key"] if seen else "none"
            ax.add_patch(Rectangle(place, 0.92, 0.92, facecolor=face, edgecolor=COLOUR["quiet"], linewidth=0.8))
        ax.set(xlim=(0.4, keys + 0.6), ylim=(queries + 0.6, 0.4), aspect="equal", xlabel="key")
        ax.set_xticks(range(1, keys + 1))
        ax.set_yticks(range(1, queries + 1))
        ax.tick_params(length=0)
        ax.set_title(title)
    axes[0].set_ylabel("query")
