"""The gradients at the projections of multi-head attention and at what they read, proved for all sizes, for one
sequence.

As in ``attention_backward``, a loss that hears of something only through a matrix M has there the derivative of the
sum over all entries of M_bar times M, with M_bar held fixed. What the last projection has is heard through the output,
what another one has through the queries, the keys or the values that it makes. Between these each head goes back alone,
by the proofs of ``attention_backward``.
"""

import sympy as sp

from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION
from lstmbook.equations.multi_head_backward import MULTI_HEAD_BACKWARD
from lstmbook.notation.attention import H, T_k, T_q, d_k, d_key, d_out, d_query, d_v, d_value
from lstmbook.notation.core import index
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

i, s, a, e, m, j, b, f = (index(name) for name in "isaemjbf")
QUANTITIES = {**MULTI_HEAD_ATTENTION.quantities, **MULTI_HEAD_BACKWARD.quantities}
PROJECTIONS = {
    "q": ("query", i, T_q, d_query, d_k),
    "k": ("key", s, T_k, d_key, d_k),
    "v": ("value", s, T_k, d_value, d_v),
}
HEAD = Range(e, 1, H)


def entry(name, *places, head=e):
    """An entry of a quantity of attention or of its gradients by its name; of one head, where it has heads."""
    quantity = QUANTITIES[name]
    along = {"head": head} if any(axis.name == "head" for axis in quantity.axes) else {}
    return quantity.entry(*places, **along)


def _definition(name, *places):
    return MULTI_HEAD_ATTENTION.definition(name, *places, **({"head": e} if name != "y" else {}))


def _gradient(at, places, through, objective, given, because):
    """dJ / d entry(at) is the equation of MULTI_HEAD_BACKWARD for it."""
    derivation = Derivation(
        sp.Derivative(objective, entry(at, *places)), claim=f"The gradient at ${_tex(at)}$", given=[*through, *given]
    )
    result = MULTI_HEAD_BACKWARD.entry(f"{at}_bar", *places, head=e)
    return derivation.step(result, because=because).conclude(result)


def _tex(name):
    return QUANTITIES[name].letter.tex


def _output(at, places, because, *given):
    """A gradient that comes through the output."""
    objective = sp.Sum(entry("y_bar", j, b) * entry("y", j, b), (b, 1, d_out), (j, 1, T_q))
    through = [_definition("y", i, m), _definition("head", i, m), Fixed(entry("y_bar", i, m), (i, m))]
    return _gradient(at, places, through, objective, given, because)


def at_output_weights():
    """dJ / dW_O[a, m] of head e."""
    because = "$W^{(e)}_{O,am}$ stands in column $m$ of the output of every query $i$, beside $C^{(e)}_{ia}$"
    given = [HEAD, Range(a, 1, d_v), Range(m, 1, d_out), Fixed(entry("context", i, a), (e, i, a))]
    return _output("W_out", (a, m), because, *given)


def at_output_bias():
    """dJ / db_O[m]."""
    given = [Range(m, 1, d_out), Fixed(entry("context", i, a), (e, i, a))]
    return _output("b_out", (m,), "$b_{O,m}$ stands in column $m$ of the output of every query", *given)


def at_context():
    """dJ / dC[i, a] of head e."""
    because = "$C^{(e)}_{ia}$ stands in row $i$ of the output, beside row $a$ of its own head's matrix"
    return _output("context", (i, a), because, HEAD, Range(i, 1, T_q), Range(a, 1, d_v))


def _made(name, at, places, because, *given):
    """A gradient that comes through what a projection makes: "q", "k" or "v"."""
    sequence, row, rows, width, columns = PROJECTIONS[name]
    made = entry(f"{name}_bar", j, b, head=f) * entry(name, j, b, head=f)
    objective = sp.Sum(made, (b, 1, columns), (j, 1, rows), (f, 1, H))
    held = Fixed(entry(f"{name}_bar", row, a), (e, row, a))
    return _gradient(at, places, [_definition(name, row, a), held], objective, given, because)


def at_weights(name):
    """dJ / dW[m, a] of head e of a projection, "q", "k" or "v". KeyError for another."""
    sequence, row, rows, width, columns = PROJECTIONS[name]
    because = f"it stands in feature $a$ of every row ${row}$ of $ {name}^{{(e)}}$, beside feature $m$ of what is read"
    given = [HEAD, Range(m, 1, width), Range(a, 1, columns), Fixed(entry(sequence, row, m), (row, m))]
    return _made(name, f"W_{name}", (m, a), because, *given)


def at_bias(name):
    """dJ / db[a] of head e of a projection. KeyError for another than "q", "k" or "v"."""
    sequence, row, rows, width, columns = PROJECTIONS[name]
    because = f"it stands in feature $a$ of every row of $ {name}^{{(e)}}$"
    given = [HEAD, Range(a, 1, columns), Fixed(entry(sequence, row, m), (row, m))]
    return _made(name, f"b_{name}", (a,), because, *given)


def at_sequence(name):
    """dJ / dX[i, m] of what a projection reads: all heads read it. KeyError for another than "q", "k" or "v"."""
    sequence, row, rows, width, columns = PROJECTIONS[name]
    because = f"all heads read it, each through row $m$ of its own $W_{name}$"
    return _made(name, sequence, (row, m), because, Range(row, 1, rows), Range(m, 1, width))


def all_of_them():
    """Every gradient at a projection, at what it reads, and at the contexts, by the name of what it is at."""
    found = {"W_out": at_output_weights(), "b_out": at_output_bias(), "context": at_context()}
    for name, (sequence, *_) in PROJECTIONS.items():
        found |= {f"W_{name}": at_weights(name), f"b_{name}": at_bias(name), sequence: at_sequence(name)}
    return found
