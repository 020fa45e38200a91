"""How many bits a state of fixed size says of a whole sequence, by the sequence's length."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (lengths, lines, needed): for each line its label, role and bits by length; ``needed`` is what it would
    take to say of every input what is said of a single one, drawn dashed as far as the axes reach."""
    lengths, lines, needed = data
    top = 1.12 * max(bits[-1] for _, _, bits in lines)
    ax.plot(lengths, needed, color=COLOUR["ink"], linewidth=1.2, linestyle=(0, (5, 3)))
    inside = [place for place, bits in enumerate(needed) if bits < 0.93 * top][-1]
    ax.text(
        lengths[inside] - 4,
        needed[inside],
        "as much of each input\nas of a single one",
        fontsize=9,
        ha="right",
        va="top",
    )
    for label, role, bits in lines:
        ax.plot(lengths, bits, color=COLOUR[role])
        ax.text(lengths[-1], bits[-1] - 0.03 * top, label, color=COLOUR[role], fontsize=9, ha="right", va="top")
    ax.set(xlim=(0, lengths[-1]), ylim=(0, top), xlabel="length of the sequence", ylabel="bits in the state")
