"""What each write contributes to the final cell, before and after training."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: a list of (title, before, after), one for each axes; the two are lists of arrays (T,) of shares."""
    for place, (ax, (title, before, after)) in enumerate(zip(axes, data, strict=True)):
        steps = range(1, len(after[0]) + 1)
        for shares in after:
            ax.plot(steps, shares, color=COLOUR["input"], linewidth=1.3, alpha=0.9)
        for shares in before:
            ax.plot(steps, shares, color=COLOUR["quiet"], linewidth=1.3, linestyle=(0, (1, 1.5)), alpha=0.9)
        ax.set(xlim=(1, steps[-1]), ylim=(0, 0.45), xticks=[1, steps[-1]], yticks=[0, 0.2, 0.4])
        ax.set_title(title)
        if place:
            ax.set_yticklabels([])
    axes[0].set_ylabel("share of the final cell")
    axes[0].set_xlabel("step of the write")
    axes[-1].set_xlabel("step of the write")
    for height, role, label in ((0.78, "quiet", "before training"), (0.9, "input", "after training")):
        axes[0].text(0.06, height, label, color=COLOUR[role], transform=axes[0].transAxes)
