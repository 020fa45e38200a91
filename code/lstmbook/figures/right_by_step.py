"""How often networks are right at each step of a sequence, beside the most that who reads one way can reach."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (groups, ceiling): each group a (label, role, shares (R, T), place of the label) of R networks, the
    ceiling (T,). Lines join medians, bands hold all networks.
    """
    groups, ceiling = data
    steps = np.arange(1, len(ceiling) + 1)
    ax.step(steps, ceiling, where="mid", color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (4, 2)))
    ax.text(steps[4], 0.79, "most that can be known up to the step", color=COLOUR["ink"], va="bottom")
    for label, role, shares, (x, y) in groups:
        colour = COLOUR[role]
        ax.fill_between(steps, shares.min(axis=0), shares.max(axis=0), color=colour, alpha=0.2, linewidth=0)
        ax.plot(steps, np.median(shares, axis=0), color=colour)
        ax.text(x, y, label, color=colour, va="center")
    ax.set(xlabel="step", ylabel="share of right answers", ylim=(0.4, 1.03))
    ax.set_xticks([1, 5, 10, 15, 20])
