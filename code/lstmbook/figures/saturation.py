"""A gate's slope by its preactivation, and the steps that a gate needs to open from the shut end."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (starts, steps, predicted): preactivations at the start, and the two counts for each of them."""
    starts, steps, predicted = data
    left, right = axes
    z = np.linspace(-12, 12, 241)
    left.plot(z, np.exp(-np.abs(z)), color=COLOUR["quiet"], linewidth=1.2, linestyle=(0, (3, 2)))
    left.plot(z, 1 / (2 + np.exp(z) + np.exp(-z)), color=COLOUR["forget"])
    left.text(0, 1.8, "bound", color=COLOUR["quiet"], ha="center", va="bottom")
    left.text(0, 0.055, "slope", color=COLOUR["forget"], ha="center", va="top")
    left.set(yscale="log", ylim=(3e-6, 8), xticks=[-10, 0, 10], xlabel="preactivation z", title="what is passed back")
    left.set_yticks([1, 1e-2, 1e-4], labels=["1", "$10^{-2}$", "$10^{-4}$"])
    right.plot(starts, predicted, color=COLOUR["quiet"], linewidth=1.2)
    right.plot(starts, steps, "o", color=COLOUR["forget"], markersize=5)
    right.set(yscale="log", xlabel="preactivation at the start", title="steps to half open")
    right.set_yticks([1e2, 1e3, 1e4], labels=["100", "1,000", "10,000"])
    for ax in axes:
        ax.minorticks_off()
