"""What is lost without each part of an LSTM: one dot a seed, one row a variant, one panel a task."""

import numpy as np

from lstmbook.figures.style import COLOUR

ROLES = {
    None: "ink",
    "forget gate": "forget",
    "input gate": "input",
    "output gate": "output",
    "output activation": "hidden",
}


def draw(axes, data):
    """``data``: a list of (title, losses), one for each axes; losses maps each variant to one number a seed.

    Losses are shares of the loss of guessing, so that one is guessing.
    """
    for place, (ax, (title, losses)) in enumerate(zip(axes, data, strict=True)):
        for row, (variant, values) in enumerate(losses.items()):
            colour = COLOUR[ROLES[variant]]
            ax.plot([min(values), max(values)], [row, row], color=colour, linewidth=1.2)
            ax.plot(values, [row] * len(values), "o", color=colour, markersize=5.5)
            ax.plot([np.median(values)] * 2, [row - 0.28, row + 0.28], color=colour, linewidth=2)
        rows = range(len(losses))
        ax.axvline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
        ax.set(xscale="log", xlim=(0.0015, 1.6), ylim=(len(losses) - 0.5, -0.5), title=title)
        ax.set_xticks([0.01, 0.1, 1], labels=["1%", "10%", "100%"])
        ax.minorticks_off()
        names = ["nothing" if variant is None else variant.replace(" ", "\n") for variant in losses]
        ax.set_yticks(rows, labels=names if place == 0 else [""] * len(losses))
        for label, variant in zip(ax.get_yticklabels(), losses, strict=True):
            label.set_color(COLOUR[ROLES[variant]])
        ax.set_xlabel("loss (guessing: 100%)")
    axes[0].set_ylabel("without")
