"""A cell that is told to add one at every step, for gates that are open to different degrees, below its bound."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: bias of the gates and of the candidate -> cell (steps + 1,), from zero on."""
    steps = len(next(iter(data.values()))) - 1
    ax.plot([0, steps], [0, steps], color=COLOUR["ink"], linewidth=1, linestyle=(0, (4, 3)))
    ax.text(0.62 * steps, 0.66 * steps, "bound: one a step", ha="right", va="bottom")
    for bias, cell in data.items():
        ax.plot(cell, color=COLOUR["cell"])
        ax.text(steps + 0.8, cell[-1], f"bias {bias:g}", color=COLOUR["cell"], va="center")
    ax.set(xlim=(0, 1.2 * steps), ylim=(0, 1.04 * steps), xlabel="step", ylabel="cell")
    ax.set_xticks([0, steps // 2, steps])
    ax.set_yticks([0, steps // 2, steps])
