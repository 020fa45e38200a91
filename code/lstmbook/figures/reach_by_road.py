"""How much of a gradient reaches the symbol that a step repeats, by the steps of recurrence between them."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: for each axes its title and its lines, each (label, role, dashed, norms (runs, T), where its label
    stands). The t-th norm belongs to 2 t - 1 steps. Lines are medians, bands hold all runs."""
    for ax, (title, lines) in zip(axes, data.items(), strict=True):
        for label, role, dashed, norms, (x, y) in lines:
            steps = 2 * np.arange(norms.shape[1]) + 1
            ax.fill_between(steps, norms.min(axis=0), norms.max(axis=0), color=COLOUR[role], alpha=0.18, linewidth=0)
            style = (0, (4, 2)) if dashed else "-"
            ax.plot(steps, np.median(norms, axis=0), color=COLOUR[role], linestyle=style, linewidth=1.7)
            ax.text(x, y, label, color=COLOUR[role], fontsize=9, ha="right")
        ax.set(yscale="log", xlim=(1, steps[-1]), xlabel="steps of recurrence between", title=title)
        ax.set_xticks([1, 7, 13, 19, int(steps[-1])])
        ax.minorticks_off()
    axes[0].set_ylabel("gradient at the symbol")
