"""How often networks know the value that came with a key, by the number of pairs: a dot a network, lines of medians."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (groups, without the keys (P,), chance). A group is a label, its role, the height at which the label
    stands beside the last pair, and shares (R, P) of right answers for one to P pairs."""
    groups, without, chance = data
    pairs = np.arange(1, len(without) + 1)
    for label, role, height, shares in groups:
        shifts = np.linspace(-0.15, 0.15, len(shares)) if len(shares) > 1 else [0.0]
        for shift, one in zip(shifts, shares, strict=True):
            ax.plot(pairs + shift, one, linestyle="none", marker=".", markersize=4, color=COLOUR[role])
        ax.plot(pairs, np.median(shares, axis=0), color=COLOUR[role], linewidth=1.5)
        ax.text(pairs[-1] + 0.4, height, label, color=COLOUR[role], fontsize=9, va="center")
    ax.plot(pairs, without, color=COLOUR["quiet"], linewidth=1, linestyle=(0, (5, 3)), zorder=0)
    ax.plot(pairs, np.full(len(pairs), chance), color=COLOUR["quiet"], linewidth=1, linestyle=(0, (1, 3)), zorder=0)
    ax.text(pairs[-1] + 0.4, chance, "chance", color=COLOUR["quiet"], fontsize=9, va="center")
    ax.set(xlim=(0.6, pairs[-1] * 1.32), ylim=(0, 1.05), xlabel="pairs", ylabel="share of right answers")
    ax.set_xticks(pairs)
