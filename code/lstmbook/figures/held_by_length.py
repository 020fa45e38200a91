"""What chains of different gain hold in all, by the number of their units."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: lengths (L,), for each line its label, role and totals (L,), and the highest total that is shown."""
    lengths, lines, top = data
    ax.plot((0, top), (0, top), color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (5, 3)))
    ax.text(top * 0.92, top * 0.94, "one for each unit", ha="right", fontsize=9)
    ax.plot((0, lengths[-1]), (1, 1), color=COLOUR["quiet"], linewidth=1.2)
    ax.text(lengths[-1] * 1.02, 0.9, "normal", color=COLOUR["quiet"], fontsize=9, va="center")
    for label, role, totals in lines:
        ax.plot(lengths, totals, color=COLOUR[role])
        ax.text(lengths[-1] * 1.02, totals[-1], label, color=COLOUR[role], fontsize=9, va="center")
    ax.set(xlim=(0, lengths[-1] * 1.2), ylim=(0, top), xlabel="units", ylabel="held over all lags")
