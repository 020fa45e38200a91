"""Two curves of forgetting on logarithmic axes: what is left in networks by lag, and what a person saves by days."""

import numpy as np

from lstmbook.figures.style import COLOUR

TICKS = (1, 0.5, 0.2, 0.1, 0.05)


def draw(axes, data):
    """``data``: the traces of untrained and of trained networks, each (runs, lags), and for the person the label,
    days, share saved, and the day and height at which the label stands."""
    left, right = axes
    untrained, trained, (label, days, saved, x, y) = data
    lags = np.arange(untrained.shape[1])
    for role, group, style in (("quiet", untrained, (0, (4, 2))), ("hidden", trained, "-")):
        for line in group:
            left.plot(lags, line, color=COLOUR[role], linewidth=1.0, linestyle=style)
    left.text(8.2, 0.85, "trained", color=COLOUR["hidden"], fontsize=9)
    left.text(1.0, 0.085, "untrained", color=COLOUR["quiet"], fontsize=9)
    left.set_title("networks")
    left.set(xlabel="items since", ylabel="share that is left")
    left.set_xticks([0, 5, 10, 15])
    right.plot(days, saved, color=COLOUR["hidden"], marker="o", markersize=4, linewidth=1.4)
    right.text(x, y, label, color=COLOUR["hidden"], fontsize=9)
    right.set_title("a person")
    right.set(xlabel="days since", ylabel="work saved", xlim=(-1, 33))
    right.set_xticks([0, 10, 20, 30])
    for ax, labels in ((left, [f"{tick:g}" for tick in TICKS]), (right, [""] * len(TICKS))):
        ax.set(yscale="log", ylim=(0.03, 1.2))
        ax.set_yticks(TICKS, labels=labels)
        ax.minorticks_off()
