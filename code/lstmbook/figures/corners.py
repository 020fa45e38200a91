"""The four corners of the forget and the input gate as a square, and where the gates of trained units stand in it."""

from lstmbook.figures.style import COLOUR

CORNERS = {(1, 0): "keep", (0, 1): "replace", (0, 0): "clear", (1, 1): "add"}


def draw(ax, data):
    """``data``: label -> (forget, input), two arrays with a number for each unit, for two kinds of steps.

    An arrow goes from the mean of the first kind to that of the second, whose dots are filled.
    """
    ax.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], color=COLOUR["quiet"], linewidth=0.8, clip_on=False)
    for (forget, taken), word in CORNERS.items():
        ax.plot([forget], [taken], "s", color=COLOUR["ink"], markersize=5, markeredgewidth=0, clip_on=False)
        side = {"ha": "left" if forget else "right", "va": "bottom" if taken else "top"}
        ax.text(forget + (0.03 if forget else -0.03), taken + (0.03 if taken else -0.03), word, weight="bold", **side)
    means = {}
    for (label, (forget, taken)), filled in zip(data.items(), (False, True), strict=True):
        colour, face = COLOUR["ink" if filled else "quiet"], COLOUR["ink"] if filled else "none"
        ax.plot(forget, taken, "o", color=colour, markerfacecolor=face, markersize=3, markeredgewidth=0.6, alpha=0.55)
        means[label] = forget.mean(), taken.mean()
    start, end = means.values()
    arrow = {"arrowstyle": "-|>", "color": COLOUR["cell"], "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=4)
    for label, (forget, taken), side in zip(means, means.values(), (("left", "top"), ("right", "bottom")), strict=True):
        shift = 0.04 if side[0] == "left" else -0.04
        ground = {"facecolor": COLOUR["ground"], "edgecolor": "none", "alpha": 0.8, "pad": 1}
        label = ax.text(forget + shift, taken - shift, label, ha=side[0], va=side[1], color=COLOUR["cell"], zorder=5)
        label.set_bbox(ground)
    ax.set(xlim=(-0.32, 1.2), ylim=(-0.12, 1.12), aspect="equal")
    ax.set_xticks([0, 0.5, 1], labels=["shut", "half", "open"])
    ax.set_yticks([0, 0.5, 1], labels=["shut", "half", "open"])
    ax.set_xlabel("forget gate", color=COLOUR["forget"])
    ax.set_ylabel("input gate", color=COLOUR["input"])
