"""What one unit is estimated to say of its input, by its weight, for two activations and two estimators."""

from lstmbook.figures.style import COLOUR

_AT = {"left": (0, "right", -6), "right": (-1, "left", 6)}


def draw(ax, data):
    """``data``: (weights, lines): for each line its label, role, bits by weight, whether it is dashed, and at which
    end of it, "left" or "right", the label stands."""
    weights, lines = data
    for label, role, bits, dashed, end in lines:
        style = {"linestyle": (0, (4, 2)), "linewidth": 1.4} if dashed else {}
        ax.plot(weights, bits, color=COLOUR[role], **style)
        place, align, by = _AT[end]
        at = (weights[place], bits[place])
        ax.annotate(
            label, at, (by, 0), textcoords="offset points", color=COLOUR[role], fontsize=9, ha=align, va="center"
        )
    ax.set(xscale="log", xlim=(weights[0] / 14, weights[-1] * 14), ylim=(0, None))
    ax.set(xlabel="weight of the unit", ylabel="estimated bits")
    ax.set_xticks([1e-1, 1, 1e1, 1e2], labels=["0.1", "1", "10", "100"])
    ax.minorticks_off()
