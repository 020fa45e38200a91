"""One product for four gates: the shapes of x_t, h_{t-1}, the packed kernels and z."""

from matplotlib.patches import Rectangle

from lstmbook.figures.style import COLOUR

UNIT, GAP = 0.24, 0.9
BLOCKS = (("i", "input"), ("f", "forget"), ("g", "candidate"), ("o", "output"))


def draw(ax, data):
    """``data``: (d, n), the sizes at which the shapes are drawn."""
    d, n = data
    ax.axis("off")
    ax.set_aspect("equal")
    left, top = (d + n) * UNIT + GAP, 0.0
    middle = top - (d + n) * UNIT / 2
    _cells(ax, 0, middle + UNIT / 2, 1, d, COLOUR["ink"], "$x_t$")
    _cells(ax, d * UNIT, middle + UNIT / 2, 1, n, COLOUR["hidden"], "$h_{t-1}$")
    for place, (gate, role) in enumerate(BLOCKS):
        x = left + place * n * UNIT
        _cells(ax, x, top, d, n, COLOUR[role], f"$W_{gate}$")
        _cells(ax, x, top - d * UNIT, n, n, COLOUR[role], f"$U_{gate}$")
        _cells(ax, x, top - (d + n) * UNIT - 0.95, 1, n, COLOUR[role], f"$z^{gate}$")
        ax.text(
            x + n * UNIT / 2,
            top + 0.14,
            f"${n}$",
            ha="center",
            va="bottom",
            fontsize=9,
            color=COLOUR["quiet"],
        )
    _labels(ax, d, n, left, top, middle)


def _cells(ax, x, y, rows, columns, colour, label):
    for row in range(rows):
        for column in range(columns):
            corner = (x + column * UNIT, y - (row + 1) * UNIT)
            ax.add_patch(Rectangle(corner, UNIT, UNIT, facecolor=colour, alpha=0.22, linewidth=0))
    frame = (x, y - rows * UNIT)
    ax.add_patch(Rectangle(frame, columns * UNIT, rows * UNIT, fill=False, edgecolor=colour, linewidth=1.3))
    middle = (x + columns * UNIT / 2, y - rows * UNIT / 2)
    ax.text(*middle, label, color=colour, ha="center", va="center", fontsize=12)


def _labels(ax, d, n, left, top, middle):
    end = left + 4 * n * UNIT
    ax.text(end + 0.12, top - d * UNIT / 2, f"${d}$ inputs", va="center", fontsize=9, color=COLOUR["quiet"])
    ax.text(end + 0.12, top - (d + n / 2) * UNIT, f"${n}$ units", va="center", fontsize=9, color=COLOUR["quiet"])
    ax.text(left - GAP / 2, middle, r"$\times$", ha="center", va="center", fontsize=14)
    ax.text(
        left + 2 * n * UNIT,
        top - (d + n) * UNIT - 0.34,
        "add the bias",
        ha="center",
        va="center",
        fontsize=9,
        color=COLOUR["quiet"],
    )
    ax.annotate(
        "",
        xy=(left + 2 * n * UNIT, top - (d + n) * UNIT - 0.86),
        xytext=(left + 2 * n * UNIT, top - (d + n) * UNIT - 0.5),
        arrowprops={"arrowstyle": "-|>", "color": COLOUR["quiet"], "linewidth": 1, "mutation_scale": 10},
    )
    ax.set(xlim=(-0.1, end + 1.15), ylim=(top - (d + n) * UNIT - 1.3, top + 0.5))
