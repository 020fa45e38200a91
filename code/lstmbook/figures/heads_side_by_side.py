"""Contexts side by side times one matrix: each head meets its own block of rows, and the products are added."""

from matplotlib.patches import Rectangle

from lstmbook.figures.style import COLOUR

UNIT = 0.34
SHADES = (0.12, 0.3, 0.5)


def draw(ax, data):
    """``data``: (steps, features of a head's value, features of the output) for three heads."""
    rows, width, out = data
    ax.axis("off")
    ax.set_aspect("equal")
    high = len(SHADES) * width * UNIT
    middle = high / 2
    right = len(SHADES) * width * UNIT + 0.5
    for head, shade in enumerate(SHADES):
        left = head * width * UNIT
        _block(ax, left, middle + rows * UNIT / 2, rows, width, "value", shade, f"$C^{{({head + 1})}}$")
        _block(ax, right, high - left, width, out, "ink", shade * 0.7, f"$W_O^{{({head + 1})}}$")
    ax.text(right - 0.25, middle, r"$\times$", ha="center", va="center", fontsize=14)
    end = right + out * UNIT
    ax.text(end + 0.22, middle, "=", ha="center", va="center", fontsize=14)
    for head, shade in enumerate(SHADES):
        left = end + 0.44 + head * (out * UNIT + 0.36)
        _block(ax, left, middle + rows * UNIT / 2, rows, out, "hidden", shade, f"$Y^{{({head + 1})}}$")
        if head:
            ax.text(left - 0.18, middle, "+", ha="center", va="center", fontsize=14)
    last = end + 0.44 + len(SHADES) * (out * UNIT + 0.36) - 0.36
    ax.set(xlim=(-0.1, last + 0.1), ylim=(-0.1, high + 0.1))


def _block(ax, x, y, rows, columns, role, shade, label):
    """A block of cells with its upper left corner at (x, y)."""
    corner, colour = (x, y - rows * UNIT), COLOUR[role]
    ax.add_patch(Rectangle(corner, columns * UNIT, rows * UNIT, facecolor=colour, alpha=shade, linewidth=0))
    ax.add_patch(Rectangle(corner, columns * UNIT, rows * UNIT, fill=False, edgecolor=colour, linewidth=1.2))
    ax.text(
        x + columns * UNIT / 2, y - rows * UNIT / 2, label, color=COLOUR["ink"], ha="center", va="center", fontsize=12
    )
