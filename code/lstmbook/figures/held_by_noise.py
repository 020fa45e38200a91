"""What networks that squash hold in all, by the standard deviation of the noise."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: scales (S,), and for each network its label, role, linear total and totals (S, seeds)."""
    scales, lines = data
    for label, role, linear, totals in lines:
        ax.axhline(linear, color=COLOUR[role], linewidth=1, linestyle=(0, (1, 2)))
        for seed in np.transpose(totals):
            ax.plot(scales, seed, color=COLOUR[role], linewidth=1.2, marker=".", markersize=5)
        ax.text(scales[0], max(linear, *totals[0]) + 0.1, label, color=COLOUR[role], fontsize=9, va="bottom")
    ax.set(
        xscale="log",
        ylim=(0, 1.1 * max(linear for _, _, linear, _ in lines)),
        xlabel="standard deviation of the noise",
        ylabel="held over all lags",
    )
    ax.set_xticks(scales, labels=[f"{scale:g}" for scale in scales])
    ax.minorticks_off()
