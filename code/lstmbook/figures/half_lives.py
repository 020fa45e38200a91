"""Half-lives of single units: what the forget bias promises against what the forget gates did."""

from lstmbook.figures.style import COLOUR

MARKERS = ("o", "^", "s", "D")


def draw(ax, data):
    """``data``: label -> (role, promised, measured); the two are arrays of steps, one entry a unit."""
    ends = (0.7, 220)
    ax.plot(ends, ends, color=COLOUR["quiet"], linewidth=0.9, linestyle=(0, (1, 2)))
    for marker, (role, promised, measured) in zip(MARKERS, data.values(), strict=False):
        ax.plot(promised, measured, marker, color=COLOUR[role], markersize=4, alpha=0.6, markeredgewidth=0)
    for place, (label, (role, *_), marker) in enumerate(zip(data, data.values(), MARKERS, strict=False)):
        height = 0.94 - 0.09 * place
        ax.plot(0.04, height, marker, color=COLOUR[role], markersize=5, transform=ax.transAxes, markeredgewidth=0)
        ax.text(0.07, height, label, color=COLOUR[role], transform=ax.transAxes, va="center")
    ticks = (1, 3, 10, 30, 100)
    ax.set(xscale="log", yscale="log", xlim=ends, ylim=ends)
    ax.set_xticks(ticks, labels=map(str, ticks))
    ax.set_yticks(ticks, labels=map(str, ticks))
    ax.minorticks_off()
    ax.set(xlabel="half-life from the bias, in steps", ylabel="half-life from the gates")
