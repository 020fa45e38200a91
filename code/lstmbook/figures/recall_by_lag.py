"""How often networks are right about a symbol, by the steps since they saw it: a dot a network, a line of medians."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (lags, groups, chance, halfway).

    ``groups`` holds for each group its label, role, accuracies (lags, networks), and the lag and height at which the
    label stands. The dashed line is halfway between chance and perfect.
    """
    lags, groups, chance, halfway = data
    for height, dashes in ((chance, (1, 3)), (halfway, (5, 3))):
        ax.axhline(height, color=COLOUR["ink"], linewidth=1, linestyle=(0, dashes), zorder=0)
    for label, role, accuracies, x, y in groups:
        accuracies = np.asarray(accuracies)
        shifts = np.linspace(-0.04, 0.04, accuracies.shape[1]) if accuracies.shape[1] > 1 else [0.0]
        for shift, one in zip(shifts, accuracies.T, strict=True):
            ax.plot(np.multiply(lags, 2**shift), one, linestyle="none", marker=".", markersize=5, color=COLOUR[role])
        ax.plot(lags, np.median(accuracies, axis=1), color=COLOUR[role])
        ax.text(x, y, label, color=COLOUR[role], fontsize=9)
    ax.text(lags[0], halfway + 0.015, "halfway", fontsize=9)
    ax.text(lags[-1] * 1.12, chance - 0.09, "chance", fontsize=9, ha="right")
    by_steps(ax, lags)
    ax.set(ylim=(0, 1.1), ylabel="share of right answers")


def by_steps(ax, lags):
    """A horizontal axis on which each lag is labelled and twice as far is one step to the right."""
    ax.set(xscale="log", xlim=(lags[0] * 0.85, lags[-1] * 1.15), xlabel="lag")
    ax.set_xticks(lags, labels=[str(lag) for lag in lags])
    ax.minorticks_off()
