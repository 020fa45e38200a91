"""The derivative of a cell in the cell before: the direct path against the whole."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (direct, whole), two arrays with one value a cell."""
    direct, whole = data
    beyond = abs(whole) > 1
    ax.plot(direct[~beyond], whole[~beyond], ".", color=COLOUR["cell"], markersize=2.5, alpha=0.6)
    ax.plot(direct[beyond], whole[beyond], "D", color=COLOUR["forget"], markersize=3.5)
    ax.plot([0, 1], [0, 1], color=COLOUR["quiet"], linewidth=1)
    for level in (-1, 1):
        ax.axhline(level, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.text(1.02, 1, "whole =\ndirect", color=COLOUR["quiet"], va="center", fontsize=9)
    reach = max(1.2, abs(whole).max() * 1.08)
    ax.set(xlim=(0, 1.22), ylim=(-reach, reach), xticks=[0, 0.5, 1])
    ax.set(xlabel="direct path: the forget gate", ylabel="whole derivative")
