"""How far GRUs of both conventions are apart, over how much stands beside the diagonal of their matrix."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (scales, apart): factors (k,) of what stands beside the diagonal and differences (seeds, k)."""
    scales, apart = data
    for line in apart:
        ax.plot(scales, line, color=COLOUR["hidden"], linewidth=1.6)
    ax.axvline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (2, 2)))
    ax.text(0.98, 0.05 * apart.max(), "as Keras starts", ha="right", fontsize=9, color=COLOUR["quiet"])
    ax.set(xlabel="off the diagonal, times", ylabel="largest difference of h")
    ax.set(xlim=(0, max(scales)), ylim=(0, None))
