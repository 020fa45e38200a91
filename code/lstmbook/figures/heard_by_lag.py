"""How strongly untrained stacks hear an input by its lag, beside what the number of paths predicts."""

import numpy as np

from lstmbook.figures.style import COLOUR

ROLES = ("hidden", "cell", "forget", "value")
LOWEST = 0.01


def draw(ax, data):
    """``data``: {layers: (shares, predicted)}, shares (seeds, lags) and predicted (lags,) relative to the newest input.

    Lines are medians over seeds in a band from the least to the most, dots the prediction. ValueError for more stacks
    than there are colours.
    """
    if len(data) > len(ROLES):
        raise ValueError(f"there are colours for {len(ROLES)} stacks, got {len(data)}")
    for role, (layers, (shares, predicted)) in zip(ROLES, data.items(), strict=False):
        lags, middle = np.arange(shares.shape[1]), np.median(shares, axis=0)
        low, high = np.maximum([shares.min(axis=0), shares.max(axis=0)], LOWEST / 10)
        ax.fill_between(lags, low, high, color=COLOUR[role], alpha=0.18, linewidth=0)
        ax.plot(middle, color=COLOUR[role])
        dots = np.arange(0, len(predicted), 4)
        ax.plot(dots, np.maximum(predicted[dots], LOWEST / 10), ".", color=COLOUR[role], markersize=5)
        last = np.flatnonzero(middle > 1.6 * LOWEST)[-1]
        name = f"{layers} layer" + "s" * (layers > 1)
        ax.text(last + 1, middle[last], name, color=COLOUR[role], fontsize=9, va="bottom")
    ax.axhline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.set(yscale="log", ylim=(LOWEST, 600), xlim=(0, 74), xlabel="steps back from the newest input")
    ax.set_yticks([0.01, 0.1, 1, 10, 100], labels=["1/100", "1/10", "1", "10", "100"])
    ax.set_xticks([0, 20, 40, 60])
    ax.set_ylabel("gradient, newest input: 1")
    ax.minorticks_off()
