"""How much of a gradient arrives at each lag, for several untrained networks, at one or more scales of input."""

import numpy as np

from lstmbook.figures.style import COLOUR

# How the networks of ``experiments.gradient_flow`` are called beside their lines, and in whose colours.
LABELS = {
    "SimpleRNN": ("RNN", "hidden"),
    "forget bias 0": ("bias 0", "forget"),
    "forget bias 1": ("bias 1", "forget"),
    "forget bias 5": ("bias 5", "forget"),
    "chrono": ("chrono", "cell"),
}


def draw(axes, data):
    """``data``: for each axes its title and {network: norms}, norms (seeds, lags); networks are keys of ``LABELS``."""
    for place, (ax, (title, networks)) in enumerate(zip(axes, data.items(), strict=True)):
        height = 1e30
        for name, norms in sorted(networks.items(), key=lambda one: -one[1][:, -1].mean()):
            label, role = LABELS[name]
            for seed in norms:
                ax.plot(seed, color=COLOUR[role], linewidth=1.0)
            # Labels stand at the ends of their lines, but never closer together than a line of text.
            height = min(height / 80, np.exp(np.log(norms[:, -1]).mean()))
            ax.text(norms.shape[1] + 2, height, label, color=COLOUR[role], va="center", fontsize=9)
        lags = next(iter(networks.values())).shape[1]
        ax.axhline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
        ax.set(yscale="log", xlim=(0, lags * 1.5), ylim=(1e-25, 1e3), xlabel="steps back from the loss")
        ax.set_title(title)
        ax.set_xticks([0, 50, lags - 1])
        powers = [0, -8, -16, -24]
        labels = [f"$10^{{{power}}}$" if power else "1" for power in powers]
        ax.set_yticks([10.0**power for power in powers], labels=labels if place == 0 else [""] * 4)
        ax.minorticks_off()
    axes[0].set_ylabel("gradient, relative to the last step")
