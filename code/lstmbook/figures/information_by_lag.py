"""What a state holds of each past input, as a share of its variance and in bits: two panels over one axis of time."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (shares (steps,), bits (steps,), lags, estimates at these lags)."""
    shares, bits, lags, estimates = data
    left, right = axes
    left.plot(shares, color=COLOUR["hidden"])
    left.set(ylim=(0, 1.06), title="share of variance")
    left.set_yticks([0, 0.5, 1], labels=["0", "½", "1"])
    right.plot(bits, color=COLOUR["cell"])
    right.plot(lags, estimates, "o", color=COLOUR["forget"], markersize=4)
    at = len(shares) // 6
    right.text(at, bits[at] + 0.06 * bits[0], "closed form", color=COLOUR["cell"], fontsize=9)
    right.text(lags[1] + 1.2, estimates[1] + 0.18 * bits[0], "estimated", color=COLOUR["forget"], fontsize=9)
    right.set(ylim=(0, bits[0] * 1.1), title="bits")
    for ax in axes:
        ax.set(xlim=(-0.5, len(shares)), xlabel="steps since the input")
        ax.set_xticks(np.linspace(0, len(shares) - 1, 5).round().astype(int))
