"""How strongly untrained networks of one and of several speeds hear the input of each step."""

import numpy as np

from lstmbook.figures.style import COLOUR

ROLES = {"flat": "forget", "stacked": "cell", "chunked": "value", "clockwork": "hidden"}
LOWEST = 1e-20


def draw(axes, data):
    """``data``: for each axes its title and {network: heard}, heard (seeds, steps); networks are keys of ``ROLES``.

    Lines are medians over seeds, each labelled beside itself. What is below the axis is drawn on its edge.
    """
    for place, (ax, (title, networks)) in enumerate(zip(axes, data.items(), strict=True)):
        for name, heard in networks.items():
            middle = np.maximum(np.median(heard, axis=0), LOWEST)
            ax.plot(middle, color=COLOUR[ROLES[name]], linewidth=0.8 if name == "clockwork" else 1.4)
            step, lift = (len(middle) * 4 // 10, 1e-4) if name == "flat" else (len(middle) // 20, 200)
            height = middle[step] * lift if name == "flat" else middle[: 2 * step].max() * lift
            ax.text(step, max(height, LOWEST * 3), name, color=COLOUR[ROLES[name]], fontsize=9)
        ax.set(yscale="log", ylim=(LOWEST, 1e3), xlim=(-4, len(middle) + 3), xlabel="step of the input")
        ax.set_title(title)
        ax.set_xticks([0, 64, 128, len(middle) - 1])
        powers = [0, -5, -10, -15, -20]
        labels = [f"$10^{{{power}}}$" if power else "1" for power in powers]
        ax.set_yticks([10.0**power for power in powers], labels=labels if place == 0 else [""] * 5)
        ax.minorticks_off()
    axes[0].set_ylabel("length of the gradient")
