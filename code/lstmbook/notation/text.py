"""What a page shows of the notation: equations, numbers and tables as a notebook displays them."""

from dataclasses import dataclass

import sympy as sp

from lstmbook.notation.core import Size


@dataclass(frozen=True)
class Latex:
    """Mathematics that a notebook shows as an equation."""

    source: str

    def _repr_latex_(self):
        return f"$$\n{self.source}\n$$"


def aligned(rows):
    """Equations under each other at the equals sign, from the two sides of each in LaTeX."""
    lines = " \\\\\n".join(f"{left} &= {right}" for left, right in rows)
    return Latex(f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}")


def scientific(value, digits=1):
    """A number as a text prints it: 2.6e-13 is 3 times ten to the minus 13, to ``digits`` significant digits."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return Latex(rf"{mantissa} \times 10^{{{int(power)}}}")


@dataclass(frozen=True)
class Markdown:
    """Text that a notebook shows as Markdown."""

    source: str

    def _repr_markdown_(self):
        return self.source


def table(*quantities):
    """A table of quantities: symbol, shape, meaning."""
    rows = ["| symbol | shape | what it is |", "|---|---|---|"]
    for one in quantities:
        rows_, cols = (part.tex if isinstance(part, Size) else sp.latex(part) for part in one.shape)
        rows.append(f"| ${one.latex()}$ | ${rows_} \\times {cols}$ | {one.meaning} |")
    return Markdown("\n".join(rows) + "\n")
