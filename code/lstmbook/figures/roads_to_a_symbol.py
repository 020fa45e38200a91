"""The two roads from a symbol that was read to the step that says it: through every state between, or by the memory."""

from lstmbook.figures.style import COLOUR, arrow, box

BOX = 0.27


def draw(ax, data):
    """``data``: (T, t): how many symbols a row has, and the step of the decoder whose roads to its symbol are drawn."""
    steps, said = data
    source = steps + 1 - said
    for place in range(1, steps + 1):
        box(ax, (place, 0), 2 * BOX, 2 * BOX, "quiet" if place < source else "hidden")
        box(ax, (steps + place, 0), 2 * BOX, 2 * BOX, "quiet" if place > said else "cell")
        ax.text(place, -0.75, f"$x_{place}$", ha="center", va="center", fontsize=13)
        ax.text(steps + place, 0.75, f"$x_{steps + 1 - place}$", ha="center", va="center", fontsize=13)
    for place in range(1, 2 * steps):
        on_the_way = source <= place < steps + said
        role, width = ("ink", 2) if on_the_way else ("quiet", 1)
        arrow(ax, (place + BOX, 0), (place + 1 - BOX, 0), role, width)
    arc = {"arrowstyle": "-|>", "color": COLOUR["value"], "linewidth": 2, "mutation_scale": 12, "shrinkA": 0}
    arc |= {"shrinkB": 0, "connectionstyle": "arc3,rad=-0.45"}
    ax.annotate("", (steps + said - 0.1, BOX), (source + 0.1, BOX), arrowprops=arc)
    middle = (source + steps + said) / 2
    ax.text(middle, 1.72, "one reading", color=COLOUR["value"], ha="center", fontsize=9)
    ax.text(middle, -0.5, f"{2 * said - 1} steps", ha="center", fontsize=9)
    ax.text((1 + steps) / 2, -1.2, "encoder", color=COLOUR["hidden"], ha="center", fontsize=10)
    ax.text(steps + (1 + steps) / 2, -1.2, "decoder", color=COLOUR["cell"], ha="center", fontsize=10)
    ax.set(xlim=(0.5, 2 * steps + 0.5), ylim=(-1.4, 2.0))
    ax.axis("off")
