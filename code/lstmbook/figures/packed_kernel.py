"""One product for four gates: the shapes of x_t, h_{t-1}, the packed kernels and z."""

from matplotlib.patches import Rectangle

from lstmbook.figures.style import COLOUR

BLOCKS = (("i", "input"), ("f", "forget"), ("g", "candidate"), ("o", "output"))


def draw(ax, data):
    """``data``: (d, n), the sizes at which the shapes are drawn."""
    d, n = data
    unit, gap = 0.24, 0.9
    ax.axis("off")
    ax.set_aspect("equal")
    left, top = (d + n) * unit + gap, 0.0

    def cells(x, y, rows, columns, colour, label):
        for row in range(rows):
            for column in range(columns):
                corner = (x + column * unit, y - (row + 1) * unit)
                ax.add_patch(Rectangle(corner, unit, unit, facecolor=colour, alpha=0.22, linewidth=0))
        frame = (x, y - rows * unit)
        ax.add_patch(Rectangle(frame, columns * unit, rows * unit, fill=False, edgecolor=colour, linewidth=1.3))
        ax.text(
            x + columns * unit / 2,
            y - rows * unit / 2,
            label,
            color=colour,
            ha="center",
            va="center",
            fontsize=12,
        )

    middle = top - (d + n) * unit / 2
    cells(0, middle + unit / 2, 1, d, COLOUR["ink"], "$x_t$")
    cells(d * unit, middle + unit / 2, 1, n, COLOUR["hidden"], "$h_{t-1}$")
    for place, (gate, role) in enumerate(BLOCKS):
        x = left + place * n * unit
        cells(x, top, d, n, COLOUR[role], f"$W_{gate}$")
        cells(x, top - d * unit, n, n, COLOUR[role], f"$U_{gate}$")
        cells(x, top - (d + n) * unit - 0.95, 1, n, COLOUR[role], f"$z^{gate}$")
        ax.text(
            x + n * unit / 2,
            top + 0.14,
            f"${n}$",
            ha="center",
            va="bottom",
            fontsize=9,
            color=COLOUR["quiet"],
        )
    end = left + 4 * n * unit
    ax.text(end + 0.12, top - d * unit / 2, f"${d}$ inputs", va="center", fontsize=9, color=COLOUR["quiet"])
    ax.text(end + 0.12, top - (d + n / 2) * unit, f"${n}$ units", va="center", fontsize=9, color=COLOUR["quiet"])
    ax.text(left - gap / 2, middle, r"$\times$", ha="center", va="center", fontsize=14)
    ax.text(
        left + 2 * n * unit,
        top - (d + n) * unit - 0.34,
        "add the bias",
        ha="center",
        va="center",
        fontsize=9,
        color=COLOUR["quiet"],
    )
    ax.annotate(
        "",
        xy=(left + 2 * n * unit, top - (d + n) * unit - 0.86),
        xytext=(left + 2 * n * unit, top - (d + n) * unit - 0.5),
        arrowprops={"arrowstyle": "-|>", "color": COLOUR["quiet"], "linewidth": 1, "mutation_scale": 10},
    )
    ax.set(xlim=(-0.1, end + 1.15), ylim=(top - (d + n) * unit - 1.3, top + 0.5))
