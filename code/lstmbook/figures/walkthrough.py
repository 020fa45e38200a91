"""Every number of two steps of a small LSTM as bars, one panel a step."""

from lstmbook.figures.style import COLOUR

ROLE = {"i": "input", "f": "forget", "g": "candidate", "o": "output", "c": "cell", "h": "hidden"}


def draw(axes, data):
    """``data``: a list of (title, values), one for each axes; values: name -> a number for each unit."""
    for place, (ax, (title, values)) in enumerate(zip(axes, data, strict=True)):
        height, ticks, labels = 0.0, [], []
        for name, numbers in values.items():
            for unit, number in enumerate(numbers, 1):
                ax.barh(height, number, height=0.72, color=COLOUR[ROLE[name]])
                ax.text(
                    max(number, 0) + 0.05, height, f"{number:.2f}".replace("-", "\u2212"), va="center", fontsize=9.5
                )
                ticks.append(height)
                labels.append(f"{name}, unit {unit}")
                height += 1
            height += 0.5
        ax.set_yticks(ticks, labels=labels if place == 0 else [""] * len(labels))
        ax.axvline(0, color=COLOUR["quiet"], linewidth=0.8)
        ax.set(xlim=(-1, 1.35), ylim=(height - 0.9, -0.7), xticks=[-1, 0, 1])
        ax.tick_params(axis="y", length=0)
        ax.set_title(title)
