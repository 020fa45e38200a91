"""Who is due at which step, and who hears whom, in a clockwork network."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (periods, due (steps, modules), heard (modules, modules)), zeros and ones, one row a module."""
    periods, due, heard = data
    left, right = axes
    for step, row in enumerate(due):
        for module, one in enumerate(row):
            colour = COLOUR["hidden"] if one else "none"
            left.plot(step, module, "s", markersize=7, markerfacecolor=colour, markeredgecolor=COLOUR["quiet"])
    left.set(xlabel="step", xlim=(-0.8, len(due) - 0.2), xticks=range(0, len(due), 4))
    for row, line in enumerate(heard):
        for column, one in enumerate(line):
            colour = COLOUR["hidden"] if one else "none"
            right.plot(column, row, "s", markersize=14, markerfacecolor=colour, markeredgecolor=COLOUR["quiet"])
    right.set(xlabel="hears", xlim=(-0.6, len(periods) - 0.4), ylim=(len(periods) - 0.4, -0.6))
    right.set_xticks(range(len(periods)), labels=periods)
    left.set_ylim(len(periods) - 0.4, -0.6)
    for ax, title in ((left, "period"), (right, "is heard")):
        ax.set_yticks(range(len(periods)), labels=periods)
        ax.set_ylabel(title)
