"""A stack as a grid: layers above each other, steps beside each other, and how many paths lead to each place."""

from itertools import pairwise

from lstmbook.figures.style import COLOUR

RADIUS = 0.27


def draw(ax, data):
    """``data``: (counts, path), whole numbers (L, T), the lowest layer first, and a path as places (layer, step).

    The input of the first step stands below the grid. Both count from zero; the path is drawn in colour. ValueError for
    a path that does not go from layer 0, step 0 by single steps forwards or upwards.
    """
    counts, path = data
    if path[0] != (0, 0) or any((b[0] - a[0], b[1] - a[1]) not in ((0, 1), (1, 0)) for a, b in pairwise(path)):
        raise ValueError(f"a path goes from (0, 0) forwards or upwards, one at a time, got {path}")
    layers, steps = len(counts), len(counts[0])
    on_path = set(pairwise(path))
    for layer in range(layers):
        for step in range(steps):
            here = (layer, step)
            for there in ((layer, step + 1), (layer + 1, step)):
                if there[0] < layers and there[1] < steps:
                    _arrow(ax, here, there, (here, there) in on_path)
            role = "hidden" if here in path else "ink"
            ax.text(step, layer, str(counts[layer][step]), ha="center", va="center", color=COLOUR[role])
        ax.text(-0.55, layer, f"layer {layer + 1}", ha="right", va="center", fontsize=9)
    _arrow(ax, (-1, 0), (0, 0), True)
    ax.text(0, -1, "$x_s$", ha="center", va="center", color=COLOUR["hidden"])
    for step in range(1, steps):
        ax.text(step, -1, f"$s + {step}$", ha="center", va="center", fontsize=9, color=COLOUR["quiet"])
    ax.set(xlim=(-1.5, steps - 0.6), ylim=(-1.35, layers - 0.6))
    ax.set_axis_off()


def _arrow(ax, here, there, chosen):
    along = (there[1] - here[1]) * RADIUS, (there[0] - here[0]) * RADIUS
    colour = COLOUR["hidden" if chosen else "quiet"]
    style = {"arrowstyle": "->", "color": colour, "linewidth": 2.2 if chosen else 0.9, "shrinkA": 0, "shrinkB": 0}
    start, end = (here[1] + along[0], here[0] + along[1]), (there[1] - along[0], there[0] - along[1])
    ax.annotate("", end, start, arrowprops=style)
