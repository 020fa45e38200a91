"""How long a gradient is, step by step back, for several networks on one logarithmic axis, and what bounds it."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: for each line its label, role and lengths; a line whose role is "ink" is a bound and drawn dashed.

    Lines are labelled at their right ends, in the order of these, and never closer together than a line of text.
    """
    lengths = np.array([line for _, _, line in data])
    top, bottom = 10.0 ** np.ceil(np.log10(lengths.max())), 10.0 ** np.floor(np.log10(lengths.min()))
    gap = (top / bottom) ** 0.085
    height, heights = np.inf, []
    for label, role, line in sorted(data, key=lambda one: -one[2][-1]):
        style = {"linestyle": (0, (5, 3)), "linewidth": 1.2} if role == "ink" else {}
        ax.plot(line, color=COLOUR[role], **style)
        height = min(height / gap, line[-1])
        heights.append(height)
        ax.text(len(line) * 1.02, height, label, color=COLOUR[role], va="center", fontsize=9)
    while min(heights) < bottom * gap**0.5:  # a label at the very bottom would stand on the axis
        bottom /= 10
    steps = lengths.shape[1]
    ax.axhline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
    ax.set(yscale="log", ylim=(bottom, top), xlim=(0, steps * 1.42))
    ax.set(xlabel="steps back from the loss", ylabel="length of the gradient")
    ax.set_xticks([0, steps // 2, steps - 1] if steps % 2 else [0, steps // 2, steps])
    every = max(1, round(np.log10(top / bottom) / 5))
    powers = np.arange(int(np.log10(top)), int(np.log10(bottom)) - 1, -every)
    powers = powers - powers[np.abs(powers).argmin()]  # so that one of them is 1
    powers = powers[(10.0**powers >= bottom) & (10.0**powers <= top)]
    ax.set_yticks(10.0**powers, labels=[f"$10^{{{power}}}$" if power else "1" for power in powers])
    ax.minorticks_off()
