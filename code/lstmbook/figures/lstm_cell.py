"""The LSTM cell as a diagram; any of its paths can be lit alone."""

from matplotlib.patches import Circle, FancyBboxPatch

from lstmbook.figures.style import COLOUR

ROLES = ("forget", "input", "candidate", "output", "cell", "hidden")
CELL, GATES, BUS = 5.6, 2.3, 0.8
# Parts that are lit with any of several paths: what all gates hear, and the cell's way out.
LISTENS, SHOWS = {"forget", "input", "candidate", "output", "hidden"}, {"output", "hidden"}


def draw(ax, data=None):
    """``data``: the roles to light, a set of names from ``ROLES``, or None for all. ValueError for another name."""
    lit = set(ROLES) if data is None else set(data)
    if unknown := lit - set(ROLES):
        raise ValueError(f"the cell has no path {sorted(unknown)}; it has {list(ROLES)}")
    ax.set(xlim=(-0.6, 10.9), ylim=(-0.75, 6.6), aspect="equal")
    ax.axis("off")
    pen = Pen(ax, lit)
    _roads(pen)
    _words(pen)


def _roads(pen):
    pen.path("cell", [(0, CELL), (10, CELL)], arrow=True)
    pen.path(LISTENS, [(0, BUS), (7.2, BUS)], colour="hidden")
    pen.path(None, [(1, -0.35), (1, BUS)])
    for role, x, symbol in (
        ("forget", 2.2, r"$\sigma$"),
        ("input", 3.9, r"$\sigma$"),
        ("candidate", 5.5, r"$\tanh$"),
        ("output", 7.2, r"$\sigma$"),
    ):
        pen.path(role, [(x, BUS), (x, GATES)])
        pen.box(role, x, GATES, symbol)
    pen.path("forget", [(2.2, GATES + 0.4), (2.2, CELL)], arrow=True)
    pen.path("input", [(3.9, GATES + 0.4), (3.9, 4), (5.25, 4)], arrow=True)
    pen.path("candidate", [(5.5, GATES + 0.4), (5.5, 4)], arrow=True)
    pen.path({"input", "candidate"}, [(5.5, 4.25), (5.5, CELL)], arrow=True, colour="candidate")
    pen.path(SHOWS, [(8.7, CELL), (8.7, 3.35)], arrow=True, colour="cell")
    pen.path("output", [(7.2, GATES + 0.4), (7.2, 3.1), (8.45, 3.1)], arrow=True)
    pen.path("hidden", [(8.7, 2.85), (8.7, BUS), (10, BUS)], arrow=True)

    pen.box(SHOWS, 8.7, 4.5, r"$\tanh$", colour="cell")
    pen.node("forget", 2.2, CELL, r"$\odot$")
    pen.node("cell", 5.5, CELL, "$+$")
    pen.node("input", 5.5, 4, r"$\odot$")
    pen.node("output", 8.7, 3.1, r"$\odot$")


def _words(pen):
    for role, x, letter in (
        ("forget", 2.2, "f"),
        ("input", 3.9, "i"),
        ("candidate", 5.5, "g"),
        ("output", 7.2, "o"),
    ):
        pen.text(role, x - 0.18, GATES + 0.75, f"${letter}_t$", ha="right")
    pen.text("cell", -0.1, CELL, "$c_{t-1}$", ha="right")
    pen.text("cell", 10.1, CELL, "$c_t$", ha="left")
    pen.text(LISTENS, -0.1, BUS, "$h_{t-1}$", ha="right", colour="hidden")
    pen.text("hidden", 10.1, BUS, "$h_t$", ha="left")
    pen.text(None, 1, -0.6, "$x_t$", ha="center")
    words = (
        ("forget", 2.2, "keep"),
        ("input", 3.9, "write"),
        ("candidate", 5.5, "what"),
        ("output", 7.2, "show"),
    )
    for role, x, word in words:
        pen.text(role, x, 1.3, f" {word}", ha="left", size=10)


class Pen:
    """Draws in a role's colour if one of its roles is lit, else faintly in grey."""

    def __init__(self, ax, lit):
        self.ax, self.lit = ax, lit

    def style(self, role, colour=None):
        roles = {role} if isinstance(role, str) else role
        if roles is None:
            return {"color": COLOUR["ink"], "alpha": 1.0}
        if self.lit & roles:
            return {"color": COLOUR[colour or role], "alpha": 1.0}
        return {"color": COLOUR["quiet"], "alpha": 0.35}

    def path(self, role, points, arrow=False, colour=None):
        style = self.style(role, colour)
        xs, ys = zip(*points, strict=True)
        width = 2.4 if style["alpha"] == 1 else 1.2
        self.ax.plot(xs, ys, linewidth=width, solid_joinstyle="round", zorder=1, **style)
        if arrow:
            (x0, y0), (x1, y1) = points[-2:]
            self.ax.annotate(
                "",
                xy=(x1, y1),
                xytext=(x1 - 0.35 * _sign(x1 - x0), y1 - 0.35 * _sign(y1 - y0)),
                arrowprops={"arrowstyle": "-|>", "linewidth": 0, "mutation_scale": 13, "shrinkA": 0}
                | {"shrinkB": 7 if (x1, y1) in _NODES else 0, **style},
                zorder=1,
            )

    def box(self, role, x, y, symbol, colour=None):
        style = self.style(role, colour)
        outline = FancyBboxPatch(
            (x - 0.42, y - 0.3),
            0.84,
            0.6,
            boxstyle="round,pad=0.06",
            linewidth=1.6,
            zorder=3,
            **_outline(style),
        )
        self.ax.add_patch(outline)
        self.ax.text(x, y - 0.03, symbol, ha="center", va="center", fontsize=11, zorder=4, **style)

    def node(self, role, x, y, symbol):
        style = self.style(role)
        self.ax.add_patch(Circle((x, y), 0.25, linewidth=1.4, zorder=3, **_outline(style)))
        self.ax.text(x, y - 0.01, symbol, ha="center", va="center", fontsize=12, zorder=4, **style)

    def text(self, role, x, y, words, ha, size=13, colour=None):
        self.ax.text(x, y, words, ha=ha, va="center", fontsize=size, zorder=4, **self.style(role, colour))


def _outline(style):
    return {"facecolor": COLOUR["ground"], "edgecolor": (style["color"], style["alpha"])}


_NODES = {(2.2, CELL), (5.5, CELL), (5.5, 4)}


def _sign(x):
    return (x > 0) - (x < 0)
