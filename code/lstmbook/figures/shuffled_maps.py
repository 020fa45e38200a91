"""The attention maps of a sentence and of its words in another order, and by how much each word's vector changed."""

import numpy as np
from matplotlib.patches import Rectangle

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: the words, their order the second time, two maps (T, T), and by word the changes under attention and
    under an LSTM, two arrays (T,)."""
    words, order, maps, attention, lstm = data
    orders = words, [words[place] for place in order]
    for ax, shown, weights in zip(axes, orders, maps, strict=False):
        squares(ax, weights)
        _name(ax, shown)
        ax.set_title(" ".join(shown), fontsize=9.5)
    axes[0].set_ylabel("who asks")
    ax = axes[2]
    places = np.arange(len(words))
    for changes, role, name in ((attention, "query", "attention"), (lstm, "hidden", "LSTM")):
        ax.plot(changes, places, "o", color=COLOUR[role], markersize=7, clip_on=False)
        ax.annotate(name, (changes[0], 0), (0, 9), textcoords="offset points", ha="center", color=COLOUR[role])
    ax.set(xlim=(-0.35 * lstm.max(), 1.25 * lstm.max()), ylim=(len(words) - 0.5, -0.75), xlabel="change")
    ax.set_yticks(places, words)
    ax.set_title("its vector", fontsize=9.5)


def squares(ax, weights):
    """For each pair a square whose area is the weight of the column in the row."""
    steps = len(weights)
    for row, column in np.ndindex(weights.shape):
        side = 0.94 * np.sqrt(weights[row, column])
        at = column - side / 2, row - side / 2
        ax.add_patch(Rectangle(at, side, side, color=COLOUR["query"], linewidth=0))
    ax.set(xlim=(-0.55, steps - 0.45), ylim=(steps - 0.45, -0.55), aspect="equal", xlabel="who is read")
    ax.tick_params(length=0)


def _name(ax, words):
    ax.set_xticks(range(len(words)), words)
    ax.set_yticks(range(len(words)), words)
