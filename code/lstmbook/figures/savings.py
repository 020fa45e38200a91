"""What relearning saves, by the time since learning on a logarithmic axis, and what one half-life would leave."""

from lstmbook.figures.style import COLOUR

TICKS = {1 / 3: "20 min", 1: "1 h", 9: "9 h", 24: "1 d", 6 * 24: "6 d", 31 * 24: "31 d"}


def draw(ax, data):
    """``data``: the savings, their label, hours, share saved, and the hour and height at which the label stands; and
    the curve with one half-life, its hours and what it leaves."""
    (label, times, saved, x, y), (hours, left) = data
    ax.plot(hours, left, color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (5, 3)))
    ax.plot(times, saved, color=COLOUR["hidden"], marker="o", markersize=5)
    ax.text(x, y, label, color=COLOUR["hidden"], fontsize=9)
    ax.text(3.6, 0.1, "one half-life", color=COLOUR["ink"], fontsize=9, ha="right")
    ax.set(xscale="log", ylim=(0, 0.7), xlabel="time since learning", ylabel="work saved in relearning")
    ax.set_xticks(list(TICKS), labels=list(TICKS.values()))
    ax.set_yticks([0, 0.2, 0.4, 0.6])
    ax.minorticks_off()
