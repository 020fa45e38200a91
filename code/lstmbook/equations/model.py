"""``Model``: one object per model, from which its mathematics, its code and its counts are made."""

import textwrap
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import sympy as sp

from lstmbook.equations.printers import multiplications, to_entry, to_latex, to_numpy
from lstmbook.notation import QUANTITIES, B, H, Latex, t


@dataclass(frozen=True)
class Definition:
    """``left = right`` for every value of the index symbols ``over``; ``left`` is a single entry.

    ``of_model`` says that it is one of a model's equations, which pages call by the name of what it defines.
    """

    left: sp.Indexed
    right: sp.Expr
    over: tuple[sp.Symbol, ...] = ()
    of_model: bool = field(default=False, compare=False)

    def latex(self):
        return f"{to_latex(self.left)} = {to_latex(self.right)}"


@dataclass(frozen=True)
class Model:
    """A model: what goes in, what is learned, and an ordered set of named equations.

    ``inputs``, ``states`` and ``parameters`` are names of ``notation.QUANTITIES``; ``equations`` are pairs of a
    name and a matrix expression in the names before it. With ``heads``, quantities that every head has get an
    index for the head: a leading axis of length H in NumPy, ``(e)`` in LaTeX.
    """

    name: str
    inputs: tuple[str, ...]
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    equations: tuple[tuple[str, sp.MatrixExpr], ...]
    heads: bool = False

    def __post_init__(self):
        known = set(self.arguments)
        for name, expression in self.equations:
            unknown = {symbol.name for symbol in expression.atoms(sp.MatrixSymbol)} - known
            if unknown:
                raise ValueError(f"{self.name}: equation {name!r} uses {sorted(unknown)} before they are defined")
            if expression.shape != QUANTITIES[name].symbol.shape:
                raise ValueError(f"{self.name}: equation {name!r} has shape {expression.shape}")
            known.add(name)

    @property
    def arguments(self):
        """Names in the order of the NumPy function's arguments."""
        return (*self.inputs, *self.states, *self.parameters)

    def expression(self, name):
        """The right-hand side of the named equation, a matrix expression. KeyError for an unknown name."""
        try:
            return dict(self.equations)[name]
        except KeyError:
            raise KeyError(
                f"{self.name} has no equation {name!r}; it has {[key for key, _ in self.equations]}"
            ) from None

    def latex(self, *names):
        """The named equations (all of them by default), aligned at the equals sign."""
        names = names or [name for name, _ in self.equations]
        right = [to_latex(self.expression(name), self.heads) for name in names]
        left = [to_latex(QUANTITIES[name].symbol, self.heads) for name in names]
        if len(names) == 1:
            return Latex(f"{left[0]} = {right[0]}")
        rows = " \\\\\n".join(f"{one} &= {other}" for one, other in zip(left, right, strict=True))
        return Latex(f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}")

    def entry(self, name, *indices, step=t, head=None):
        """The named equation's right-hand side at ``indices`` (one for a row vector, two for a matrix).

        For all sizes: every matrix product is a ``Sum``. With heads, ``head`` is the index of the head.
        """
        row, column = indices if len(indices) == 2 else (1, *indices)
        return to_entry(self.expression(name), row, column, step, head)

    def definition(self, name, *indices, step=t, head=None):
        """The named equation at symbolic ``indices``, as a ``Definition`` that holds for each of their values."""
        lead = () if head is None or not QUANTITIES[name].heads else (head,)
        left = QUANTITIES[name].entry(*lead, *indices, step=step)
        right = self.entry(name, *indices, step=step, head=head)
        return Definition(left, right, over=(*lead, *indices), of_model=True)

    def at(self, **sizes):
        """The equations at given sizes, for example ``at(d=2, n=3)``: a dict of explicit matrices of scalars.

        Exact; each in the names of the equations before it. KeyError where a size is missing.
        """
        values = {symbol: sp.Integer(sizes[str(symbol)]) for symbol in self.sizes}

        def explicit(name, head=None):
            rows, columns = (sp.sympify(length).subs(values) for length in QUANTITIES[name].symbol.shape)
            return sp.ImmutableMatrix(
                rows, columns, lambda i, j: self._scalar(name, i + 1, j + 1, head).subs(values).doit()
            )

        return {
            name: explicit(name)
            if not (self.heads and QUANTITIES[name].heads)
            else [explicit(name, head) for head in range(1, values[H] + 1)]
            for name, _ in self.equations
        }

    def _scalar(self, name, row, column, head):
        return to_entry(self.expression(name), row, column, t, None if head is None else sp.Integer(head))

    @cached_property
    def sizes(self):
        """The symbolic sizes of the model's arguments, the number of heads last."""
        shapes = [length for name in self.arguments for length in QUANTITIES[name].symbol.shape]
        found = list(dict.fromkeys(size for size in shapes if sp.sympify(size).is_Symbol))
        return (*found, H) if self.heads else tuple(found)

    def parameter_count(self):
        """Number of learned numbers, as a polynomial in the sizes."""
        return sp.Add(
            *(sp.Mul(*QUANTITIES[name].symbol.shape, self._per_head(name)) for name in self.parameters)
        ).factor()

    def multiply_adds(self):
        """Scalar multiplications of one evaluation with a batch of one, as a polynomial in the sizes."""
        return sp.Add(*(multiplications(part) * self._per_head(name) for name, part in self.equations)).factor()

    def _per_head(self, name):
        return H if self.heads and QUANTITIES[name].heads else sp.Integer(1)

    def numpy_source(self):
        """Source of the NumPy function, one line an equation."""
        lines = [_wrapped(f"def {self.name}(", self.arguments, "):")]
        for name, expression in self.equations:
            for size in sorted(self._scalar_sizes(expression), key=str):
                lines.append(f"    {size} = {self._where(size)}")
            lines.append(f"    {name} = {to_numpy(expression, self.heads)}")
        results = [f"{name!r}: {name}" for name, _ in self.equations]
        return "\n".join([*lines, _wrapped("    return {", results, "}")]) + "\n"

    @staticmethod
    def _scalar_sizes(expression):
        """Sizes that occur as numbers in the expression, not only as shapes."""
        products = expression.atoms(sp.MatMul) | ({expression} if isinstance(expression, sp.MatMul) else set())
        return {size for product in products for size in product.as_coeff_matrices()[0].free_symbols}

    def _where(self, size):
        known = [*self.arguments, *(name for name, _ in self.equations)]
        name = next(name for name in known if size in QUANTITIES[name].symbol.shape)
        return f"{name}.shape[{QUANTITIES[name].symbol.shape.index(size) - 2}]"

    def numpy(self):
        """The model as a function ``f(**arrays) -> dict`` of float64 arrays, every named intermediate included.

        Row-vector models take a batch of rows, ``x`` of shape (B, d); biases have shape (n,); with heads,
        what every head has gets a leading axis of length H. TypeError for a missing or unknown argument,
        ValueError, naming the argument, for a wrong shape.
        """
        namespace = {"np": np, "sigmoid": sigmoid, "softmax": softmax}
        exec(self.numpy_source(), namespace)  # noqa: S102 - our own source, printed from the equations

        def function(**arrays):
            missing, unknown = set(self.arguments) - set(arrays), set(arrays) - set(self.arguments)
            if missing or unknown:
                raise TypeError(f"{self.name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
            arrays = {name: np.asarray(arrays[name], dtype=np.float64) for name in self.arguments}
            self._check_shapes(arrays)
            return namespace[self.name](**arrays)

        function.__name__, function.__doc__ = self.name, self.numpy_source()
        return function

    def _check_shapes(self, arrays):
        """ValueError at the first array whose shape does not fit its sizes or those of the arrays before it."""
        lengths = {}
        for name, array in arrays.items():
            expected = self.shape_of(name)
            fits = array.ndim == len(expected) and all(
                lengths.get(size, length) == length for size, length in zip(expected, array.shape, strict=True)
            )
            if not fits:
                known = ", ".join(f"{size} = {lengths[size]}" for size in expected if size in lengths)
                raise ValueError(
                    f"{self.name}: argument {name!r} must have shape ({', '.join(map(str, expected))})"
                    f"{f' with {known}' if known else ''}, but has shape {array.shape}"
                )
            lengths.update(zip(expected, array.shape, strict=True))

    def shape_of(self, name):
        """Expected shape of an argument, as sizes; B is the batch."""
        quantity = QUANTITIES[name]
        if quantity.time is not None:
            return (B, quantity.cols)
        shape = (quantity.cols,) if quantity.rows == 1 else (quantity.rows, quantity.cols)
        return (H, *shape) if self.heads and quantity.heads else shape


def _wrapped(opening, parts, closing, width=88):
    """``opening``, the parts and ``closing`` on one line, or with the parts on lines of their own."""
    line = f"{opening}{', '.join(parts)}{closing}"
    indent = " " * (len(opening) - len(opening.lstrip()))
    if len(line) <= width:
        return line
    inside = textwrap.wrap(", ".join(parts) + ",", width - 8, break_long_words=False)
    return "\n".join([opening, *(f"{indent}    {one}" for one in inside), f"{indent}{closing}"])


def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow for any float64."""
    return np.exp(-np.logaddexp(0.0, -x))


def softmax(scores):
    """Softmax over the last axis, shifted by the largest score so that nothing overflows."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
