"""From an expression to LaTeX, to NumPy source, to one entry, and to a count of multiplications, one file each."""

from lstmbook.equations.printers.arrays import to_array
from lstmbook.equations.printers.counts import multiplications
from lstmbook.equations.printers.entries import to_entry
from lstmbook.equations.printers.latex import to_broken_latex, to_latex

__all__ = ["multiplications", "to_array", "to_broken_latex", "to_entry", "to_latex"]
