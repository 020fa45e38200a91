"""Cells with different forget biases that average the same noisy signal, which turns at step zero."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (steps, signal, cells, biases); steps (T,) from before zero on, cells (T, len(biases))."""
    steps, signal, cells, biases = data
    ax.plot(steps, signal, ".", color=COLOUR["quiet"], markersize=2.2, alpha=0.7)
    heights = _spread(cells[-1])
    for place, (cell, bias) in enumerate(zip(cells.T, biases, strict=True)):
        ax.plot(steps, cell, color=COLOUR["cell"], linewidth=0.9 + 0.7 * place, alpha=0.45 + 0.55 * place / len(biases))
        ax.text(steps[-1] + 3, heights[place], f"bias {bias:g}", color=COLOUR["cell"], va="center")
    ax.axhline(0, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.axvline(0, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.set(xlabel="steps since the signal turned", ylabel="cell", ylim=(-1.05, 1.05), yticks=[-1, 0, 1])
    ax.set_xlim(steps[0], steps[-1] + 0.17 * (steps[-1] - steps[0]))


def _spread(ends, least=0.17):
    """Heights for labels near ``ends``, from the lowest up, each at least ``least`` above the one below it."""
    heights, below = [0.0] * len(ends), -10.0
    for place in sorted(range(len(ends)), key=lambda one: ends[one]):
        heights[place] = below = max(ends[place], below + least)
    return heights
