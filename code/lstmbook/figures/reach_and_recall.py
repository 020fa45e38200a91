"""Beside each other: how much of a gradient comes back before training, and how often networks are right after it."""

import numpy as np

from lstmbook.figures.recall_by_lag import by_steps
from lstmbook.figures.style import COLOUR

LOWEST = 1e-4


def draw(axes, data):
    """``data``: (lags, groups, least, halfway), ``axes`` two.

    ``groups`` holds for each group its label, role, shares of the gradient (steps,), the lags at which its networks
    were trained, and their accuracies (lags, networks). The left panel has the shares, with a dashed line at ``least``,
    the right one the medians with a band over the middle half of the networks and a dashed line at ``halfway``.
    """
    (left, right), (lags, groups, least, halfway) = axes, data
    left.axhline(least, color=COLOUR["ink"], linewidth=1, linestyle=(0, (5, 3)), zorder=0)
    right.axhline(halfway, color=COLOUR["ink"], linewidth=1, linestyle=(0, (5, 3)), zorder=0)
    for place, (label, role, shares, trained, accuracies) in enumerate(groups):
        steps = np.arange(1, len(shares))
        left.plot(steps, np.maximum(shares[1:], LOWEST / 10), color=COLOUR[role])
        low, middle, high = np.percentile(accuracies, [25, 50, 75], axis=1)
        right.fill_between(trained, low, high, color=COLOUR[role], alpha=0.18, linewidth=0)
        right.plot(trained, middle, color=COLOUR[role], marker="o", markersize=4)
        left.text(lags[0] * 0.5, LOWEST * 10 ** (0.15 + 0.36 * place), label, color=COLOUR[role], fontsize=9)
    for ax in axes:
        by_steps(ax, lags)
    left.set(yscale="log", ylim=(LOWEST, 1.5), xlim=(lags[0] * 0.45, lags[-1] * 1.15))
    left.set(xlabel="steps back", title="gradient that comes back")
    left.set_yticks([1, 0.1, 0.01, 0.001, 0.0001], labels=["1", "1/10", "1/100", "1/1000", "1/10000"])
    left.minorticks_off()
    right.set(ylim=(0, 1.05), title="right answers after training")
