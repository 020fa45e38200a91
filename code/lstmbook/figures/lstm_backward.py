"""The LSTM cell with every road walked backwards: where the gradients of one step come from and where they go.

The geometry is that of ``lstm_cell``, so that the two diagrams can be laid one upon the other.
"""

from lstmbook.figures.lstm_cell import BUS, CELL, GATES, ROLES, Pen

SUM, FORK = (8.7, CELL), (5.5, 4)


def draw(ax, data=None):
    """``data`` is not used: there is one way back."""
    ax.set(xlim=(-0.95, 11.15), ylim=(-0.95, 6.6), aspect="equal")
    ax.axis("off")
    pen = Pen(ax, set(ROLES))
    _roads(pen)
    _blocks(pen)
    _words(pen)


def _roads(pen):
    # The cell's line, from the step after to the step before.
    pen.path("cell", [(10, CELL), (0, CELL)], arrow=True)
    pen.path("cell", [(10, CELL), (9.05, CELL)], arrow=True)
    # What was shown comes back up: to the output gate, and through the tanh to the line.
    pen.path("hidden", [(10, BUS), (8.7, BUS), (8.7, 2.85)], arrow=True)
    pen.path("output", [(8.45, 3.1), (7.2, 3.1), (7.2, GATES + 0.45)], arrow=True)
    pen.path("hidden", [(8.7, 3.35), (8.7, CELL - 0.28)], arrow=True)
    # What was written goes back to who wrote it, what was kept to who kept it.
    pen.path("cell", [(5.5, CELL), (5.5, 4.25)], arrow=True)
    pen.path("input", [(5.25, 4), (3.9, 4), (3.9, GATES + 0.45)], arrow=True)
    pen.path("candidate", [(5.5, 3.75), (5.5, GATES + 0.45)], arrow=True)
    pen.path("forget", [(2.2, CELL - 0.25), (2.2, GATES + 0.45)], arrow=True)
    # All four blocks, back to what they heard.
    pen.path("hidden", [(7.2, BUS), (0, BUS)], arrow=True)
    pen.path(None, [(1, BUS), (1, -0.35)], arrow=True)


def _blocks(pen):
    for role, x, symbol, letter in (
        ("forget", 2.2, r"$\sigma'$", "f"),
        ("input", 3.9, r"$\sigma'$", "i"),
        ("candidate", 5.5, r"$\tanh'$", "g"),
        ("output", 7.2, r"$\sigma'$", "o"),
    ):
        pen.path(role, [(x, GATES - 0.36), (x, BUS)], arrow=True)
        pen.box(role, x, GATES, symbol)
        pen.text(role, x + 0.15, 1.42, rf"$\bar{{z}}^{{{letter}}}_t$", ha="left")
    pen.box({"hidden"}, 8.7, 4.5, r"$\tanh'$", colour="hidden")

    pen.node("forget", 2.2, CELL, r"$\odot$")
    pen.node("cell", *SUM, "$+$")
    pen.node("input", *FORK, r"$\odot$")
    pen.node("output", 8.7, 3.1, r"$\odot$")


def _words(pen):
    for role, x, y, factor, side in (
        ("cell", 1.1, CELL + 0.32, "f_t", "center"),
        ("forget", 2.33, 4.9, "c_{t-1}", "left"),
        ("input", 4.6, 3.68, "g_t", "center"),
        ("candidate", 5.63, 3.3, "i_t", "left"),
        ("output", 7.85, 2.78, r"\tanh c_t", "center"),
        ("hidden", 8.83, 3.75, "o_t", "left"),
    ):
        pen.text(role, x, y, rf"$\cdot\,{factor}$", ha=side, size=10)
    pen.text("hidden", 0.5, BUS + 0.32, r"$U^{\top}$", ha="center", size=10)
    pen.text(None, 1.13, 0.15, r"$W^{\top}$", ha="left", size=10)
    pen.text("cell", 10.1, CELL, r"$\bar{c}^{+}_t$", ha="left")
    pen.text("cell", 7.1, CELL + 0.36, r"$\bar{c}_t$", ha="center")
    pen.text("cell", -0.1, CELL, r"$\bar{c}^{+}_{t-1}$", ha="right")
    pen.text("hidden", 10.1, BUS, r"$\bar{h}_t$", ha="left")
    pen.text("hidden", -0.1, BUS, r"$\bar{h}^{+}_{t-1}$", ha="right")
    pen.text(None, 1, -0.68, r"$\bar{x}_t$", ha="center")
