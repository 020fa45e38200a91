"""Two cells that count up, and what the output gate makes of them with a peephole and without."""

import numpy as np

from lstmbook.figures.style import COLOUR

DASHES = ("-", (0, (4, 2)))


def draw(axes, data):
    """``data``: (cells, seeing, blind): three arrays (2, T), the cells and the output gates with and without."""
    cells, seeing, blind = data
    steps = np.arange(1, cells.shape[1] + 1)
    left, right = axes
    for one, gate, dashes in zip(cells, seeing, DASHES, strict=True):
        left.plot(steps, one, color=COLOUR["cell"], linestyle=dashes)
        right.plot(steps, gate, color=COLOUR["output"], linestyle=dashes)
    right.plot(steps, blind[0], color=COLOUR["ink"])
    right.plot(steps, blind[1], color=COLOUR["quiet"], linestyle=DASHES[1], linewidth=1.2)
    left.axhline(0.5, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 2)))
    left.text(steps[0], 0.62, "threshold", fontsize=9, color=COLOUR["quiet"], va="bottom")
    left.set(xlabel="step", ylabel="cell", title="the cells")
    opens = [int(np.argmax(gate > 0.5)) for gate in seeing]
    about = {"fontsize": 9, "ha": "right"}
    right.text(steps[opens[0]] - 1.2, 0.52, "with\npeephole", va="center", color=COLOUR["output"], **about)
    right.text(steps[-1], 0.05, "without: both", va="bottom", color=COLOUR["ink"], **about)
    right.set(xlabel="step", ylim=(-0.04, 1.08), title="the output gate")
    right.set_yticks([0, 0.5, 1], labels=["shut", "half", "open"])
