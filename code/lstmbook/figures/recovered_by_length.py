"""How many bits of a row each kind of network recovers, by the row's length, in training and beyond."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (lengths, shown, longest, groups): bits that a row of each length has, the longest row of training, and
    groups, each (label, role, bits (runs, lengths), where its label stands). Lines are medians, bands hold all runs."""
    lengths, shown, longest, groups = data
    ax.plot(lengths, shown, color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (5, 3)))
    ax.text(lengths[-2], shown[-2] + 1, "in the row", fontsize=9, ha="right", va="bottom")
    for label, role, bits, (x, y) in groups:
        ax.fill_between(lengths, bits.min(axis=0), bits.max(axis=0), color=COLOUR[role], alpha=0.18, linewidth=0)
        ax.plot(lengths, np.median(bits, axis=0), color=COLOUR[role])
        ax.text(x, y, label, color=COLOUR[role], fontsize=9)
    ax.axvline(longest, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)))
    ax.text(longest + 0.1, 1, "longer than\nin training", color=COLOUR["quiet"], fontsize=9, va="bottom")
    lowest = min(0.0, *(bits.min() for _, _, bits, _ in groups))
    ax.set(xlim=(lengths[0], lengths[-1]), ylim=(lowest - 4, 1.1 * shown[-1]), xlabel="symbols in the row")
    ax.set_ylabel("bits recovered")
    ax.set_xticks(lengths)
