"""Alarms by the roads on which the gates hear the cell: how loud each network is before, and how often on time."""

from lstmbook.figures.style import COLOUR

MARKERS = "osD^"


def draw(axes, data):
    """``data``: a list of (title, groups), one for each axes; ``groups`` is a list of (name, role, loud, right).

    ``loud`` and ``right`` are arrays with a number for each network.
    """
    for place, (ax, (title, groups)) in enumerate(zip(axes, data, strict=True)):
        for marker, (name, role, loud, right) in zip(MARKERS, groups, strict=True):
            ax.plot(loud, right, marker, color=COLOUR[role], markersize=5.5, alpha=0.75, markeredgewidth=0)
            if place == len(axes) - 1:
                at = right.min() - 0.08 if right.min() > 0.1 else right.max() + 0.08
                ax.text(loud.min(), at, name, color=COLOUR[role], fontsize=9, ha="center", va="center")
        ax.set(xscale="log", xlim=(0.001, 0.5), ylim=(-0.06, 1.06), title=title, xlabel="loudness before the alarm")
        ax.set_xticks([0.01, 0.1], labels=["0.01", "0.1"])
        ax.minorticks_off()
        ax.set_yticks([0, 0.5, 1], labels=["none", "half", "all"] if place == 0 else [""] * 3)
    axes[0].set_ylabel("alarms on time")
