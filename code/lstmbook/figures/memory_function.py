"""How much of each past input a network holds, between nothing and one, by lag."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: what is held, in words, and for each line its label, role, whether it is dots, how much is held by lag,
    and the lag and height of its label."""
    what, lines = data
    for label, role, dots, shares, x, y in lines:
        style = {"linestyle": "none", "marker": ".", "markersize": 4, "zorder": 3} if dots else {}
        ax.plot(shares, color=COLOUR[role], **style)
        ax.text(x, y, label, color=COLOUR[role], fontsize=9)
    ax.set(xlim=(0, None), ylim=(-0.02, 1.04), xlabel="steps since the input", ylabel=what)
    ax.set_yticks([0, 0.5, 1], labels=["0", "½", "1"])
