"""What truncated backpropagation keeps of a gradient's direction."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: label -> (role, cosines), cosines of shape (seeds, windows) for windows of 1, 2, ... steps."""
    for label, (role, cosines) in data.items():
        windows = range(1, cosines.shape[1] + 1)
        for seed in cosines:
            ax.plot(windows, seed, color=COLOUR[role], linewidth=1.4)
        ax.text(cosines.shape[1] + 0.8, cosines[:, -1].mean(), label, color=COLOUR[role], va="center")
    width = next(iter(data.values()))[1].shape[1]
    ax.set(xlim=(1, width * 1.35), ylim=(-0.05, 1.08), yticks=[0, 0.5, 1])
    ax.set(xlabel="steps that are gone back", ylabel="cosine with the whole gradient")
