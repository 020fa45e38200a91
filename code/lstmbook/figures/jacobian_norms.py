"""How much of a gradient the softmax lets through, for random queries and keys of several widths, drawn by drawn."""

import numpy as np

from lstmbook.figures.style import COLOUR

FLOOR = 1e-12


def draw(axes, data):
    """``data``: {panel's title: {width: norms (draws,)}} for two panels."""
    for ax, (title, by_width) in zip(axes, data.items(), strict=True):
        for place, norms in enumerate(by_width.values()):
            share = (np.arange(len(norms)) + 0.5) / len(norms)
            style = ((0, (1, 1.2)), (0, (5, 2)), "solid")[place]
            ax.plot(share, np.maximum(np.sort(norms), FLOOR / 10), color=COLOUR["key"], linewidth=1.6, linestyle=style)
        ax.axhline(0.5, color=COLOUR["quiet"], linewidth=0.9, linestyle=(0, (1, 2)))
        ax.set(yscale="log", ylim=(FLOOR, 3), xlim=(0, 1), title=title)
        ax.set_xticks([0, 0.5, 1], labels=["least", "median", "most"])
        ax.minorticks_off()
    for label, (across, height) in zip(
        data[next(iter(data))], ((0.03, 0.95), (0.26, 1.5e-3), (0.52, 3e-5)), strict=True
    ):
        axes[0].text(across, height, f"width {label}", color=COLOUR["key"], fontsize=9)
    axes[1].text(0.5, 2e-3, "all three widths", color=COLOUR["key"], fontsize=9, ha="center")
    axes[0].set_ylabel("norm of the Jacobian")
