"""How strongly the first input is heard by LSTMs over chunks, and the longest way, by the length of the chunks."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (lengths, ways (lengths,), heard (lengths, seeds)); the way on the left, what is heard on the right."""
    lengths, ways, heard = data
    way, first = axes
    way.plot(lengths, ways, ".-", color=COLOUR["ink"])
    way.set(ylabel="steps of the longest way", ylim=(0, 1.1 * max(ways)))
    for shift, one in zip(np.linspace(-0.06, 0.06, heard.shape[1]), heard.T, strict=True):
        first.plot(np.multiply(lengths, 2**shift), one, ".", color=COLOUR["value"], markersize=4)
    first.plot(lengths, np.median(heard, axis=1), color=COLOUR["value"])
    first.set(yscale="log", ylabel="gradient at the first input")
    first.minorticks_off()
    for ax in axes:
        ax.set(xscale="log", xlabel="steps in a chunk")
        ax.set_xticks(lengths, labels=[str(one) for one in lengths])
        ax.tick_params(axis="x", which="minor", bottom=False)
