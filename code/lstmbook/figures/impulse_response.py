"""What is left of one input after each step, on a logarithmic axis, where one half-life is a straight line."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: for each line its label, role and what is left, (steps + 1,), one at step 0.

    Lines are labelled at their right ends, never closer together than a line of text.
    """
    bottom = 10 ** np.floor(np.log10(min(line.min() for _, _, line in data)))
    gap, height = bottom**-0.075, np.inf
    for label, role, line in sorted(data, key=lambda one: -one[2][-1]):
        ax.plot(line, color=COLOUR[role])
        height = min(height / gap, line[-1])
        ax.text(len(line) * 1.01, height, label, color=COLOUR[role], va="center", fontsize=9)
    steps = max(len(line) for _, _, line in data)
    ax.set(yscale="log", ylim=(bottom * gap**-0.5, 1.3), xlim=(0, steps * 1.45))
    ax.set(xlabel="steps since the input", ylabel="share that is left")
    ax.set_xticks(np.arange(0, steps, 10))
    powers = np.arange(0, int(np.log10(bottom)) - 1, -1)
    ax.set_yticks(10.0**powers, labels=[f"$10^{{{power}}}$" if power else "1" for power in powers])
    ax.minorticks_off()
