"""Multiplications by length, and by length the rounds that lie between the first and the last step."""

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: for each panel (y label, lines, marks): lines are (name, role, lengths, values, offset of the name in
    points), marks are points (length, value, text)."""
    for ax, (label, lines, marks) in zip(axes, data, strict=True):
        for name, role, lengths, values, offset in lines:
            ax.plot(lengths, values, color=COLOUR[role])
            ax.annotate(
                name,
                (lengths[-1], values[-1]),
                (4, offset),
                textcoords="offset points",
                color=COLOUR[role],
                va="center",
                fontsize=9,
            )
        for length, value, text in marks:
            ax.plot(length, value, "o", color=COLOUR["ink"], markersize=6)
            ax.annotate(text, (length, value), (-4, 9), textcoords="offset points", ha="right", fontsize=9)
        ax.set(xscale="log", yscale="log", xlabel="steps", ylabel=label)
        ax.set_xlim(right=ax.get_xlim()[1] * 7)
