"""Which version of a layer keeps which promise: a disc where it does, a cross where it does not."""

from lstmbook.figures.style import COLOUR


def draw(ax, data):
    """``data``: {version: {promise: whether it is kept}}, with the same promises for all."""
    versions = list(data)
    promises = list(data[versions[0]])
    for row, version in enumerate(versions):
        for column, promise in enumerate(promises):
            kept = data[version][promise]
            colour, marker = (COLOUR["hidden"], "o") if kept else (COLOUR["forget"], "X")
            ax.plot(column, row, marker, color=colour, markersize=6 if kept else 10, linestyle="none")
    ax.axvline(len(promises) - 1.5, color=COLOUR["quiet"], linewidth=0.8)
    ax.set_xticks(range(len(promises)), promises, rotation=40, ha="left", rotation_mode="anchor")
    ax.set_yticks(range(len(versions)), versions)
    ax.xaxis.tick_top()
    ax.set(xlim=(-0.5, len(promises) - 0.5), ylim=(len(versions) - 0.5, -0.5))
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
