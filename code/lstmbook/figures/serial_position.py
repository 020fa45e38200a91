"""Recall by the place in the list: networks, with what guessing gives, and people."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: the shares recalled by trained networks and by those trained on shuffled answers, each (runs, places),
    the share that guessing gives, and the share recalled by people, (places,)."""
    left, right = axes
    trained, shuffled, guessing, people = data
    places = np.arange(1, trained.shape[1] + 1)
    for line in shuffled:
        left.plot(places, line, color=COLOUR["quiet"], linewidth=0.8)
    for line in trained:
        left.plot(places, line, color=COLOUR["hidden"], linewidth=1.0)
    left.axhline(guessing, color=COLOUR["ink"], linewidth=1.0, linestyle=(0, (5, 3)))
    left.text(1, guessing - 0.11, "guessing", fontsize=9)
    left.set_title("networks")
    left.set(ylabel="share recalled")
    right.plot(places, people, color=COLOUR["cell"], marker="o", markersize=3.5)
    right.set_title("people")
    for ax, labels in ((left, ["0", "½", "1"]), (right, [""] * 3)):
        ax.set(ylim=(0, 1.03), xlabel="place in the list")
        ax.set_xticks([1, 10, len(people)])
        ax.set_yticks([0, 0.5, 1], labels=labels)
