"""What becomes of an input and of the noise along a chain that amplifies, by unit, on one logarithmic axis."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: (square of the input by unit (n,), variance of the noise in that unit (n,))."""
    signal, noise = data
    units = range(1, len(signal) + 1)
    ax.fill_between(units, signal, noise, color=COLOUR["quiet"], alpha=0.15, linewidth=0)
    for label, role, line, up in (("input", "hidden", signal, 0.55), ("noise", "forget", noise, 1.7)):
        ax.plot(units, line, color=COLOUR[role])
        at = len(units) // 2
        ax.text(units[at], line[at] * up, label, color=COLOUR[role], fontsize=9, ha="center", va="center")
    ax.set(yscale="log", xlim=(1, len(units)), xlabel="unit of the chain", ylabel="square")
    ax.minorticks_off()
