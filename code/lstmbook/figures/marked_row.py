"""A row of letters that come in one by one: which is marked, how many come after it, and what is asked at the end."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (letters, marked), the letters in their order and the place of the marked one, from 0 on.

    ValueError where there is no letter at that place, or none after it.
    """
    letters, marked = data
    if not 0 <= marked < len(letters) - 1:
        raise ValueError(f"a marked letter needs a place before the last of {len(letters)}, got {marked}")
    last = len(letters) - 1
    for place, letter in enumerate(letters):
        role = "cell" if place == marked else "quiet"
        ax.text(place, 0, letter, ha="center", va="center", fontsize=15, color=COLOUR[role])
    ax.plot([marked - 0.3, marked + 0.3], [-0.42, -0.42], color=COLOUR["cell"], linewidth=3)
    ax.text(marked, -0.62, "mark", ha="center", va="top", color=COLOUR["cell"], fontsize=10)
    ends = {"arrowstyle": "|-|,widthA=0.25,widthB=0.25", "color": COLOUR["ink"], "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (last + 0.4, -0.5), (marked + 0.6, -0.5), arrowprops=ends)
    ax.text((marked + last + 1) / 2, -0.72, f"lag {last - marked}", ha="center", va="top", fontsize=10)
    ax.annotate("", (last + 1.3, 0), (last + 0.55, 0), arrowprops={"arrowstyle": "->", "color": COLOUR["ink"]})
    ax.text(last + 1.45, 0, f"which?  {letters[marked]}", va="center", fontsize=12)
    ax.set(xlim=(-0.7, last + 3.6), ylim=(-1.25, 0.5))
    ax.axis("off")
