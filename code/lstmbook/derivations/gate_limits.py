"""The gates at their ends: what a shut or an open gate makes of the cell, how fast it gets there, and what is left
of its slope on the way.

A gate is called open near one and shut near zero. Its preactivation is written z; the statements hold for each
unit j of each step t, whatever the weights are.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.printers import to_latex
from lstmbook.notation.core import index, t
from lstmbook.notation.text import Markdown
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed

j = index("j")
f, i, g, o, c, h = (LSTM.quantities[name].entry(j) for name in "figoch")
c_prev = LSTM.quantities["c_prev"].entry(j)
z = {gate: sp.IndexedBase(f"z^{gate.base}")[t, j] for gate in (f, i, o)}

CORNERS = ((1, 0), (0, 1), (0, 0), (1, 1))
DOES = {(1, 0): "keeps", (0, 1): "replaces", (0, 0): "clears", (1, 1): "adds"}


def logistic(gate):
    """``Definition`` of a gate by its preactivation, with the logistic function written out."""
    return Definition(gate, 1 / (1 + sp.exp(-z[gate])), over=(j,))


def corner(forget, input):
    """The new cell with both gates exactly at an end, 0 or 1. ValueError for anything else."""
    _check(forget, input)
    ends = [Definition(f, sp.Integer(forget), over=(j,)), Definition(i, sp.Integer(input), over=(j,))]
    result = forget * c_prev + input * g
    derivation = Derivation(
        c, claim=f"Forget gate {forget}, input gate {input}: the cell {DOES[forget, input]}", given=[_cell(), *ends]
    )
    derivation.step(result, because=f"$f_t = {forget}$ and $i_t = {input}$ put into the equation of the cell")
    return derivation.conclude(result)


def distance_from_corner():
    """(c_t - (a c_{t-1} + b g))^2 <= 2 (f - a)^2 c_{t-1}^2 + 2 (i - b)^2 g^2, for all numbers a and b."""
    a, b = sp.symbols("a b", real=True)
    gap = c - (a * c_prev + b * g)
    bound = 2 * (f - a) ** 2 * c_prev**2 + 2 * (i - b) ** 2 * g**2
    derivation = Derivation(
        gap**2, claim="The cell is near its corner when the gates are near their ends", given=[_cell()]
    )
    derivation.step(
        ((f - a) * c_prev + (i - b) * g) ** 2,
        because="the equation of the cell put in, and the terms with $c_{t-1}$ and with $g_t$ collected",
    )
    derivation.at_most(
        bound,
        certificate=((f - a) * c_prev - (i - b) * g) ** 2,
        because="$(u + v)^2 \\le 2u^2 + 2v^2$, since the difference is $(u - v)^2$",
    )
    return derivation.conclude(bound)


def distance_from_end(end, gate=f):
    """(f - end)^2 <= exp(-2 z) where the end is 1, <= exp(2 z) where it is 0. ValueError for another end."""
    _check(end)
    sign, open_or_shut = (-1, "open") if end else (1, "shut")
    derivation = Derivation(
        (gate - end) ** 2, claim=f"A gate comes to its {open_or_shut} end exponentially fast", given=[logistic(gate)]
    )
    derivation.at_most(
        sp.exp(sign * 2 * z[gate]),
        certificate=_end_certificate(gate, end),
        because="the difference is a product of positive factors: "
        + ("$e^{-2z} - (1-f)^2 = e^{-3z} f\\,(1 + f)$" if end else "$e^{2z} - f^2 = e^{2z} f\\,(1 + e^{-z} f)$"),
    )
    return derivation.conclude(sp.exp(sign * 2 * z[gate]))


def approach(forget, input):
    """The squared distance of the new cell from a corner, bounded by the preactivations alone: the corner is a limit.

    The bound goes to zero as each preactivation goes to its own infinity, with c_{t-1} and g_t held where they are.
    ValueError for an end other than 0 or 1.
    """
    _check(forget, input)
    gap = c - (forget * c_prev + input * g)
    gates = 2 * (f - forget) ** 2 * c_prev**2 + 2 * (i - input) ** 2 * g**2
    signs = {gate: -1 if end else 1 for gate, end in ((f, forget), (i, input))}
    bound = 2 * sp.exp(signs[f] * 2 * z[f]) * c_prev**2 + 2 * sp.exp(signs[i] * 2 * z[i]) * g**2
    derivation = Derivation(
        gap**2,
        claim=f"How near the cell is to where it {DOES[forget, input]}",
        given=[_cell(), logistic(f), logistic(i)],
    )
    derivation.at_most(
        gates,
        certificate=((f - forget) * c_prev - (i - input) * g) ** 2,
        because="$(u + v)^2 \\le 2u^2 + 2v^2$, since the difference is $(u - v)^2$",
    )
    derivation.at_most(
        bound,
        certificate=2 * c_prev**2 * _end_certificate(f, forget) + 2 * g**2 * _end_certificate(i, input),
        because="both gates come to their ends exponentially fast",
    )
    return derivation.conclude(bound)


def hidden_at(output):
    """The squared distance of the hidden state from o = output, 0 or 1, bounded by the gate's preactivation."""
    _check(output)
    sign = -1 if output else 1
    squashed = sp.tanh(c)
    bound = sp.exp(sign * 2 * z[o])
    derivation = Derivation(
        (h - output * squashed) ** 2,
        claim=f"How near the hidden state is to where it {'shows the cell' if output else 'is silent'}",
        given=[LSTM.definition("h", j), logistic(o)],
    )
    derivation.step((o - output) ** 2 * squashed**2, because="the equation of the hidden state put in")
    derivation.at_most(
        (o - output) ** 2,
        certificate=(o - output) ** 2 * (1 - squashed**2),
        because="$\\tanh^2$ never exceeds one",
    )
    derivation.at_most(
        bound, certificate=_end_certificate(o, output), because="the gate comes to its end exponentially fast"
    )
    return derivation.conclude(bound)


def slope():
    """f (1 - f) = 1 / (exp(z) + 2 + exp(-z)): what a gate passes back, by its preactivation."""
    result = 1 / (sp.exp(z[f]) + 2 + sp.exp(-z[f]))
    derivation = Derivation(f * (1 - f), claim="A gate's slope by its preactivation", given=[logistic(f)])
    derivation.step(
        result, because="$f = 1/(1+e^{-z})$ and $1-f = e^{-z}/(1+e^{-z})$; then numerator and denominator times $e^z$"
    )
    return derivation.conclude(result)


def slope_bound(end):
    """f (1 - f) <= exp(-z), which says much near the open end 1, and <= exp(z), which does near the shut end 0."""
    _check(end)
    e = sp.exp(-z[f])
    bound = e if end else sp.exp(z[f])
    derivation = Derivation(
        f * (1 - f),
        claim=f"The slope vanishes exponentially towards the {'open' if end else 'shut'} end",
        given=[logistic(f)],
    )
    derivation.at_most(
        bound,
        certificate=e**2 * f * (1 + f) if end else sp.exp(z[f]) * f * (1 + e * f),
        because="the difference is a product of positive factors: "
        + ("$e^{-z} - f(1-f) = e^{-2z} f\\,(1+f)$" if end else "$e^z - f(1-f) = e^z f\\,(1 + e^{-z} f)$"),
    )
    return derivation.conclude(bound)


def hidden_by_output_gate():
    """d h / d z for the output gate: o (1 - o) tanh(c)."""
    result = o * (1 - o) * sp.tanh(c)
    derivation = Derivation(
        sp.Derivative(h, z[o]),
        claim="What the hidden state owes to the output gate's preactivation",
        given=[LSTM.definition("h", j), logistic(o), Fixed(c, (j,))],
    )
    derivation.step(
        sp.Derivative(o, z[o]) * sp.tanh(c), because="the cell $c_t$ does not depend on its own output gate"
    )
    derivation.step(result, because="the slope of the logistic function")
    return derivation.conclude(result)


def truth_table():
    """The four corners of the cell and the two ends of the hidden state, each row proved while the table is made."""
    rows = ["| forget gate | input gate | new cell | what happens |", "|---|---|---|---|"]
    for ends in CORNERS:
        approach(*ends)
        rows.append(f"| {ends[0]} | {ends[1]} | ${to_latex(corner(*ends).last)}$ | the cell {DOES[ends]} |")
    return Markdown("\n".join(rows) + "\n")


def _cell():
    return LSTM.definition("c", j)


def _end_certificate(gate, end):
    """exp(-+2z) - (gate - end)^2 as a product of factors that are visibly positive."""
    e = sp.exp(-z[gate])
    return e**3 * gate * (1 + gate) if end else sp.exp(2 * z[gate]) * gate * (1 + e * gate)


def _check(*ends):
    if any(end not in (0, 1) for end in ends):
        raise ValueError(f"a gate ends at 0 or 1, got {', '.join(map(str, ends))}")
