"""An LSTM by hand: each sum written out with its numbers, each result, as tables that nobody typed."""

from dataclasses import dataclass

import numpy as np
import sympy as sp

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.nodes import sigma, tanh
from lstmbook.equations.printers import to_latex
from lstmbook.notation.core import letter_of, t
from lstmbook.notation.text import Markdown

PRECISION = 40


@dataclass(frozen=True)
class Line:
    """One result: which entry, the sum with its numbers, what the sum comes to, and the value.

    ``total`` is what sigma or tanh is applied to, and None for c and h. ``total`` and ``value`` are SymPy numbers,
    exact rationals as long as nothing has been squashed.
    """

    entry: sp.Indexed
    arithmetic: str
    total: sp.Expr | None
    value: sp.Expr


def walk(weights, inputs, h, c, carry=None):
    """Run the LSTM over ``inputs`` (T, d) from the states ``h`` and ``c`` (n,), noting every intermediate result.

    ``weights`` are arrays by name, as for ``LSTM.numpy()``; all numbers are taken exactly as they are stored. Returns
    one list of ``Line`` for each step: gates i, f, g, o, then c, then h, unit by unit. With ``carry`` every result is
    rounded to so many decimals before it is used again, as with pencil and paper. ValueError where there is no step
    or the shapes do not fit.
    """
    features, units = weights["W_i"].shape
    if not len(inputs) or any(len(row) != features for row in inputs) or {len(h), len(c)} != {units}:
        raise ValueError(f"needs steps of {features} features and two states of {units} units")
    equations = LSTM.at(d=features, n=units)
    known = _numbers(weights)
    known |= _states("h", t - 1, h) | _states("c", t - 1, c)
    steps = []
    for step, row in enumerate(inputs, 1):
        known |= _states("x", t, row)
        lines = []
        for name, entries in equations.items():
            for unit, expression in enumerate(entries, 1):
                entry = LSTM.quantities[name].entry(sp.Integer(unit))
                line = _line(entry, expression, known, carry)
                known[entry] = line.value
                lines.append(Line(entry.xreplace({t: sp.Integer(step)}), line.arithmetic, line.total, line.value))
        steps.append(lines)
        for name in "hc":
            now, before = LSTM.quantities[name], LSTM.quantities[f"{name}_prev"]
            known |= {before.entry(unit): known[now.entry(unit)] for unit in map(sp.Integer, range(1, units + 1))}
    return steps


def values(steps):
    """What ``walk`` found, as floats by name: arrays (T, n)."""
    found = {}
    for lines in steps:
        row = {}
        for line in lines:
            row.setdefault(str(line.entry.base), []).append(float(line.value))
        for name, numbers in row.items():
            found.setdefault(name, []).append(numbers)
    return {name: np.array(rows) for name, rows in found.items()}


def apart(exact, others, digits=4):
    """How far results are from the exact ones at most, and how many of them show other digits.

    Both are arrays by name; all of ``others`` are compared, with ``digits`` decimals shown. ValueError where one has
    another shape than the exact one, or none.
    """
    largest, differ = 0.0, 0
    for name, array in others.items():
        if name not in exact or np.shape(array) != exact[name].shape:
            raise ValueError(f"no exact {name} of shape {np.shape(array)} to compare with")
        largest = max(largest, np.abs(array - exact[name]).max())
        pairs = zip(np.ravel(array), exact[name].ravel(), strict=True)
        differ += sum(_half_up(one, digits) != _half_up(other, digits) for one, other in pairs)
    return float(largest), differ


def table(lines, digits=4, blank=False):
    """The lines of one step as a Markdown table with ``digits`` decimals; with ``blank``, one to fill in."""
    rows = ["| entry | with numbers | value |", "|---|---|---|"]
    for line in lines:
        total = "" if line.total is None else f" = {shown(line.total, digits)}"
        # A product stays on one line of a narrow table; only a sum is broken.
        cells = (f"{line.arithmetic}{total}".replace(" · ", "\u00a0·\u00a0"), shown(line.value, digits))
        rows.append(f"| ${to_latex(line.entry)}$ | " + " | ".join(["…", "…"] if blank else cells) + " |")
    return Markdown("\n".join(rows) + "\n")


def weight_table(weights):
    """The weights as a Markdown table: a row for each gate, with W, U and b as rows of numbers."""

    def written(array):
        rows = array.reshape(-1, array.shape[-1]).tolist()
        return "; ".join(" ".join(shown(sp.Rational(number), 1) for number in row) for row in rows)

    rows = ["| block | W | U | b |", "|---|---|---|---|"]
    for gate in "ifgo":
        parts = " | ".join(written(weights[f"{kind}_{gate}"]) for kind in "WUb")
        rows.append(f"| ${LSTM.quantities[gate].latex()}$ | {parts} |")
    return Markdown("\n".join(rows) + "\n")


def shown(number, digits=4):
    """A number as the tables write it: exact if it is short, else rounded to ``digits`` decimals."""
    scaled = sp.sympify(number) * 10**digits
    if scaled.is_Rational and scaled.is_integer:
        text = f"{float(number):.{digits}f}".rstrip("0").rstrip(".")
    else:
        text = f"{sp.Float(number, PRECISION):.{digits}f}"
    return text.replace("-", "−")


def _half_up(number, digits):
    """The number rounded to so many decimals as a person does it, a half away from zero. Of a float its digits count,
    0.14635 and not the binary fraction beside it."""
    exact = sp.Rational(repr(float(number))) if isinstance(number, float) else sp.sympify(number)
    return sp.sign(exact) * sp.floor(abs(exact) * 10**digits + sp.Rational(1, 2)) / 10**digits


def _numbers(weights):
    """Every entry of the weights with its exact value."""
    values = {}
    for name, array in weights.items():
        base = LSTM.quantities[name].letter.base
        rows = array.reshape(-1, array.shape[-1]).tolist()
        for k, row in enumerate(rows, 1):
            for j, number in enumerate(row, 1):
                values[base[j] if array.ndim == 1 else base[k, j]] = sp.Rational(number)
    return values


def _states(name, step, row):
    base = LSTM.quantities[name].letter.base
    return {base[step, place]: sp.Rational(float(number)) for place, number in enumerate(row, 1)}


def _line(entry, expression, known, carry):
    """The line of one entry from what is known, its time still being t."""

    def number(part):
        value = part.xreplace(known)
        value = value if value.is_Rational else sp.N(value.replace(sigma, _sigma), PRECISION)
        return value if carry is None else _half_up(value, carry)

    if isinstance(expression, (sigma, tanh)):
        total = number(expression.args[0])
        squashed = expression.func(total)
        return Line(entry, _arithmetic(expression.args[0], known), total, number(squashed))
    inner = [part for part in sp.Mul.make_args(expression) if isinstance(part, tanh)]
    if inner:
        (squash,) = inner
        level, gate = number(squash), expression / squash
        text = f"{_written(gate.xreplace(known))} · tanh({shown(squash.args[0].xreplace(known))})"
        text += f" = {_written(gate.xreplace(known))} · {_written(level)}"
        return Line(entry, text, None, number(gate * level))
    return Line(entry, _arithmetic(expression, known), None, number(expression))


def _sigma(x):
    return 1 / (1 + sp.exp(-x))


def _rank(entry):
    """As a person writes the terms of a sum and the factors of a term, what varies before the weights."""
    return letter_of(entry).order


def _arithmetic(expression, known):
    """A sum of products with numbers for its entries: x W first, then h U by row, then the bias."""

    def place(term):
        entries = sorted(term.atoms(sp.Indexed), key=_rank)
        return _rank(entries[0]), str(entries[0].indices[-1])

    terms = []
    for term in sorted(sp.Add.make_args(expression), key=place):
        factors = sorted(sp.Mul.make_args(term), key=_rank)
        terms.append(" · ".join(_written(factor.xreplace(known)) for factor in factors))
    return " + ".join(terms)


def _written(number):
    """A number inside a sum or a product: a negative one in brackets."""
    text = shown(number)
    return f"({text})" if text.startswith("−") else text
