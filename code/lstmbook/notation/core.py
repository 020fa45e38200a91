"""Symbols that carry themselves: sizes, axes, and vectors and matrices with all that is said about them.

Vectors are rows, time is written as a subscript, and entries count from one. Nothing is looked up by name: what stands
in an equation is a ``Quantity``, what stands in a proof one of its entries, and both hold the same ``Letter``.
"""

import sympy as sp
from sympy.core.symbol import Str
from sympy.matrices.expressions import MatrixSymbol

from lstmbook.notation.colours import coloured


class Size(sp.Symbol):
    """A symbolic size: a positive integer, with what it counts and the letter of an index that runs up to it."""

    __slots__ = ("letter", "meaning")

    def __new__(cls, name, meaning="", letter=""):
        # Not the cached constructor, which would hand out one object for two meanings.
        self = sp.Symbol.__xnew__(cls, name, integer=True, positive=True)
        self.meaning, self.letter = meaning, letter
        return self

    def __getnewargs_ex__(self):
        return (self.name, self.meaning, self.letter), {}

    def _hashable_content(self):
        return (*super()._hashable_content(), self.meaning, self.letter)

    @property
    def tex(self):
        """Its name in LaTeX; a subscript of several letters is a word, not a product."""
        stem, _, below = self.name.partition("_")
        return rf"{stem}_{{\text{{{below}}}}}" if len(below) > 1 else self.name


def size(name, meaning="", letter=""):
    """A symbolic size; a matrix product over it needs the ``letter`` of its sum's index."""
    return Size(name, meaning, letter)


def index(name):
    """A symbolic index into a vector or a matrix, counted from one."""
    return sp.Symbol(name, integer=True, positive=True)


t = sp.Symbol("t", integer=True, nonnegative=True)

B = size("B", "sequences in a batch")
T = size("T", "steps of a sequence", "s")
d = size("d", "features of one input step", "k")
n = size("n", "units of a recurrent layer", "l")


class Axis(Str):
    """What a quantity has one of its own for: each sequence of a batch, each step, each head.

    ``letter`` is its index in an entry; without one the axis is never written, in LaTeX or as an index. ``above`` says
    that the index stands in brackets above the quantity instead of below it.
    """

    __slots__ = ("size", "letter", "above")

    def __new__(cls, name, size, letter="", above=False):
        self = super().__new__(cls, name)
        self.size, self.letter, self.above = size, letter, above
        return self

    def __getnewargs__(self):
        return self.name, self.size, self.letter, self.above

    def _hashable_content(self):
        return self.name, str(self.size), self.letter, self.above


BATCH = Axis("batch", B)
TIME = Axis("time", T, "t")


class Letter(Str):
    """The name of a family of numbers and all that is said about it. Two are equal if everything is equal.

    Attributes:
        shape: rows and columns, SymPy sizes; a row vector has one row.
        axes: what it has one of its own for, a tuple of ``Axis``.
        role: what it does, a key of ``COLOURS``, or "".
        meaning: what it is, in words.
        tex: its LaTeX without time and axes.
        order: its place among the factors and terms that a person writes, least first.
        learned: whether it is a parameter, which depends on nothing else.
        base: the indexed family of its entries: h of step t - 1 is one member of h.

    ValueError for an axis that is none or comes twice, and for a time that is not the first index of an entry.
    """

    FIELDS = ("name", "shape", "axes", "role", "meaning", "tex", "order", "learned")
    __slots__ = (*FIELDS[1:], "_content", "base")

    def __new__(cls, name, shape, axes=(), role="", meaning="", tex="", order=500, learned=False):
        self = super().__new__(cls, name)
        self.shape, self.axes, self.role, self.meaning = tuple(map(sp.sympify, shape)), tuple(axes), role, meaning
        self.tex, self.order, self.learned = tex or name, order, learned
        _check_axes(name, self.axes)
        # Compared all the time while a proof is made, so put together once.
        words = (" ".join(map(str, part)) for part in (self.shape, self.axes))
        self._content = (name, *words, role, meaning, self.tex, order, learned)
        self.base = sp.IndexedBase(self)
        return self

    def __getnewargs__(self):
        return tuple(getattr(self, field) for field in self.FIELDS)

    def but(self, **changed):
        """The letter with some of its attributes changed."""
        return Letter(**dict(zip(self.FIELDS, self.__getnewargs__(), strict=True)) | changed)

    def _hashable_content(self):
        return self._content

    @property
    def free_symbols(self):
        """Itself: SymPy takes a derivative for zero where two expressions have no symbol in common."""
        return {self}

    @property
    def timed(self):
        return TIME in self.axes


def _check_axes(name, axes):
    if unknown := [axis for axis in axes if not isinstance(axis, Axis)]:
        raise ValueError(f"{name}: unknown axis {unknown[0]!r}: use an Axis such as BATCH or TIME")
    if len(set(axes)) < len(axes):
        raise ValueError(f"{name} has an axis twice: {', '.join(map(str, axes))}")
    written = [axis for axis in axes if axis.letter]
    if TIME in written[1:]:
        raise ValueError(f"{name}: the time must come before {written[0]}, as the first index of an entry")


class Quantity(MatrixSymbol):
    """A vector or matrix in an equation: its letter, its shape, and how many steps it lies before step t."""

    def __new__(cls, letter, rows, cols, shift="0"):
        # A number among the arguments could be hit by a substitution, so the shift is kept as a name.
        return sp.Basic.__new__(cls, letter, sp.sympify(rows), sp.sympify(cols), Str(str(shift)))

    @property
    def letter(self):
        return self.args[0]

    @property
    def shift(self):
        """0 at step t, -1 at step t - 1; 1 at step t + 1, for what reads a sequence in reverse."""
        return int(self.args[3].name)

    @property
    def name(self):
        """Its name as an argument or result of a function."""
        return self.letter.name + {0: "", -1: "_prev", 1: "_next"}[self.shift]

    @property
    def prev(self):
        """The same quantity at the step before. ValueError if it does not have steps, or lies there already."""
        if not self.letter.timed or self.shift:
            raise ValueError(f"{self.name} has no step before it that an equation could name")
        return Quantity(self.letter, *self.shape, -1)

    @property
    def mirrored(self):
        """The same quantity as far after step t as it was before."""
        return Quantity(self.letter, *self.shape, -self.shift)

    @property
    def axes(self):
        return self.letter.axes

    @property
    def is_vector(self):
        return self.letter.shape[0] == 1

    @property
    def meaning(self):
        short = self.letter.meaning.partition(":")[0]
        return f"{short} of the step {'before' if self.shift < 0 else 'after'}" if self.shift else self.letter.meaning

    @property
    def is_number(self):
        """Whether it is one number, of a step or along another axis: its entry then needs no row and no column."""
        return self.letter.shape == (1, 1) and any(axis.letter for axis in self.axes)

    def along(self, axis):
        """The same quantity with one of its own for each place of another axis."""
        return Quantity(self.letter.but(axes=(*self.axes, axis)), *self.shape, self.shift)

    def entry(self, *places, step=t, **others):
        """The scalar at the given places, one for a row vector and two for a matrix: ``h.prev.entry(l)`` is h[t-1, l].

        A number is itself: its places are left out. Indices of other axes are given by name, ``q.entry(i, a, head=e)``.
        TypeError for a missing or unknown one.
        """
        at = {"time": step + self.shift, **others}
        written, places = [axis for axis in self.axes if axis.letter], () if self.is_number else places
        missing = not self.is_number and len(places) != 1 + (not self.is_vector)
        if set(others) != {axis.name for axis in written} - {"time"} or missing:
            wanted = [*("row", "column")[self.is_vector :], *(f"{axis.name}=" for axis in written if axis != TIME)]
            raise TypeError(f"an entry of {self.name} needs {', '.join(wanted)}; got {[*places, *others]}")
        return self.letter.base[(*(at[axis.name] for axis in written), *places)]

    def latex(self):
        """Its LaTeX in its colour, with its step and its axes."""
        letter, time = self.letter, f"{self.shift:+d}" if self.shift else ""
        below = [f"t{time}" if axis == TIME else axis.letter for axis in self.axes if axis.letter and not axis.above]
        return decorated(letter, below, [axis.letter for axis in self.axes if axis.above])


def decorated(letter, below, above=()):
    """A letter's LaTeX with indices below, after its own, and others in brackets above."""
    stem, _, own = letter.tex.partition("_")
    below = ",".join(filter(None, (own, *below)))
    low = "" if not below else f"_{below}" if len(below) == 1 else f"_{{{below}}}"
    return coloured(letter.role, stem + low + "".join(f"^{{({place})}}" for place in above))


def vector(name, length, axes=(), **about):
    """A row vector; ``about`` as the attributes of ``Letter``."""
    return matrix(name, 1, length, axes, **about)


def matrix(name, rows, cols, axes=(), **about):
    """A matrix; ``about`` as the attributes of ``Letter``."""
    letter = Letter(name, (rows, cols), axes, **about)
    return Quantity(letter, rows, cols)


def letter_of(entry):
    """The letter of an entry; None for one of a plain ``IndexedBase``, of which nothing is said."""
    return entry.base.label if isinstance(entry.base.label, Letter) else None


def value_of(entry, arrays, row=0):
    """The number behind an entry such as h[t-1, 2] or U_f[1, 2], from arrays named as a model's arguments and results.

    ``row`` is the row of the batch, counted from zero. KeyError where the array is missing.
    """
    letter, places = letter_of(entry), list(entry.indices)
    if letter.timed:
        name = f"{letter.name}_prev" if places.pop(0) == t - 1 else letter.name
        return float(arrays[name][(row, *(int(place) - 1 for place in places or [1]))])
    return float(arrays[letter.name][tuple(int(place) - 1 for place in places)])


def all_of(family):
    """Every quantity of a family's module, in the order in which the module names them."""
    for value in vars(family).values():
        several = value.values() if isinstance(value, dict) else [value]
        yield from (one for one in several if isinstance(one, Quantity))
