"""What is left of a small kick to the cells: by the biases, by the gates, and in fact."""

from lstmbook.figures.style import COLOUR

LINES = (
    ("bias", "quiet", "bias", (0, (1, 1.5)), 1.6),
    ("gates", "forget", "gates", "-", 1.3),
    ("everything", "cell", "in fact", "-", 1.8),
)


def draw(axes, data):
    """``data``: a list of (title, survivals), one for each axes; a survival has three arrays (T,), see ``LINES``."""
    for place, (ax, (title, survivals)) in enumerate(zip(axes, data, strict=True)):
        for name, role, _, style, width in LINES:
            for survival in survivals:
                ax.plot(getattr(survival, name), color=COLOUR[role], linestyle=style, linewidth=width, alpha=0.9)
        steps = len(survivals[0].bias) - 1
        ax.set(yscale="log", ylim=(2e-3, 15), xlim=(0, steps), xticks=[0, steps])
        ax.set_title(title)
        ax.set_yticks([0.01, 0.1, 1, 10], labels=["0.01", "0.1", "1", "10"] if place == 0 else [""] * 4)
        ax.minorticks_off()
    axes[0].set_ylabel("share of the kick")
    axes[len(axes) // 2].set_xlabel("steps since the kick")
    for height, (_, role, label, _, _) in zip((0.05, 0.16, 0.27), LINES, strict=True):
        axes[-1].text(0.95, height, label, color=COLOUR[role], ha="right", transform=axes[-1].transAxes)
