"""What the cells of a page use to speak to its text: ``numbers`` for its sentences, ``results_table`` for tables.

It knows nothing of what the book teaches.
"""

import math
from dataclasses import dataclass
from numbers import Integral, Real

import myst_nb


def numbers(**values):
    """Glue what a cell computed, under these names with dashes for underscores, so that the text can quote it.

    ``numbers(loss_end=loss[-1])`` is quoted with {glue:text}`loss-end:.2f`. Numbers of NumPy and SymPy become Python's,
    so that they can be formatted; texts, and what shows itself as LaTeX, stay as they are. ValueError for anything
    else: an array, a truth value, or a number that is not finite.
    """
    ready = {name.replace("_", "-"): _quotable(name, value) for name, value in values.items()}
    for name, value in ready.items():
        myst_nb.glue(name, value, display=False)


def _quotable(name, value):
    if isinstance(value, bool):
        raise ValueError(f"{name} is neither a number nor a text: {value!r}")
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        if not math.isfinite(value):
            raise ValueError(f"{name} is no finite number: {value!r}")
        return float(value)
    if isinstance(value, str) or hasattr(value, "_repr_latex_"):
        return value
    raise ValueError(f"{name} is neither a number nor a text: {value!r}")


@dataclass(frozen=True)
class Markdown:
    """Text that a notebook shows as Markdown."""

    source: str

    def _repr_markdown_(self):
        return self.source


def results_table(head, rows):
    """A table with a line ``head`` of titles and ``rows`` of cells, each a text, which may hold $mathematics$.

    On a phone a line holds some thirty characters that cannot be broken. ValueError for a row that is longer or
    shorter than the head, and for a cell with a vertical line, which would end it.
    """
    lines = [[str(cell) for cell in line] for line in (head, *rows)]
    for line in lines:
        if len(line) != len(lines[0]):
            raise ValueError(f"a row of {len(lines[0])} cells is needed, got {line}")
        if any("|" in cell for cell in line):
            raise ValueError(f"a cell cannot hold a vertical line: {line}")
    lines.insert(1, ["---"] * len(lines[0]))
    return Markdown("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
