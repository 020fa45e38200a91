"""The same states of an LSTM, read by queries from three places: learned ones, a second LSTM's state, the states."""

from matplotlib.patches import Circle

from lstmbook.figures.style import COLOUR, arrow, box

BOX, RADIUS, ABOVE, BESIDE = 0.3, 0.24, 2.0, 0.1


def draw(axes, data):
    """``data``: (T, panels), the number of states and for each panel (title, source), the source one of "learned",
    "second" and "states". ValueError for another one."""
    states, panels = data
    for ax, (title, source) in zip(axes, panels, strict=True):
        if source not in ("learned", "second", "states"):
            raise ValueError(f"source must be 'learned', 'second' or 'states', got {source!r}")
        _chain(ax, 0, states, "hidden")
        middle = (1 + states) / 2
        asking = [middle] if source == "learned" else [middle + 0.5] if source == "second" else [2]
        if source == "second":
            _chain(ax, ABOVE + 1.1, 2, "cell", middle - 1.5)
            _arrow(ax, (asking[0], ABOVE + 1.1 - BOX), (asking[0], ABOVE + RADIUS), "query")
        if source == "states":
            _arrow(ax, (2 - BESIDE, BOX), (2 - BESIDE, ABOVE - RADIUS), "query", 2)
        for place in asking:
            ax.add_patch(Circle((place, ABOVE), RADIUS, edgecolor=COLOUR["query"], facecolor="none", linewidth=1.6))
            for state in range(1, states + 1):
                aside = BESIDE if source == "states" and state == place else 0  # of the arrow: it reads itself as well
                line = {"color": COLOUR["quiet"], "linewidth": 0.9}
                ax.plot([place + aside, state + aside], [ABOVE - RADIUS, BOX], **line)
        ax.set(xlim=(0.5, states + 0.5), ylim=(-0.6, 3.7), title=title)
        ax.set_aspect("equal")
        ax.axis("off")


def _chain(ax, height, boxes, role, before=0.0):
    for place in range(1, boxes + 1):
        box(ax, (before + place, height), 2 * BOX, 2 * BOX, role)
        if place < boxes:
            _arrow(ax, (before + place + BOX, height), (before + place + 1 - BOX, height), "ink")


def _arrow(ax, start, end, role, width=1):
    arrow(ax, start, end, role, width, head=8)
