"""What trained networks store while they read a: the cells of LSTMs and the states of GRUs, each on its own scale."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (longest, panels): the longest n of training and a list of (title, role, states), states (R, steps)."""
    longest, panels = data
    for ax, (title, role, states) in zip(axes, panels, strict=True):
        for line in states:
            ax.plot(range(len(line)), line, color=COLOUR[role], linewidth=1, alpha=0.7)
        ax.axvline(longest, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        ax.set(xlabel="letters a read", title=title, xlim=(0, states.shape[1] - 1))
    axes[0].set(ylabel="stored", ylim=(-2, None))
    axes[1].set(ylim=(-1.05, 1.05), yticks=[-1, 0, 1])
    low = axes[1].get_ylim()[0]
    axes[1].text(longest + 0.6, low + 0.08, "longest of\ntraining", va="bottom", fontsize=9, color=COLOUR["quiet"])
