"""Votes of an LSTM's states as points of a plane: what one head says lies among them, what is wanted in a corner."""

from matplotlib.patches import Rectangle

from lstmbook.figures.style import COLOUR

ORDERS = "A, B", "B, A"


def draw(axes, data):
    """``data``: for each panel (title, votes (T, 2), said (1 or 2, 2), the steps at which A and B were read).

    A point says by how much the first and the second answer prefer the value of A to that of B. What is said comes in
    the orders A, B and B, A, or in the first alone.
    """
    for ax, (title, votes, said, places) in zip(axes, data, strict=True):
        reach = 1.35 * max(abs(votes).max(), abs(said).max())
        for corner, order in list(zip([(0, -reach), (-reach, 0)], ORDERS, strict=True))[: len(said)]:
            ax.add_patch(Rectangle(corner, reach, reach, facecolor=COLOUR["quiet"], alpha=0.16, linewidth=0))
            right = corner[0] == 0
            place, sides = (0.96, 0.04) if right else (0.04, 0.96), ("right", "bottom") if right else ("left", "top")
            ax.text(*place, order, transform=ax.transAxes, ha=sides[0], va=sides[1], color=COLOUR["query"])
        ax.axhline(0, color=COLOUR["quiet"], linewidth=0.7)
        ax.axvline(0, color=COLOUR["quiet"], linewidth=0.7)
        ax.plot(*votes[places].T, color=COLOUR["quiet"], linewidth=0.9)
        ax.plot(*votes.T, "o", color=COLOUR["hidden"], markersize=4.5)
        for name, vote in zip("AB", votes[places], strict=True):
            ax.annotate(name, vote, (-5, 5), textcoords="offset points", ha="right", color=COLOUR["hidden"])
        ax.plot(*said.T, "D", color=COLOUR["query"], markersize=7, markerfacecolor="none", markeredgewidth=1.4)
        ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", title=title, xticks=[0], yticks=[0])
        ax.set_xlabel("first answer: A over B")
    axes[0].set_ylabel("second: A over B")
