"""Attention maps side by side, the area of a square being a weight."""

from lstmbook.figures.shuffled_maps import squares


def draw(axes, data):
    """``data``: pairs of a title and weights (T, T); weights below a ten thousandth are not drawn."""
    for ax, (title, weights) in zip(axes, data, strict=True):
        squares(ax, weights * (weights > 1e-4))
        ax.set_title(title)
        ax.set_xticks(range(0, len(weights), 5))
        ax.set_yticks(range(0, len(weights), 5))
    axes[0].set_ylabel("who asks")
