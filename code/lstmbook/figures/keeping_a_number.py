"""What is left of a number after many silent steps: two simple networks beside an LSTM cell."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: a list of (title, role, traces), one for each axes; traces has shape (starts, steps + 1)."""
    for place, (ax, (title, role, traces)) in enumerate(zip(axes, data, strict=True)):
        for trace in traces:
            ax.plot(trace, color=COLOUR[role], linewidth=1.6)
            ax.plot(0, trace[0], "o", color=COLOUR[role], markersize=3.5)
        ax.axhline(0, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
        ax.set_title(title)
        steps = len(traces[0]) - 1
        ax.set(ylim=(-1.02, 1.02), xlim=(-2, steps + 2), xticks=[0, steps], xlabel="silent steps")
        ax.set_yticks([-1, 0, 1], labels=["-1", "0", "1"] if place == 0 else ["", "", ""])
    axes[0].set_ylabel("what the network holds")
