"""Which share of each past input a network holds, by lag."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: for each line its label, role, shares by lag, and the lag and height at which the label stands."""
    for label, role, shares, x, y in data:
        ax.plot(shares, color=COLOUR[role])
        ax.text(x, y, label, color=COLOUR[role], fontsize=9)
    ax.set(xlim=(0, None), ylim=(-0.02, 1.04), xlabel="steps since the input", ylabel="share that is held")
    ax.set_yticks([0, 0.5, 1], labels=["0", "½", "1"])
