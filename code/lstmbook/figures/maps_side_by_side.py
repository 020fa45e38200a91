"""Maps of attention beside each other: which row of the memory each step of a decoder reads."""

from lstmbook.figures.attention_maps import square
from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: for each axes its title and its map, weights (S, T): steps of the decoder, then rows of the memory.

    The area of a square is its weight.
    """
    for place, (ax, (title, weights)) in enumerate(zip(axes, data.items(), strict=True)):
        said, read = weights.shape
        for step in range(said):
            for row in range(read):
                square(ax, row + 1, step + 1, weights[step, row])
        ax.plot([read, 1], [1, said], color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
        ax.set(xlim=(0.3, read + 0.7), ylim=(said + 0.7, 0.3), xlabel="row of the memory", title=title)
        ax.set_aspect("equal")
        ax.set_xticks([1, read])
        ax.set_yticks([1, said], labels=["1", str(said)] if place == 0 else ["", ""])
    axes[0].set_ylabel("step of the decoder")
