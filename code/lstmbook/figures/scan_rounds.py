"""A walk and a scan over the same steps: what is taken together in each round."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: how many steps, and the rounds of a scan, lists of (first, middle, last) as ``experiments.scans``."""
    steps, rounds = data
    walked = [[(1, place, place + 1)] for place in range(1, steps)]
    for ax, title, found in zip(axes, ("walk", "scan"), (walked, rounds), strict=True):
        _draw_one(ax, steps, found)
        ax.set_title(f"{title}: {len(found)} rounds")
    axes[0].set_ylabel("round")


def _draw_one(ax, steps, rounds):
    # What ends at each step, and in which round it was made: (first, last) -> round.
    made = {(place, place): 0 for place in range(1, steps + 1)}
    for number, pairs in enumerate(rounds, 1):
        for first, middle, last in pairs:
            for part in ((first, middle), (middle + 1, last)):
                ax.plot([part[1], last], [made[part], number], color=COLOUR["quiet"], linewidth=1.2, zorder=1)
            made[first, last] = number
    for (first, last), number in made.items():
        whole = first == 1
        ax.plot(
            last,
            number,
            "o",
            markersize=7 if whole else 5,
            color=COLOUR["hidden" if whole else "input"],
            markerfacecolor=COLOUR["hidden"] if whole else COLOUR["ground"],
            zorder=2,
        )
    ax.set(xlim=(0.4, steps + 0.6), ylim=(max(len(rounds), steps - 1) + 0.6, -0.6), xlabel="step")
    ax.set_xticks(range(1, steps + 1))
    ax.set_yticks(np.arange(0, steps))
