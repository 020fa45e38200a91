"""An LSTM of one unit that reads brackets: its cell and its hidden state above the text."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (text, cell, hidden), one value after each character."""
    text, cell, hidden = data
    places = range(1, len(text) + 1)
    ax.step([0, *places], [0, *cell], where="post", color=COLOUR["cell"], linewidth=2.4)
    ax.plot(places, hidden, "o", color=COLOUR["hidden"], markersize=4)
    for place, character in zip(places, text, strict=True):
        ax.text(place, -0.75, character, ha="center", va="center", fontsize=11, family="monospace")
    top = max(range(len(cell)), key=cell.__getitem__)
    ax.text(top + 2.2, cell[top] + 0.12, "cell: how deep we are", color=COLOUR["cell"], va="bottom")
    ax.text(len(text) + 0.6, 0.48, "hidden state:\nsqueezed", color=COLOUR["hidden"], va="center")
    ax.set(xlim=(0, len(text) + 7.5), ylim=(-1.3, max(cell) + 0.8), yticks=range(round(max(cell)) + 1))
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
