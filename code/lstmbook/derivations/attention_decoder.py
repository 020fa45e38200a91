"""What a decoder's step owes to the rows of the memory that it reads, and who has heard what when it asks.

All within one step: the query, and the states and the input that made it, are held fixed.
"""

import functools

import sympy as sp

from lstmbook.equations.attention_decoder import BAHDANAU, LUONG
from lstmbook.notation.attention import T_k, u
from lstmbook.notation.core import d, index, n
from lstmbook.notation.decoder import d_m
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

j, b, m = index("j"), index("b"), index("m")  # the row and the column of the memory, and what is read of it
k, p = index("k"), index("p")


def _entry(model, name, *places):
    return model.quantities[name].entry(*places)


def _fixed(model, *names):
    places = {"x": k}
    return [Fixed(_entry(model, name, at), (at,)) for name in names for at in [places.get(name, p)]]


ROWS = [Range(j, 1, T_k), Range(b, 1, d_m), Range(m, 1, d_m)]
BY = _entry(LUONG, "memory", j, b)


def direct_path():
    """d r_m / d M[j, b] with the weights held fixed: a_j where m = b."""
    derivation = Derivation(
        sp.Derivative(_entry(LUONG, "context", m), BY),
        claim="The direct path, from row $j$ of the memory to the context",
        given=[LUONG.definition("context", m), *_fixed(LUONG, "weights"), *ROWS],
    )
    result = _entry(LUONG, "weights", j) * sp.KroneckerDelta(m, b)
    derivation.step(result, because="of the sum over the rows one term has this entry, times a weight that is fixed")
    return derivation.conclude(result)


def _whole(model, query, slope, claim, because):
    """d r_m / d M[j, b], the weights following: a_j (delta_mb + (M_jm - r_m) d s_j / d M_jb)."""
    by, row = _entry(model, "memory", j, b), index("l")
    a, r, M = _entry(model, "weights", j), _entry(model, "context", m), _entry(model, "memory", j, m)
    definitions = [model.definition("context", m), *(model.definition(name, p) for name in ("weights", "scores"))]
    derivation = Derivation(sp.Derivative(r, by), claim=claim, given=[*definitions, *_fixed(model, query), *ROWS])
    weight, delta = _entry(model, "weights", row), sp.KroneckerDelta
    follows = sp.Sum(sp.Derivative(weight, by) * _entry(model, "memory", row, m), (row, 1, T_k))
    derivation.step(
        a * delta(m, b) + follows, because="the product rule: the row is a value, and it is a key that moves weights"
    )
    shared = sp.Sum(weight * (delta(row, j) - a) * _entry(model, "memory", row, m), (row, 1, T_k))
    derivation.step(a * delta(m, b) + slope * shared, because=because)
    result = a * (delta(m, b) + (M - r) * slope)
    derivation.step(result, because="the sum has the term $l = j$, and what is left of it is the context again")
    return derivation.conclude(result)


def whole_path():
    """The same for a general score, the weights following: a_j (delta_mb + (M_jm - r_m) (h W)_b)."""
    i = index("i")
    slope = sp.Sum(_entry(LUONG, "h", i) * _entry(LUONG, "W_score", i, b), (i, 1, n))
    because = "as a key row $j$ moves one score, $s_j$; the weights follow by the Jacobian of the softmax"
    # A query is all that the score hears of the decoder: h is held, and how it was made does not matter.
    return _whole(LUONG, "h", slope, "All of what the context owes to row $j$, general score", because)


def whole_path_additive():
    """The same for an additive score: the slope of s_j is sum_e w_e (1 - tanh^2) U[b, e]."""
    e, i, column = index("e"), index("i"), index("l")
    entry = functools.partial(_entry, BAHDANAU)
    asked = sp.Sum(entry("h_prev", i) * entry("W_query", i, e), (i, 1, n))
    squashed = sp.tanh(asked + sp.Sum(entry("memory", j, column) * entry("U_memory", column, e), (column, 1, d_m)))
    slope = sp.Sum(entry("v_score", e) * (1 - squashed**2) * entry("U_memory", b, e), (e, 1, u))
    claim = "All of what the context owes to row $j$, additive score"
    return _whole(BAHDANAU, "h_prev", slope, claim, "as before, with the slope of $\\tanh$ in the score")


def asked_before_hearing():
    """d a_j / d x_k = 0 in Bahdanau's decoder: the query has not heard the step's input."""
    derivation = Derivation(
        sp.Derivative(_entry(BAHDANAU, "weights", j), _entry(BAHDANAU, "x", k)),
        claim="Before the cell: where it looks does not depend on the input of the step",
        given=[
            *(BAHDANAU.definition(name, p) for name in ("weights", "scores")),
            *_fixed(BAHDANAU, "h_prev"),
            Fixed(_entry(BAHDANAU, "memory", p, b), (p, b)),
            Range(j, 1, T_k),
            Range(k, 1, d),
        ],
    )
    derivation.step(sp.Integer(0), because="the query is $h_{t-1}$")
    return derivation.conclude(sp.Integer(0))


def cell_without_memory():
    """d c_m / d M[j, b] = 0 in Luong's decoder: what a step reads does not enter its own cell."""
    derivation = Derivation(
        sp.Derivative(_entry(LUONG, "c", m), BY),
        claim="After the cell: what is read does not enter the cell of the step",
        given=[
            *(LUONG.definition(name, p) for name in "ifgc"),
            *_fixed(LUONG, "x", "h_prev", "c_prev", "h_tilde_prev"),
            Range(j, 1, T_k),
            Range(b, 1, d_m),
            Range(m, 1, n),
        ],
    )
    derivation.step(
        sp.Integer(0),
        because="of step $t$ only $\\tilde{h}_t$, and what is said from it, hears the context; "
        "a state hears it at step $t + 1$ at the earliest",
    )
    return derivation.conclude(sp.Integer(0))
