"""One answer from two memories: what attention without softmax and a matrix say at each step, and what they keep."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: what both say (T,), what the one says that keeps everything and what the matrix says, and how many
    numbers each keeps (T,), in the same order."""
    said, kept = data
    steps = np.arange(1, len(said[0]) + 1)
    left, right = axes
    left.plot(steps, said[0], color=COLOUR["query"], linewidth=1.5)
    left.plot(
        steps, said[1], color=COLOUR["cell"], linestyle="none", marker="o", markersize=3.5, markerfacecolor="none"
    )
    left.set(title="what is read", xlabel="step", xlim=(0, len(steps) + 1))
    third, room = len(steps) // 3, 0.05 * max(kept[0])
    for label, role, place, numbers in (("all pairs", "query", third, kept[0]), ("matrix", "cell", -1, kept[1])):
        right.plot(steps, numbers, color=COLOUR[role], linewidth=1.5)
        right.text(steps[place] - 1, numbers[place] + room, label, color=COLOUR[role], fontsize=9, ha="right")
    right.set(title="numbers kept", xlabel="step", xlim=(0, len(steps) + 1), ylim=(0, None))
