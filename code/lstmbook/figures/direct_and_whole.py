"""The derivative of a cell in the cell before: how large the direct path gets, and how large the whole."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: one (direct, whole) for each seed, two arrays with one value a cell.

    For every size the share of the cells whose derivative is at least so large, on a logarithmic scale: a share of a
    few per cent is as easy to read as one of a half.
    """
    for derivatives in data:
        for role, values in zip(("forget", "cell"), derivatives, strict=True):
            sizes = np.sort(np.abs(values))
            shares = np.arange(len(sizes), 0, -1) / len(sizes)
            ax.step(sizes, shares, where="pre", color=COLOUR[role], linewidth=1.4)
    cells = max(len(direct) for direct, _ in data)
    reach = max(1.2, *(np.abs(whole).max() for _, whole in data))
    ax.axvline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.text(0.9, 0.4 / cells**0.5, "direct path", color=COLOUR["forget"], ha="right", fontsize=9)
    ax.text(1.08, 0.07, "whole", color=COLOUR["cell"], fontsize=9)
    ax.set(yscale="log", xlim=(0, reach * 1.05), ylim=(0.7 / cells, 1.3))
    shares = [share for share in (1, 0.1, 0.01, 0.001) if share * cells >= 1]
    ax.set_yticks(shares, labels=[f"{100 * share:g} %" for share in shares])
    ax.minorticks_off()
    ax.set(xlabel="size of the derivative", ylabel="share of cells beyond it")
