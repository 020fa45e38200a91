"""The share of the first cell that the forget gates of untrained layers leave, step by step."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: forget bias -> shares of shape (seeds, steps), each the product of the forget gates so far."""
    for bias, shares in data.items():
        steps = range(1, shares.shape[1] + 1)
        for share in shares:
            ax.plot(steps, share, color=COLOUR["forget"], linewidth=1.2, alpha=0.9)
        ax.text(shares.shape[1] + 0.6, shares[:, -1].mean(), f"bias {bias:g}", color=COLOUR["forget"], va="center")
    ax.set(
        yscale="log",
        ylim=(1e-13, 4),
        xlabel="steps since the number was written",
        ylabel="share left along the line",
    )
    ax.set_xlim(1, next(iter(data.values())).shape[1] * 1.19)
    powers = (0, -3, -6, -9, -12)
    ax.set_yticks([10.0**power for power in powers], labels=["1", *(f"$10^{{{power}}}$" for power in powers[1:])])
    ax.minorticks_off()
