"""What layers answer when two numbers are asked for: a point in the plane, joined to the point that was wanted."""

from lstmbook.figures.style import COLOUR

REACH = 3.1  # of both axes, to either side; contents are standard normal


def draw(axes, data):
    """``data``: the answers wanted (M, 2), and for each of ``axes`` (label, role, answers given (M, 2))."""
    wanted, groups = data
    for ax, (label, role, given) in zip(axes, groups, strict=True):
        for ends in zip(wanted, given, strict=True):
            ax.plot(*zip(*ends, strict=True), color=COLOUR["quiet"], linewidth=0.7)
        ax.plot(*wanted.T, "o", color=COLOUR["quiet"], markersize=4.5, markerfacecolor="none", markeredgewidth=0.9)
        ax.plot(*given.T, "o", color=COLOUR[role], markersize=3.5, zorder=3)
        ax.set_title(label, color=COLOUR[role])
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="first number")
        ax.set_xticks([-2, 0, 2])
        ax.set_yticks([-2, 0, 2])
    axes[0].set_ylabel("second number")
