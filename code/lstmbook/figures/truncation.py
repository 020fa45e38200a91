"""What truncated backpropagation keeps of a gradient's direction."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: label -> (role, cosines), cosines of shape (seeds, windows) for windows of 1, 2, ... steps."""
    for label, (role, cosines) in data.items():
        windows = range(1, cosines.shape[1] + 1)
        for seed in cosines:
            ax.plot(windows, seed, color=COLOUR[role], linewidth=1.4)
        # Beside its own curves, where those of another label have come apart from it.
        place = max(1, cosines.shape[1] // 4)
        ax.text(place + 1.5, cosines[:, place].min() - 0.04, label, color=COLOUR[role], va="top")
    ax.set(ylim=(-0.05, 1.08), yticks=[0, 0.5, 1])
    ax.set(xlabel="steps that are gone back", ylabel="cosine with the whole gradient")
