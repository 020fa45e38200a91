"""Maps of attention, one for each head: for every query, which keys it reads.

``show_maps`` draws the weights of any layer of this book, or of Keras: ``show_maps(layer(x, x)[1])``.
"""

import math

import numpy as np

from lstmbook.figures.style import COLOUR, show

INVISIBLE = 0.004  # a dot nobody sees
MOST_LABELS = 16  # along one axis


def show_maps(weights, rows=None, columns=None, heads=None, example=0, titles=None, asks="query", asked="key"):
    """Draw the maps of one example beside each other, one for each head, and return the SVG.

    Args:
        weights: (B, H, Tq, Tk), or (B, Tq, Tk) where there is one head, as layers return them. Whatever else has a
            number from zero to one for each pair can be drawn as well.
        rows, columns: labels of the queries (Tq) and of the keys (Tk); their numbers, from one, if not given.
        heads: the places of the heads to draw, from zero; all of them if not given.
        example: which of the B, from zero.
        titles: one for each map; "head 1", "head 2", ... if not given.
        asks, asked: what the queries and the keys are, for the labels of the axes.

    Raises:
        ValueError: for weights of another number of axes or beyond zero and one, an example or a head that is not
            there, no head at all, and labels or titles of another number than what they stand for.
    """
    maps = _chosen(weights, heads, example)
    places = range(len(maps[0])) if heads is None else heads
    maps = maps[0] if heads is None else maps[0][list(heads)]
    titles = [f"head {place + 1}" for place in places] if titles is None else list(titles)
    _check_number("titles", titles, len(maps), "maps")
    data = (dict(enumerate(maps)), titles, *_labels(rows, columns, maps), asks, asked)
    across = maps.shape[2] / maps.shape[1]
    height = min(4.4, 0.9 + 5.6 / len(maps) / across)
    return show(draw if len(maps) > 1 else _draw_one, data, width=5.8, height=height, panels=len(maps))


def draw(axes, data):
    """``data``: maps (Tq, Tk) by number, their titles, the labels of rows and of columns, and the names of both axes.

    The area of a square is its weight.
    """
    maps, titles, rows, columns, asks, asked = data
    for ax, title, weights in zip(axes, titles, maps.values(), strict=True):
        for query, key in np.ndindex(weights.shape):
            square(ax, key + 1, query + 1, weights[query, key])
        ax.set(xlim=(0.3, len(columns) + 0.7), ylim=(len(rows) + 0.7, 0.3), xlabel=asked, title=title, aspect="equal")
        _ticks(ax.set_xticks, columns)
        _ticks(ax.set_yticks, rows if ax is axes[0] else [""] * len(rows))
        ax.tick_params(length=0)
    axes[0].set_ylabel(asks)


def _draw_one(ax, data):
    draw([ax], data)


def square(ax, x, y, weight):
    """A square around (x, y) whose area is the weight."""
    if weight < INVISIBLE:
        return
    half = weight**0.5 / 2
    ax.fill([x - half, x + half, x + half, x - half], [y - half, y - half, y + half, y + half], color=COLOUR["value"])


def _ticks(set_ticks, labels):
    """Every label, or where there are many, every second, third, ... one."""
    stride = math.ceil(len(labels) / MOST_LABELS)
    set_ticks(range(1, len(labels) + 1, stride), labels=labels[::stride])


def _chosen(weights, heads, example):
    """The maps of one example, alone along a leading axis: (1, H, Tq, Tk)."""
    weights = np.asarray(weights, float)
    if weights.ndim == 3:
        weights = weights[:, None]
    if weights.ndim != 4 or not weights.size:
        raise ValueError(f"weights must have shape (B, H, Tq, Tk) or (B, Tq, Tk), got {weights.shape}")
    if not (weights >= 0).all() or weights.max() > 1 + 1e-6:
        raise ValueError(f"weights must lie between 0 and 1, got {weights.min():.3g} to {weights.max():.3g}")
    _check_place("example", example, len(weights))
    for head in [] if heads is None else heads:
        _check_place("heads", head, weights.shape[1])
    if heads is not None and not len(heads):
        raise ValueError("heads must name at least one head, got none")
    return weights[example : example + 1]


def _check_place(name, place, number):
    if place not in range(number):
        raise ValueError(f"{name} must be from 0 to {number - 1}, got {place!r}")


def _labels(rows, columns, maps):
    found = []
    for name, labels, number in (("rows", rows, maps.shape[1]), ("columns", columns, maps.shape[2])):
        labels = list(range(1, number + 1) if labels is None else labels)
        _check_number(name, labels, number, "steps")
        found.append([str(one) for one in labels])
    return found


def _check_number(name, labels, number, what):
    if len(labels) != number:
        raise ValueError(f"{name} must be {number}, one for each of the {what}, got {len(labels)}")
