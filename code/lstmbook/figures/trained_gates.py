"""The gates of a trained layer over one sequence, above the symbols that it reads."""

import numpy as np

from lstmbook.figures.style import COLOUR

ROLES = {"f": "forget", "i": "input"}


def draw(ax, data):
    """``data``: (symbols, marked, gates): a letter and a truth value for each step, and gate name -> (T, n)."""
    symbols, marked, gates = data
    steps = np.arange(1, len(symbols) + 1)
    for name, values in gates.items():
        colour, mean = COLOUR[ROLES[name]], values.mean(axis=1)
        ax.fill_between(steps, *np.quantile(values, [0.1, 0.9], axis=1), color=colour, alpha=0.15, linewidth=0)
        ax.plot(steps, mean, color=colour, marker="o", markersize=3.5)
        ax.text(len(symbols) + 0.5, mean[-1], f"{ROLES[name]}\ngate", color=colour, va="center")
    for step, symbol, mark in zip(steps, symbols, marked, strict=True):
        ax.text(
            step,
            -0.12,
            symbol,
            ha="center",
            va="center",
            color=COLOUR["ink" if mark else "quiet"],
            weight="bold" if mark else "normal",
        )
        if mark:
            ax.plot([step, step], [-0.05, 1], color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
            ax.text(step, 1.04, "marked", ha="center", va="bottom", fontsize=8.5, color=COLOUR["ink"])
    ax.set(xlim=(0.3, len(symbols) + 3.2), ylim=(-0.2, 1.14), ylabel="how open the gate is")
    ax.set_yticks([0, 0.5, 1], labels=["shut", "half", "open"])
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
