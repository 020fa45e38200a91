"""How much of a gradient the softmax lets through, for random queries and keys of several widths, drawn by drawn."""

import numpy as np

from lstmbook.figures.style import COLOUR

FLOOR = 1e-12


def draw(axes, data):
    """``data``: {panel's title: {width: norms (draws,)}} for two panels."""
    for ax, (title, by_width) in zip(axes, data.items(), strict=True):
        for place, (width, norms) in enumerate(by_width.items()):
            share = (np.arange(len(norms)) + 0.5) / len(norms)
            ordered = np.sort(norms)
            style = ((0, (1, 1.2)), (0, (5, 2)), "solid")[place]
            ax.plot(share, np.maximum(ordered, FLOOR), color=COLOUR["key"], linewidth=1.6, linestyle=style)
            if title == next(iter(data)):
                at = (0.30, 0.16, 0.42)[place]
                height = np.interp(at, share, ordered)
                ax.text(at + 0.03, height / 4, f"width {width}", color=COLOUR["key"], fontsize=9, va="top")
        ax.axhline(0.5, color=COLOUR["quiet"], linewidth=0.9, linestyle=(0, (1, 2)))
        ax.set(yscale="log", ylim=(FLOOR, 3), xlim=(0, 1), title=title)
        ax.set_xticks([0, 0.5, 1], labels=["least", "median", "most"])
        ax.minorticks_off()
    axes[1].text(0.5, 2e-3, "all three widths", color=COLOUR["key"], fontsize=9, ha="center")
    axes[0].set_ylabel("norm of the Jacobian")
