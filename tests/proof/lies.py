"""False statements, each beside a true one that differs from it in the point at issue.

A group has one entry for each way to go wrong: the lie, which must be refused, and the truth, which must be proved.
New rules of the prover come with their lies. ``test_lies.py`` tries all of them; ``remove_side_conditions.py`` shows
that no side condition of the prover is idle.
"""

import contextlib

import sympy as sp
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.nodes import gap, sigma
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT as ATTENTION
from lstmbook.notation.attention import T_k, d_k
from lstmbook.notation.core import d, index, n, t
from lstmbook.proof.derivation import Derivation, NotProved
from lstmbook.proof.hypotheses import Between, Distribution, Fixed, Orthonormal, Permutation, Range, permutation
from lstmbook.proof.induction import SLACK

i, j, k, l, m, s = (index(name) for name in "ijklms")
a, b, A, B, p, u = (sp.IndexedBase(name) for name in "abABpu")
x, y = sp.symbols("x y", real=True)
pos, z = sp.Symbol("p", positive=True), sp.Symbol("z", real=True, nonzero=True)
whole, natural = sp.Symbol("k", integer=True), sp.Symbol("k", integer=True, nonnegative=True)
other = sp.Symbol("r", integer=True)
q = sp.Symbol("q", integer=True, nonnegative=True)
D, S, P, dv, tanh, exp, log, sqrt, half = (
    sp.KroneckerDelta,
    sp.Sum,
    sp.Product,
    sp.Derivative,
    sp.tanh,
    sp.exp,
    sp.log,
    sp.sqrt,
    sp.Rational(1, 2),
)
two_m, below = sp.Symbol("m", even=True, positive=True), sp.Symbol("k", integer=True, negative=True)
kept, posx = sp.Symbol("_2", integer=True), sp.Symbol("x", positive=True)
even = sp.Symbol("t", even=True, nonnegative=True)
zero, one = sp.Integer(0), sp.Integer(1)


def entry(name, *indices, step=t):
    return LSTM.quantities[name].entry(*indices, step=step)


def family(name):
    return {**ATTENTION.quantities, **LSTM.quantities}[name].letter.base


def equal(first, *steps, given=()):
    """A chain of equalities."""

    def prove():
        derivation = Derivation(first, claim="a chain", given=given)
        for step in steps:
            derivation.step(step, because="so it is said")
        return derivation

    return prove


def bound(kind, first, value, certificate, given=()):
    return lambda: getattr(Derivation(first, claim="a bound", given=given), kind)(value, certificate, because="signs")


def induction(left, right, formula, given=(), on=t, over=(), start=0):
    recurrence = Definition(left, right, over)
    return lambda: Derivation(left, claim="an induction", given=given).by_induction(on, recurrence, formula, start)


def bounded(recurrence, value, certificate, given=(), way="at_most_by_induction"):
    def prove():
        derivation = Derivation(recurrence.left, claim="a bound", given=given)
        return getattr(derivation, way)(t, recurrence, value, certificate, because="signs")

    return prove


def differences(first, formula, given=(), on=t, start=0):
    return lambda: Derivation(first, claim="growth", given=given).by_differences(on, formula, because="", start=start)


def after_refusal(first):
    """An induction that is refused, and then the conclusion that it did not reach."""

    def prove():
        derivation = Derivation(a[t], claim="a chain", given=[Definition(a[0], first)])
        with contextlib.suppress(NotProved):
            derivation.by_induction(t, Definition(a[t], a[t - 1] + 1), t**2)
        return derivation.conclude(t**2)

    return prove


# -- what the statements are about ----------------------------------------------------------------------------

f, g, c, h, o, inp = (entry(name, j) for name in "fgchoi")
c_prev, h_prev, x_t = entry("c_prev", j), entry("h_prev", m), entry("x", k)
HELD = [Fixed(x_t, (k,)), Fixed(h_prev, (m,)), Fixed(c_prev, (j,))]
CELL, GATES = LSTM.definition("c", j), [LSTM.definition(name, j) for name in "fig"]
UNIT = Range(m, 1, n)
STEP = [CELL, *GATES, UNIT, Fixed(x_t, (k,)), Fixed(c_prev, (j,))]


def U(gate, row=m, column=j):
    return entry(f"U_{gate}", row, column)


BY_F, BY_I, BY_G = f * (1 - f) * c_prev * U("f"), inp * (1 - inp) * g * U("i"), inp * (1 - g**2) * U("g")
weights, scores, context, query, value = (family(name) for name in ("weights", "scores", "context", "q", "v"))
SOFTMAX = Definition(p[j], exp(u[j]) / S(exp(u[l]), (l, 1, n)), (j,))
LOOKS = [ATTENTION.definition(name, i, s) for name in ("scores", "weights")] + [ATTENTION.definition("context", i, k)]
AT_VALUES = [*LOOKS[1:], Fixed(value[s, k], (s, k)), Range(m, 1, T_k)]
TIED = Definition(entry("U_i", m, j), entry("U_f", m, j), (m, j))
SELF = [
    ATTENTION.definition("scores", i, s),
    Definition(family("k")[s, k], query[s, k], (s, k)),
    Range(k, 1, d_k),
]
EMPTY = [Definition(a[0], zero)]
AFTER = [LSTM.definition(name, j, step=t + 1) for name in "fig"]
NEXT_F, NEXT_I, NEXT_G = (entry(name, j, step=t + 1) for name in "fig")
START = sp.Abs(entry("c", j, step=zero))
ROOM = (1 - NEXT_F) * (START + t) + NEXT_F * SLACK + 1 - NEXT_I * NEXT_G
INSIDE = Between(a[j], 0, 1)
square = S(A[k, l] * a[k] * a[l], (k, 1, n), (l, 1, n))

# -- group by group: the lie, the truth -----------------------------------------------------------------------

GROUPS = {}

GROUPS["derivatives with a missing dependence"] = {
    "dc_t/dc_{t-1}": (
        equal(dv(c, c_prev), 0),
        equal(dv(c, c_prev), f, given=[CELL, *(Fixed(one, (j,)) for one in (f, g, inp))]),
    ),
    "dh_t/dh_{t-1}": (
        equal(dv(h, h_prev), 0),
        equal(dv(h, o), tanh(c), given=[LSTM.definition("h", j), Fixed(c, (j,))]),
    ),
    "two steps with the equation of one": (
        equal(
            dv(entry("c", j, step=t + 1), c_prev),
            0,
            given=[LSTM.definition("c", j, step=t + 1), *(Fixed(entry(w, j, step=t + 1), (j,)) for w in "fig")],
        ),
        equal(
            dv(entry("c", j, step=t + 1), c_prev),
            NEXT_F * f,
            given=[
                LSTM.definition("c", j, step=t + 1),
                CELL,
                *(Fixed(entry(w, j, step=step), (j,)) for w in "fig" for step in (t, t + 1)),
            ],
        ),
    ),
    "by a variable that has an equation": (
        equal(dv(c, f), 0, given=[CELL, GATES[0], *HELD, Fixed(inp, (j,)), Fixed(g, (j,))]),
        equal(dv(c, f), c_prev, given=[CELL, Fixed(c_prev, (j,)), Fixed(inp, (j,)), Fixed(g, (j,))]),
    ),
    "an entry that may be one with a definition": (
        equal(dv(a[m], a[1]), D(m, 1), given=[Definition(a[7], 2 * a[1])]),
        equal(dv(a[m], a[1]), D(m, 1), given=[Definition(b[7], 2 * a[1])]),
    ),
    "a parameter that may be one with a definition": (
        equal(dv(x * U("f"), x), U("f"), given=[Definition(entry("U_f", 7, 7), x)]),
        equal(dv(x * U("f"), x), U("f"), given=[Definition(entry("U_i", 7, 7), x)]),
    ),
    "the first step, nothing given": (
        equal(dv(a[t], a[0]), D(t, 0)),
        equal(dv(a[m], a[1]), D(m, 1)),
    ),
    "by one entry of a family that has an equation": (
        equal(dv(a[m] + b[1], a[1]), D(m, 1), given=[Definition(a[m], x, (m,)), Fixed(b[1])]),
        equal(dv(a[m] + b[1], a[k]), D(m, k), given=[Fixed(b[1])]),
    ),
    "the context by the scores, which are computed": (
        equal(dv(context[i, k], scores[i, m]), 0, given=LOOKS),
        equal(
            dv(context[i, k], scores[i, m]),
            weights[i, m] * (value[m, k] - S(weights[i, s] * value[s, k], (s, 1, T_k))),
            given=AT_VALUES,
        ),
    ),
    "weights by scores with nothing given": (
        equal(dv(weights[i, s], scores[i, m]), 0),
        equal(
            dv(weights[i, s], scores[i, m]), weights[i, s] * (D(m, s) - weights[i, m]), given=[LOOKS[1], AT_VALUES[-1]]
        ),
    ),
    "weights with the values not held fixed": (
        equal(
            dv(context[i, k], scores[i, m]),
            weights[i, m] * (value[m, k] - S(weights[i, s] * value[s, k], (s, 1, T_k))),
            given=[*LOOKS[1:], AT_VALUES[-1]],
        ),
        equal(dv(context[i, k], scores[i, m]), dv(context[i, k], scores[i, m]), given=AT_VALUES),
    ),
    "by weights behind an undefined preactivation": (
        equal(dv(f, entry("W_f", k, j)), 0, given=[Definition(f, sigma(sp.IndexedBase("z^f")[t, j]), (j,))]),
        equal(dv(f, entry("W_f", k, j)), f * (1 - f) * x_t, given=[GATES[0], HELD[0], HELD[1], Range(k, 1, d)]),
    ),
    "by a plain symbol": (equal(dv(c, x), 0), equal(dv(x**2 * y, x), 2 * x * y)),
    "by a plain symbol, an unknown name": (
        equal(dv(a[j] * x, x), a[j]),
        equal(dv(a[j] * x, x), a[j], given=[Fixed(a[j])]),
    ),
    "by a whole number": (equal(dv(S(x, (k, 1, n)), n), 0), equal(dv(S(x, (k, 1, n)), x), n)),
    "held fixed and defined at once": (
        equal(
            dv(c, h_prev), BY_F, given=[CELL, GATES[0], *(Fixed(w, (j,)) for w in (f, c_prev, inp, g)), HELD[0], UNIT]
        ),
        equal(dv(c, h_prev), BY_F, given=[CELL, GATES[0], *(Fixed(w, (j,)) for w in (c_prev, inp, g)), HELD[0], UNIT]),
    ),
    "held fixed and varied at once": (
        equal(dv(c_prev * x, c_prev), x, given=[Fixed(c_prev, (j,))]),
        equal(dv(c_prev * x, c_prev), x),
    ),
    "one way of three left out": (
        equal(dv(c, h_prev), BY_F + BY_I, given=STEP),
        equal(dv(c, h_prev), BY_F + BY_I + BY_G, given=STEP),
    ),
    "tied weights": (
        equal(dv(inp, entry("U_f", m, j)), 0, given=[GATES[1], HELD[0], HELD[1], UNIT, TIED]),
        equal(dv(inp, entry("U_f", m, j)), inp * (1 - inp) * h_prev, given=[GATES[1], HELD[0], HELD[1], UNIT, TIED]),
    ),
    "queries that are keys as well": (
        equal(dv(scores[i, s], query[m, k]), D(i, m) * query[s, k] / sqrt(d_k), given=SELF),
        equal(
            dv(scores[i, s], query[m, k]),
            (D(i, m) * query[s, k] + D(s, m) * query[i, k]) / sqrt(d_k),
            given=SELF,
        ),
    ),
    "the same family at another step": (
        equal(dv(a[t + 1] * x, a[t]), 0, given=[Fixed(b[t])]),
        equal(dv(a[t + 1] * x, a[t]), 2 * x, given=[Definition(a[t + 1], 2 * a[t])]),
    ),
    "a variable in an exponent": (equal(dv(pos**x, x), 0), equal(dv(pos**y, x), 0)),
    "a delta of real numbers": (equal(dv(D(x, 1) * x, x), D(x, 1)), equal(dv(D(j, 1) * x, x), D(j, 1))),
    "a kink": (equal(dv(sp.Abs(x), x), 0), equal(dv(pos + x, x), 1)),
    "a root at its end": (
        equal(dv(sqrt(x**2 + y**2), x) * sqrt(x**2 + y**2), x),
        equal(dv(sqrt(1 + x**2), x) * sqrt(1 + x**2), x),
    ),
}

GROUPS["captured and shifted indices"] = {
    "a derivative by the index of the sum": (
        equal(dv(S(exp(u[l]), (l, 1, n)), u[l]), S(exp(u[l]), (l, 1, n)), given=[Range(l, 1, n)]),
        equal(dv(S(exp(u[l]), (l, 1, n)), u[l]), exp(u[l]), given=[Range(l, 1, n)]),
    ),
    "a product of sums over one letter": (
        equal(S(a[k], (k, 1, n)) ** 2, S(a[k] ** 2, (k, 1, n))),
        equal(S(a[k], (k, 1, n)) ** 2, S(a[k] * a[l], (k, 1, n), (l, 1, n))),
    ),
    "a square of sums inside a sum": (
        equal(S(S(A[j, k], (k, 1, n)) ** 2, (j, 1, d)), S(S((-1) ** k * A[j, k], (k, 1, n)) ** 2, (j, 1, d))),
        equal(S(S(A[j, k], (k, 1, n)) ** 2, (j, 1, d)), S(A[j, k] * A[j, l], (k, 1, n), (l, 1, n), (j, 1, d))),
    ),
    "a definition used inside a sum over its free letter": (
        equal(S(a[k] * b[k], (k, 1, n)), S(A[k, k] * b[k], (k, 1, n)), given=[Definition(a[j], A[j, k], (j,))]),
        equal(S(a[l] * b[l], (l, 1, n)), S(A[l, k] * b[l], (l, 1, n)), given=[Definition(a[j], A[j, k], (j,))]),
    ),
    "a definition with a sum, used at the sum's letter": (
        equal(a[l], S(A[l, l], (l, 1, n)), given=[Definition(a[k], S(A[k, l], (l, 1, n)), (k,))]),
        equal(a[l], S(A[l, m], (m, 1, n)), given=[Definition(a[k], S(A[k, l], (l, 1, n)), (k,))]),
    ),
    "a step named as a sum's index": (
        equal(
            LSTM.definition("f", j, step=k).right,
            sigma(
                S(family("x")[k, k] * entry("W_f", k, j), (k, 1, d))
                + S(family("h")[k - 1, l] * entry("U_f", l, j), (l, 1, n))
                + entry("b_f", j)
            ),
        ),
        equal(
            LSTM.definition("f", j, step=k).right,
            sigma(
                S(family("x")[k, s] * entry("W_f", s, j), (s, 1, d))
                + S(family("h")[k - 1, l] * entry("U_f", l, j), (l, 1, n))
                + entry("b_f", j)
            ),
        ),
    ),
    "a definition of one entry used at another": (
        equal(p[m], exp(u[j]) / S(exp(u[l]), (l, 1, n)), given=[Definition(p[j], SOFTMAX.right)]),
        equal(p[m], exp(u[m]) / S(exp(u[l]), (l, 1, n)), given=[SOFTMAX]),
    ),
    "the gate of the step before": (
        equal(c, entry("f", j, step=t - 1) * c_prev + inp * g, given=[CELL]),
        equal(c, f * c_prev + inp * g, given=[CELL]),
    ),
    "one term too few": (
        equal(S(a[k], (k, 1, t + 1)), S(a[k], (k, 1, t))),
        equal(S(a[k], (k, 1, t + 1)), S(a[k], (k, 1, t)) + a[t + 1]),
    ),
    "over d for n": (equal(S(a[k], (k, 1, n)), S(a[k], (k, 1, d))), equal(S(a[k], (k, 1, n)), S(a[l], (l, 1, n)))),
    "a triangle turned over": (
        equal(S(A[m, s], (s, 1, m), (m, 1, t)), S(A[l, k], (l, 1, k), (k, 1, t))),
        equal(S(A[m, s], (s, 1, m), (m, 1, t)), S(A[k, l], (l, 1, k), (k, 1, t))),
    ),
}

GROUPS["empty ranges and n = 1"] = {
    "a sum of ones to t - 1": (
        equal(S(1, (k, 1, t - 1)), t - 1),
        equal(S(1, (k, 1, t - 1)), t - 1, given=[Range(t, 1)]),
    ),
    "a sum of ones from three": (equal(S(1, (k, 3, n)), n - 2), equal(S(1, (k, 2, n)), n - 1)),
    "a product to t - 1": (
        equal(P(2 + x**2, (k, 1, t - 1)), (2 + x**2) ** (t - 1)),
        equal(P(x, (k, 1, t)), x**t),
    ),
    "the first term of a sum that may be empty": (
        equal(S(a[k], (k, 1, t)), a[1] + S(a[k], (k, 2, t))),
        equal(S(a[k], (k, 1, 3)), a[1] + S(a[k], (k, 2, 3))),
    ),
    "the last term of a sum that may be empty": (
        equal(S(a[k], (k, m, t + 1)), S(a[k], (k, m, t)) + a[t + 1], given=[Range(m, 1, t + 3)]),
        equal(S(a[k], (k, m, t + 1)), S(a[k], (k, m, t)) + a[t + 1], given=[Range(m, 1, t + 1)]),
    ),
    "the last factor of a product that may be empty": (
        equal(P(a[k], (k, m, t + 1)), P(a[k], (k, m, t)) * a[t + 1], given=[Range(m, 1, t + 3)]),
        equal(P(a[k], (k, m, t + 1)), P(a[k], (k, m, t)) * a[t + 1], given=[Range(m, 1, t + 1)]),
    ),
    "a softmax over nothing": (
        equal(S(exp(u[j]), (j, 1, t)) / S(exp(u[l]), (l, 1, t)), 1),
        equal(S(p[j], (j, 1, n)), 1, given=[SOFTMAX]),
    ),
    "the second entry where there may be one": (
        equal(S(D(k, 2) * a[k], (k, 1, n)), a[2]),
        equal(S(D(k, 2) * a[k], (k, 1, n)), a[2], given=[Range(n, 2)]),
    ),
    "a sum of positive terms that may be empty": (
        bound("less_than", zero, S(exp(a[k]), (k, 1, t)), S(exp(a[k]), (k, 1, t))),
        bound("less_than", zero, S(exp(a[k]), (k, 1, n)), S(exp(a[k]), (k, 1, n))),
    ),
    "the square of a sum that may be empty": (
        bound("less_than", zero, S(k, (k, 1, t)) ** 2, S(k, (k, 1, t)) ** 2),
        bound("less_than", zero, S(k, (k, 1, n)) ** 2, S(k, (k, 1, n)) ** 2),
    ),
    "a sum to n - 1": (
        equal(S(a[k], (k, 1, n)), S(a[k], (k, 1, n - 1))),
        equal(S(a[k], (k, 1, n + 1)), S(a[k], (k, 1, n)) + a[n + 1]),
    ),
    "a sum from 0 forgets its first term": (
        equal(dv(S(a[natural], (natural, 0, n)), a[0]), 0),
        equal(dv(S(a[natural], (natural, 0, n)), a[0]), 1),
    ),
    "a sum from 0 over an index from 1": (
        equal(dv(S(a[k], (k, 0, n)), a[0]), 0),
        equal(dv(S(a[natural], (natural, 0, n)), a[0]), 1),
    ),
    "a product from 0 over an index from 1": (
        equal(P(sp.Abs(k) + 1, (k, 0, n)), P(k + 1, (k, 0, n))),
        equal(P(sp.Abs(natural) + 1, (natural, 0, n)), P(natural + 1, (natural, 0, n))),
    ),
    "|k| below zero": (
        equal(S(sp.Abs(whole), (whole, -n, n)), S(whole, (whole, -n, n))),
        equal(S(sp.Abs(whole), (whole, -n, n)), S(sp.Abs(other), (other, -n, n))),
    ),
    "a definition for every place from 1 used at 0": (
        equal(a[0], 5, given=[Definition(a[k], sp.Integer(5), (k,))]),
        equal(a[0], 5, given=[Definition(a[q], sp.Integer(5), (q,))]),
    ),
}

GROUPS["deltas at the edge of a range"] = {
    "with no range": (
        equal(S(D(l, m) * a[l], (l, 1, n)), a[m]),
        equal(S(D(l, m) * a[l], (l, 1, n)), a[m], given=[Range(m, 1, n)]),
    ),
    "one below": (
        equal(S(D(l, q) * a[l], (l, 1, n)), a[q], given=[Range(q, 0, n)]),
        equal(S(D(l, q) * a[l], (l, 1, n)), a[q], given=[Range(q, 1, n)]),
    ),
    "one above": (
        equal(S(D(l, m) * a[l], (l, 1, n)), a[m], given=[Range(m, 1, n + 1)]),
        equal(S(D(l, m) * a[l], (l, 1, d * n)), a[m], given=[Range(m, 1, d * n)]),
    ),
    "in another range": (
        equal(S(D(l, m) * a[l], (l, 1, n)), a[m], given=[Range(m, 1, d)]),
        equal(S(D(l, m) * a[l], (l, 1, d)), a[m], given=[Range(m, 1, d)]),
    ),
    "a sum from 2": (
        equal(S(D(l, m) * a[l], (l, 2, n)), a[m], given=[Range(m, 1, n)]),
        equal(S(D(l, m) * a[l], (l, 2, n)), a[m], given=[Range(m, 2, n)]),
    ),
    "shifted out": (
        equal(S(D(l, m + 1) * a[l], (l, 1, n)), a[m + 1], given=[Range(m, 1, n)]),
        equal(S(D(l, m + 1) * a[l], (l, 1, n)), a[m + 1], given=[Range(m, 1, n - 1)]),
    ),
    "at 0": (
        equal(S(D(natural, 0) * a[natural], (natural, 0, n)), 0),
        equal(S(D(natural, 0) * a[natural], (natural, 0, n)), a[0]),
    ),
    "dropped": (equal(D(j, m) * a[j], a[m]), equal(D(j, m) * a[j], D(j, m) * a[m])),
    "of twice the index": (
        equal(S(D(2 * l, m), (l, 1, n)), 1, given=[Range(m, 2, n)]),
        equal(S(D(l, m) ** 2, (l, 1, n)), 1, given=[Range(m, 2, n)]),
    ),
    "left over": (
        equal(dv(f, h_prev), f * (1 - f) * S(U("f", l), (l, 1, n)), given=STEP),
        equal(dv(f, h_prev), f * (1 - f) * U("f"), given=STEP),
    ),
}

GROUPS["powers and roots of negative numbers"] = {
    "the root of a square": (equal(sqrt(a[j] ** 2), a[j]), equal(sqrt(a[j] ** 2) ** 2, a[j] ** 2)),
    "the root of a product": (equal(sqrt(x * y), sqrt(x) * sqrt(y)), equal(sqrt(pos * pos), pos)),
    "a root of what may be negative": (
        equal(sqrt(x) * (y + 1), sqrt(x) * y + sqrt(x)),
        equal(sqrt(pos) * (y + 1), sqrt(pos) * y + sqrt(pos)),
    ),
    "an even root as a certificate": (
        bound("at_least", sqrt(x), 0, sqrt(x)),
        bound("at_least", sqrt(pos), 0, sqrt(pos)),
    ),
    "a power split below zero": (
        equal(x ** (t - m + 1), x * x ** (t - m), given=[Range(m, 1, t + 1)]),
        equal(x ** (t - m + 1), x * x ** (t - m), given=[Range(m, 1, t)]),
    ),
    "a fraction as exponent": (
        equal(x**y * (y + 1), x**y * y + x**y),
        equal(pos**y * (y + 1), pos**y * y + pos**y),
    ),
    "a number in the exponent of a base that may be negative": (
        equal(x ** (t + log(half) / log(pos)), x**t / 2),
        equal(pos ** (t + log(half) / log(pos)), pos**t / 2, given=[Between(pos, 0, 1)]),
    ),
    "|x| = x": (equal(sp.Abs(x), x), equal(sp.Abs(pos), pos)),
    "(-1)^t": (equal((-one) ** t, 1), equal((-one) ** (2 * t), 1)),
    "a logarithm of what may be negative": (equal(log(x), log(x) + 0 * y), equal(log(sigma(x)), log(sigma(x)))),
    "a product of equal negative powers": (
        equal(P(1 / x, (k, 1, n)) * x**n, 1),
        equal(P(1 / pos, (k, 1, n)) * pos**n, 1),
    ),
}

GROUPS["division by what may be zero"] = {
    "a pole at n = 1": (
        equal(D(n, 1), 1 / (n - 1) - n / (n**2 - n)),
        equal(1 / (n - 1) - n / ((n - 1) * n), 0, given=[Range(n, 2)]),
    ),
    "an induction through a pole": (
        induction(
            a[t],
            a[t - 1] + 1,
            t + S(D(k - 1, 7), (k, 1, t)) + 1 / (t - 7) - (t + 1) / sp.expand((t + 1) * (t - 7)),
            EMPTY,
        ),
        induction(a[t], a[t - 1] + 1, t + 1 / (t + 7) - (t + 1) / ((t + 1) * (t + 7)), EMPTY),
    ),
    "x / x hidden in two fractions": (
        equal(1 / (x + 1) - y / (x * y + y), 0),
        equal(1 / (x**2 + 1) - pos / (x**2 * pos + pos), 0),
    ),
    "a square over a difference": (
        equal((x**2 - 1) / (x - 1), x + 1),
        equal((x**2 - 1) / (x - 1), x + 1, given=[Between(x, -3, 1)]),
    ),
    "a closed sum at f = 1": (
        equal((1 - a[j] ** 2) / (1 - a[j]), 1 + a[j]),
        equal((1 - a[j] ** 2) / (1 - a[j]), 1 + a[j], given=[INSIDE]),
    ),
    "a definition's pole outside a range of the same letter": (
        equal(a[m] * (m - 7), 1, given=[Definition(a[j], 1 / (j - 7), (j,)), Range(j, 8)]),
        equal(a[m] * (m + 7), 1, given=[Definition(a[j], 1 / (j + 7), (j,)), Range(j, 8)]),
    ),
    "one over a logarithm": (
        equal(pos ** (t + log(half) / log(pos)), pos**t / 2),
        equal(pos ** (t + log(half) / log(pos)), pos**t / 2, given=[Between(pos, 0, 1)]),
    ),
    "a definition with a pole": (
        equal(a[j] * x, 1, given=[Definition(a[j], 1 / x)]),
        equal(a[j] * pos, 1, given=[Definition(a[j], 1 / pos)]),
    ),
    "one over a sum": (
        equal(S(a[k], (k, 1, n)) / S(a[l], (l, 1, n)), S(a[k], (k, 1, n)) ** 2 / S(a[l], (l, 1, n)) ** 2),
        equal(S(exp(a[k]), (k, 1, n)) / S(exp(a[l]), (l, 1, n)), 1),
    ),
    "one over a distance of two indices": (
        equal(S(1 / (k - m), (k, 1, n)), S(1 / (l - m), (l, 1, n))),
        equal(S(1 / (k + m), (k, 1, n)), S(1 / (l + m), (l, 1, n))),
    ),
    "tanh in a denominator": (
        equal(1 / tanh(x) + 1, (1 + tanh(x)) / tanh(x)),
        equal(1 / exp(x) + 1, (1 + exp(x)) / exp(x)),
    ),
}

GROUPS["products with a zero factor"] = {
    "a square that may be zero": (
        bound("less_than", zero, sigma(x) * y**2, sigma(x) * y**2),
        bound("less_than", zero, sigma(x) * (1 + y**2), sigma(x) * (1 + y**2)),
    ),
    "a product of squares": (
        bound("less_than", zero, P(a[k] ** 2, (k, 1, n)), P(a[k] ** 2, (k, 1, n))),
        bound("less_than", zero, P(exp(a[k]), (k, 1, n)), P(exp(a[k]), (k, 1, n))),
    ),
    "a sum of squares": (
        bound("less_than", zero, S(a[k] ** 2, (k, 1, n)), S(a[k] ** 2, (k, 1, n))),
        bound("at_least", S(a[k] ** 2, (k, 1, n)), 0, S(a[k] ** 2, (k, 1, n))),
    ),
    "|x|": (
        bound("less_than", zero, sp.Abs(x), sp.Abs(x)),
        bound("less_than", zero, sp.Abs(z), sp.Abs(z)),
    ),
    "z < |z|, false for z > 0": (
        bound("less_than", z, sp.Abs(z), sp.Abs(z) - z),
        bound("at_most", z, sp.Abs(z), sp.Abs(z) - z),
    ),
    "one payment for two debts": (
        bound("less_than", x, sp.Abs(x) + sp.Abs(y), sp.Abs(x) + sp.Abs(y) - x),
        bound("less_than", x, sp.Abs(x) + 1, sp.Abs(x) + 1 - x),
    ),
    "t may be 0": (
        bound("less_than", zero, t * exp(x), t * exp(x)),
        bound("less_than", zero, (t + 1) * exp(x), (t + 1) * exp(x)),
    ),
}

GROUPS["certificates that are negative somewhere, or no number"] = {
    "a plain symbol": (bound("at_most", x, 2 * x, x), bound("at_most", pos, 2 * pos, pos)),
    "one gate for two": (
        bound("at_most", sigma(x) + sigma(y), 1, 1 - sigma(x) - sigma(y)),
        bound("at_most", sigma(x) + sigma(y), 2, 2 - sigma(x) - sigma(y)),
    ),
    "twice a gate": (
        bound("at_most", 2 * sigma(x), 1, 1 - 2 * sigma(x)),
        bound("at_most", sigma(x) ** 2, 1, 1 - sigma(x) ** 2),
    ),
    "half a one": (
        bound("at_most", sigma(x), half, half - sigma(x)),
        bound("at_most", sigma(x), 1, 1 - sigma(x)),
    ),
    "|x| pays once": (
        bound("at_most", 2 * x, sp.Abs(x), sp.Abs(x) - 2 * x),
        bound("at_most", x, sp.Abs(x), sp.Abs(x) - x),
    ),
    "one |x| for two debts": (
        bound("at_most", x + y, sp.Abs(x), sp.Abs(x) - x - y),
        bound("at_most", x + y, sp.Abs(x) + sp.Abs(y), sp.Abs(x) + sp.Abs(y) - x - y),
    ),
    "|x| pays for x only": (
        bound("at_most", y, sp.Abs(x), sp.Abs(x) - y),
        bound("at_most", -x, sp.Abs(x), sp.Abs(x) + x),
    ),
    "tanh to a negative power": (
        bound("at_most", sigma(x) / sigma(y), 1, 1 - sigma(x) / sigma(y)),
        bound("at_most", sigma(x) * sigma(y), 1, 1 - sigma(x) * sigma(y)),
    ),
    "one over what may be less than one": (
        bound("at_most", 1 / (half + y**2), 1, 1 - 1 / (half + y**2)),
        bound("at_most", 1 / (1 + exp(y)), 1, 1 - 1 / (1 + exp(y))),
    ),
    "a gate times what is large": (
        bound("at_most", exp(y) * sigma(x), 1, 1 - exp(y) * sigma(x)),
        bound("at_most", tanh(y) * sigma(x), 1, 1 - tanh(y) * sigma(x)),
    ),
    "an odd power": (bound("at_least", x**3, 0, x**3), bound("at_least", x**4, 0, x**4)),
    "an odd number of negative factors": (
        bound("at_least", (k - 3) * exp(x), 0, (k - 3) * exp(x)),
        bound("at_least", (k - 1) * exp(x), 0, (k - 1) * exp(x)),
    ),
    "a sum of negative numbers": (
        bound("at_least", S(whole, (whole, -n, -1)), 0, S(whole, (whole, -n, -1))),
        bound("at_least", S(natural, (natural, 0, n)), 0, S(natural, (natural, 0, n))),
    ),
    "k - 1 from k = 0": (
        bound(
            "at_least", S((whole - 1) * a[whole] ** 2, (whole, 0, n)), 0, S((whole - 1) * a[whole] ** 2, (whole, 0, n))
        ),
        bound("at_least", S((k - 1) * a[k] ** 2, (k, 1, n)), 0, S((k - 1) * a[k] ** 2, (k, 1, n))),
    ),
    "a positive index from k = 0": (
        bound("at_least", S((k - 1) * a[k] ** 2, (k, 0, n)), 0, S((k - 1) * a[k] ** 2, (k, 0, n))),
        bound("at_least", S((k - 1) * a[k] ** 2, (k, 1, n)), 0, S((k - 1) * a[k] ** 2, (k, 1, n))),
    ),
    "a pole at 0": (
        bound("less_than", zero, x**2 / (1 + x**2), 1 / (1 + x**-2)),
        bound("at_least", x**2 / (1 + x**2), 0, x**2 / (1 + x**2)),
    ),
    "a logarithm of what may be negative": (
        bound("less_than", zero, x * exp(y), exp(log(x) + y, evaluate=False)),
        bound("less_than", zero, pos * exp(y), pos * exp(y)),
    ),
    "a logarithm below one": (
        bound("at_least", log(pos), 0, log(pos)),
        bound("at_most", log(pos), 0, -log(pos), given=[Between(pos, 0, 1)]),
    ),
    "not the difference": (
        bound("at_most", x * (1 - x), half / 2, (x - half) ** 4),
        bound("at_most", x * (1 - x), half / 2, (x - half) ** 2),
    ),
    "the wrong side of a bound": (
        bound("less_than", a[j], half, half - a[j], given=[INSIDE]),
        bound("less_than", a[j], 1, 1 - a[j], given=[INSIDE]),
    ),
    "a gate without its definition": (
        bound("at_most", f * x**2, x**2, x**2 * (1 - f)),
        bound("at_most", f * x**2, x**2, x**2 * (1 - f), given=[GATES[0]]),
    ),
    "a negative even root": (
        bound("less_than", zero, x**-2, x**-2),
        bound("less_than", zero, z**-2, z**-2),
    ),
}

GROUPS["inductions with a wrong start, a wrong step or a circle"] = {
    "a wrong start": (
        induction(a[t], a[t - 1] + 1, t + 1, EMPTY),
        induction(a[t], a[t - 1] + 1, t, EMPTY),
    ),
    "a wrong step": (
        induction(a[t], a[t - 1] + t, t**2 / 2, EMPTY),
        induction(a[t], a[t - 1] + t, t * (t + 1) / 2, EMPTY),
    ),
    "the formula is the entry itself": (
        induction(a[t], a[t - 1] + 1, a[t], EMPTY),
        induction(a[t], a[t - 1] + 1, a[0] + t),
    ),
    "a step that is true by chance at the start": (
        induction(a[t], a[t - 1] * x, x * t, EMPTY),
        induction(a[t], a[t - 1] * x, a[0] * x**t),
    ),
    "a range that speaks of t": (
        induction(a[t], a[t - 1] + S(D(k, m), (k, 1, t - 1)), t, [*EMPTY, Range(m, 1, t)]),
        induction(a[t], a[t - 1] + S(D(k, m), (k, 1, n)), t, [*EMPTY, UNIT]),
    ),
    "over part of the steps": (
        induction(a[t], a[t - 1] + S(D(k, 3), (k, 1, t - 1)), t, [*EMPTY, Range(t, 3, 10)]),
        induction(a[t], a[t - 1] + S(D(k, 1), (k, 1, n)), t, EMPTY),
    ),
    "from 0 over a positive index": (
        induction(a[s], a[s - 1] + S(D(k, 1), (k, 1, s - 1)), s, EMPTY, on=s),
        induction(a[s], a[s - 1] + 1, a[1] + s - 1, on=s, start=1),
    ),
    "over an even index": (
        induction(a[even], a[even - 1] + 1 - P(-1, (k, 1, even - 1)), zero, EMPTY, on=even),
        induction(a[t], -a[t - 1], P(-1, (k, 1, t)), [Definition(a[0], one)]),
    ),
    "a recurrence of two steps": (
        induction(a[t], 2 * a[t - 1] - a[t - 2], 0, EMPTY, over=(t,)),
        induction(a[t], 2 * a[t - 1], 0, EMPTY),
    ),
    "a recurrence that looks two steps back": (
        induction(a[t], a[t - 2], 0, EMPTY),
        induction(a[t], a[t - 1], 0, EMPTY),
    ),
    "a recurrence that looks forward": (
        induction(a[t], a[t + 1], a[0]),
        induction(a[t], a[t - 1], a[0]),
    ),
    "a quantity that equals t": (
        induction(a[t], a[t - 1] + b[j] - (t - 1), 0, [*EMPTY, Definition(b[j], t)]),
        induction(a[t], a[t - 1] + b[t] - t, 0, [*EMPTY, Definition(b[t + 1], t + 1)]),
    ),
    "a start that contradicts the recurrence": (
        induction(a[t], a[t - 1] + 1, t, [*EMPTY, Definition(a[t + 1], zero)]),
        induction(a[t], a[t - 1] + 1, t, EMPTY),
    ),
    "a later start": (
        induction(a[t], a[t - 1] + S(D(k, 4), (k, 1, t - 1)), t - 3, [Definition(a[3], zero)], start=3),
        induction(a[t], a[t - 1] + S(D(k, 1), (k, 1, n)), t - 3, [Definition(a[3], zero)], start=3),
    ),
    "from the wrong unit": (
        induction(A[t, j], A[t - 1, k], A[0, j], over=(j,)),
        induction(A[t, j], A[t - 1, j], A[0, j], over=(j,)),
    ),
    "a derivative that grows with t": (
        differences(dv(a[t], a[0]), 2 - D(t, 0), given=[Definition(a[t + 1], 2 * a[t])]),
        equal(dv(a[t + 1], a[t]), 2, given=[Definition(a[t + 1], 2 * a[t])]),
    ),
    "a derivative in the recurrence of a bound": (
        bounded(Definition(a[t], dv(a[t - 1], x)), one, one, [Definition(a[0], sigma(10 * x))]),
        bounded(Definition(a[t], a[t - 1] / 2), one, (1 + SLACK) / 2, [Definition(a[0], sigma(10 * x))]),
    ),
    "a later contradiction": (
        induction(a[t], a[t - 1] + 1, a[0] + t, [Definition(a[t + 9], zero)]),
        induction(a[t], a[t - 1] + 1, a[0] + t, [Definition(b[t + 9], zero)]),
    ),
    "a range of the unit": (
        induction(
            A[t, j],
            A[t - 1, j + n] - S(D(l, j + n) * b[l], (l, 5, n)) + b[j],
            S(D(l, j) * b[l], (l, 5, n)),
            [Definition(A[0, j], b[j], (j,)), Range(j, 5, n)],
            over=(j,),
        ),
        induction(A[t, j], A[t - 1, j + n], b[m], [Definition(A[0, j], b[m], (j,))], over=(j,)),
    ),
    "a start at one unit alone": (
        induction(A[t, j], A[t - 1, k], zero, [Definition(A[0, j], zero), Range(m, 5, n)], over=(j,)),
        induction(A[t, j], A[t - 1, k], zero, [Definition(A[0, j], zero, (j,)), Range(m, 5, n)], over=(j,)),
    ),
    "a start at one half": (
        differences(S(D(k, 1), (k, 1, 2 * t * n)), zero, start=half),
        differences(S(D(k, 1), (k, 1, n)) * t, t, start=0),
    ),
    "a bound on the slack": (
        bounded(Definition(a[t], -a[t - 1]), one, 2 - SLACK, [Definition(a[0], sp.Integer(-5)), Between(SLACK, 0, 2)]),
        bounded(Definition(a[t], a[t - 1] / 2), one, (1 + SLACK) / 2, [Definition(a[0], sp.Integer(-5))]),
    ),
    "over a step that the left side does not name": (
        differences(t * (2 * b[j] + 1 - t), zero, given=[Definition(b[j], t, (t,))]),
        differences(t * (2 * b[j] + 1), t, given=[Definition(b[j], zero, (j,))]),
    ),
    "growth alone": (
        differences(S(a[k], (k, 1, t)) + 1, S(a[l], (l, 1, t))),
        differences(S(a[k], (k, 1, t)) + 1, S(a[l], (l, 1, t)) + 1),
    ),
    "growth that is not the same": (
        differences(S(k, (k, 1, t)), t**2 / 2),
        differences(S(k, (k, 1, t)), t * (t + 1) / 2),
    ),
    "growth over a positive index from 0": (
        differences(S(D(k, 1), (k, 1, s)) - 1, zero, on=s),
        differences(S(k, (k, 1, s)), s * (s + 1) / 2, on=s, start=1),
    ),
    "growth under a hypothesis for one t": (
        differences(t * (b[j] - t), zero, given=[Definition(b[j], t)]),
        differences(t * (b[j] - 5), zero, given=[Definition(b[j], sp.Integer(5))]),
    ),
    "over an index that may be negative": (
        induction(a[whole], a[whole - 1] + 1, a[0] + whole, on=whole),
        induction(a[natural], a[natural - 1] + 1, a[0] + natural, on=natural),
    ),
    "the slack's own name in the recurrence": (
        bounded(Definition(a[t], a[t - 1] + SLACK), a[0], zero, EMPTY),
        bounded(Definition(a[t], a[t - 1] - pos), a[0], SLACK + pos, EMPTY),
    ),
    "a bound that does not hold at the start": (
        bounded(CELL, t, (1 - NEXT_F) * t + NEXT_F * SLACK + 1 - NEXT_I * NEXT_G, AFTER),
        bounded(CELL, START + t, ROOM, AFTER),
    ),
    "a bound that does not grow": (
        bounded(CELL, START, (1 - NEXT_F) * START + NEXT_F * SLACK - NEXT_I * NEXT_G, AFTER),
        bounded(CELL, START + 2 * t, (1 - NEXT_F) * (START + 2 * t) + NEXT_F * SLACK + 2 - NEXT_I * NEXT_G, AFTER),
    ),
    "the hypothesis taken for an equality": (
        bounded(CELL, START + t, ROOM - NEXT_F * SLACK, AFTER),
        bounded(CELL, START + t, ROOM, AFTER),
    ),
    "a bound in the wrong direction": (
        bounded(CELL, START + t, ROOM, AFTER, "at_least_by_induction"),
        bounded(CELL, -START - t, ROOM + 2 * NEXT_I * NEXT_G, AFTER, "at_least_by_induction"),
    ),
    "a bound by another unit's hypothesis": (
        bounded(
            Definition(A[t, j], 2 * A[t - 1, j] - A[t - 1, k], (j,)),
            one,
            SLACK,
            [Definition(A[0, j], tanh(b[j]), (j,))],
        ),
        bounded(Definition(A[t, j], A[t - 1, j], (j,)), one, SLACK, [Definition(A[0, j], tanh(b[j]), (j,))]),
    ),
    "the sum over the past, one gate too many": (
        induction(
            c,
            CELL.right,
            P(family("f")[s, j], (s, 1, t)) * family("c")[0, j]
            + S(P(family("f")[s, j], (s, m, t)) * family("i")[m, j] * family("g")[m, j], (m, 1, t)),
            over=(j,),
        ),
        induction(
            c,
            CELL.right,
            P(family("f")[s, j], (s, 1, t)) * family("c")[0, j]
            + S(P(family("f")[s, j], (s, m + 1, t)) * family("i")[m, j] * family("g")[m, j], (m, 1, t)),
            over=(j,),
        ),
    ),
}

GROUPS["transposed and reversed products"] = {
    "a transposed matrix": (
        equal(S(A[j, l] * b[l], (l, 1, n)), S(A[l, j] * b[l], (l, 1, n))),
        equal(S(A[j, l] * b[l], (l, 1, n)), S(A[j, k] * b[k], (k, 1, n))),
    ),
    "transposed inside a bilinear form": (
        equal(S(A[k, l] * a[k] * b[l], (k, 1, n), (l, 1, n)), S(A[l, k] * a[k] * b[l], (k, 1, n), (l, 1, n))),
        equal(S(A[k, l] * a[k] * b[l], (k, 1, n), (l, 1, n)), S(A[l, k] * a[l] * b[k], (k, 1, n), (l, 1, n))),
    ),
    "two matrices exchanged": (
        equal(S(A[j, l] * B[l, m], (l, 1, n)), S(B[j, l] * A[l, m], (l, 1, n))),
        equal(S(A[j, l] * B[l, m], (l, 1, n)), S(B[l, m] * A[j, l], (l, 1, n))),
    ),
    "a transposed recurrent kernel": (
        equal(dv(f, h_prev), f * (1 - f) * U("f", j, m), given=STEP),
        equal(dv(f, h_prev), f * (1 - f) * U("f", m, j), given=STEP),
    ),
    "half of a quadratic form's gradient": (
        equal(dv(square, a[m]), 2 * S(A[m, l] * a[l], (l, 1, n)), given=[UNIT, Fixed(A[k, l], (k, l))]),
        equal(
            dv(square, a[m]),
            S(A[m, l] * a[l], (l, 1, n)) + S(A[l, m] * a[l], (l, 1, n)),
            given=[UNIT, Fixed(A[k, l], (k, l))],
        ),
    ),
    "the reset gate before and after the product": (
        equal(S(a[l] * b[l] * A[l, j], (l, 1, n)), a[j] * S(b[l] * A[l, j], (l, 1, n))),
        equal(S(a[j] * b[l] * A[l, j], (l, 1, n)), a[j] * S(b[l] * A[l, j], (l, 1, n))),
    ),
    "three sums reordered": (
        equal(
            S(A[j, k] * B[k, l] * A[l, m], (k, 1, n), (l, 1, n)), S(A[j, k] * B[l, k] * A[l, m], (k, 1, n), (l, 1, n))
        ),
        equal(
            S(A[j, k] * B[k, l] * A[l, m], (k, 1, n), (l, 1, n)), S(A[j, l] * B[l, k] * A[k, m], (k, 1, n), (l, 1, n))
        ),
    ),
}

GROUPS["true at special points, or for positive values only"] = {
    "at zero": (equal(sigma(x), (2 + x) / 4), equal(sigma(x), 1 - sigma(-x))),
    "at x = y": (equal(tanh(x) * sigma(y), tanh(y) * sigma(x)), equal(tanh(x) * sigma(y), sigma(y) * tanh(x))),
    "at symmetric points": (equal(x**2 * y, y**2 * x), equal(x**2 * y, y * x**2)),
    "in first order": (equal(exp(x), 1 + x), equal(exp(x) * exp(y), exp(x + y))),
    "an odd sigma": (equal(sigma(-x), -sigma(x)), equal(tanh(-x), -tanh(x))),
    "tanh for sigma": (equal(tanh(x), sigma(x)), equal(tanh(x), 2 * sigma(2 * x) - 1)),
    "a slope s (1 + s)": (
        equal(dv(f, h_prev), f * (1 + f) * U("f"), given=STEP),
        equal(dv(f, h_prev), f * (1 - f) * U("f"), given=STEP),
    ),
    "tanh with slope 1 - g": (
        equal(dv(g, h_prev), (1 - g) * U("g"), given=STEP),
        equal(dv(g, h_prev), (1 - g**2) * U("g"), given=STEP),
    ),
    "the softmax's Jacobian with a plus": (
        equal(dv(p[j], u[m]), p[j] * (D(j, m) + p[m]), given=[SOFTMAX, UNIT]),
        equal(dv(p[j], u[m]), p[j] * (D(j, m) - p[m]), given=[SOFTMAX, UNIT]),
    ),
    "the softmax's Jacobian with p_m in front": (
        equal(dv(p[j], u[m]), p[m] * D(j, m) - p[m] ** 2, given=[SOFTMAX, UNIT]),
        equal(dv(p[j], u[m]), p[m] * D(j, m) - p[m] * p[j], given=[SOFTMAX, UNIT]),
    ),
    "a product for a sum of products": (
        equal(S(a[k] * b[k], (k, 1, n)), S(a[k], (k, 1, n)) * S(b[k], (k, 1, n))),
        equal(S(a[k] * b[l], (k, 1, n), (l, 1, n)), S(a[k], (k, 1, n)) * S(b[k], (k, 1, n))),
    ),
}

GROUPS["missing and contradictory hypotheses"] = {
    "a corner without its gates": (
        equal(c, c_prev, given=[CELL]),
        equal(c, c_prev, given=[CELL, Definition(f, one, (j,)), Definition(inp, zero, (j,))]),
    ),
    "two definitions": (
        equal(a[j], x, given=[Definition(a[j], x, (j,)), Definition(a[j], y, (j,))]),
        equal(a[j], x, given=[Definition(a[j], x, (j,)), Definition(b[j], y, (j,))]),
    ),
    "two definitions that may meet": (
        equal(a[1], x, given=[Definition(a[m], x, (m,)), Definition(a[1], y)]),
        equal(a[1], x, given=[Definition(a[m], x, (m,)), Definition(a[0], y)]),
    ),
    "a diagonal's definition beside the diagonal": (
        equal(A[j, m], x, given=[Definition(A[k, k], x, (k,))]),
        equal(A[j, j], x, given=[Definition(A[k, k], x, (k,))]),
    ),
    "two definitions of one place, shifted": (
        equal(a[m + 1], y, given=[Definition(a[j + 1], x, (j,)), Definition(a[m + 1], y, (m,))]),
        equal(a[m + 1], x, given=[Definition(a[j], x, (j,))]),
    ),
    "another family's definition": (
        equal(b[m], x, given=[Definition(a[j], x, (j,))]),
        equal(a[m], x, given=[Definition(a[j], x, (j,))]),
    ),
    "a definition in a circle": (
        equal(a[j], 0, given=[Definition(a[j], b[j], (j,)), Definition(b[j], 2 * a[j], (j,))]),
        equal(a[j], 0, given=[Definition(a[j], b[j], (j,)), Definition(b[j], zero, (j,))]),
    ),
    "a definition and a bound": (
        bound("less_than", a[j], 1, 1 - a[j], given=[INSIDE, Definition(a[j], sp.Integer(3))]),
        bound("less_than", a[j], 1, 1 - a[j], given=[INSIDE]),
    ),
    "an empty bound": (
        bound("less_than", zero, exp(x), exp(x), given=[Between(y, 1, 0)]),
        bound("less_than", zero, exp(x), exp(x), given=[Between(y, 0, 1)]),
    ),
    "two ranges": (
        equal(S(D(l, m) * a[l], (l, 1, n)), a[m], given=[Range(m, 1, d), UNIT]),
        equal(S(D(l, m) * a[l], (l, 1, n)), a[m], given=[UNIT]),
    ),
    "a secretly even index": (
        equal(a[two_m], 0, given=[Definition(a[j], D(j, 5), (j,))]),
        equal(a[2], 0, given=[Definition(a[j], D(j, 5), (j,))]),
    ),
    "a secretly negative index": (
        bound("at_most", below, -1, -1 - below),
        bound("at_most", -m, -1, m - 1),
    ),
    "a bound against a sign": (
        bound("less_than", pos, -1, -1 - pos, given=[Between(pos, -2, -1)]),
        bound("less_than", pos, 2, 2 - pos, given=[Between(pos, 1, 2)]),
    ),
    "two bounds for one value": (
        bound("less_than", x, 1, 1 - x, given=[Between(x, 0, 1), Between(x, 2, 3)]),
        bound("less_than", x, 1, 1 - x, given=[Between(x, 0, 1), Between(y, 2, 3)]),
    ),
    "a bound on what is no symbol": (
        bound("less_than", (v := sp.Symbol("v")) ** 2, -1, -1 - v**2, given=[Between(v**2, -2, -1)]),
        bound("less_than", x, -1, -1 - x, given=[Between(x, -2, -1)]),
    ),
    "a name that the prover keeps for itself": (
        equal(S(A[k, l], (k, 1, kept), (l, 1, n)), S(A[k, l], (k, 1, l), (l, 1, n)), given=[Range(m, 5, n)]),
        equal(S(A[k, l], (k, 1, d), (l, 1, n)), S(A[l, k], (l, 1, d), (k, 1, n))),
    ),
    "a check at no point": (
        lambda: Derivation(x, claim="a check", given=[Range(m, 5, 4)]).step(y, because="so", numerically=True),
        lambda: Derivation(x, claim="a check", given=[Range(m, 5, n)]).step(x, because="so", numerically=True),
    ),
    "no relation": (
        lambda: Derivation(zero, claim="a theorem").by_theorem(">", x**2 + 1, "nobody's theorem"),
        lambda: Derivation(zero, claim="a theorem").by_theorem("<", x**2 + 1, "everybody's theorem"),
    ),
    "one name for two symbols": (
        lambda: Derivation(dv(x * posx, x), claim="a name").step(posx, because="it is").conclude(posx),
        lambda: Derivation(dv(x * pos, x), claim="a name").step(pos, because="it is").conclude(pos),
    ),
    "a refused induction whose line stays": (
        after_refusal(zero),
        lambda: Derivation(a[t], claim="a chain", given=EMPTY).by_induction(t, Definition(a[t], a[t - 1] + 1), t),
    ),
    "an index assumed positive from 0 on": (
        equal(sp.Abs(m), m, given=[Range(m, 0, n)]),
        equal(sp.Abs(q), q, given=[Range(q, 0, n)]),
    ),
    "a rounded number": (
        equal(x * sp.Float(1e16) + x * y / (1 + y**2), x * sp.Float(1e16)),
        equal(x * 10**16 + x * y / (1 + y**2), x * (10**16 + y / (1 + y**2))),
    ),
    "a family that is secretly positive": (
        equal(sqrt((secret := sp.IndexedBase("w", positive=True)[j]) ** 2), secret),
        equal(sqrt(pos**2), pos),
    ),
    "an unknown function": (equal(sp.floor(x), sp.floor(x) + 0), equal(sp.Abs(x), sp.Abs(x))),
    "an infinite sum": (
        equal(S(a[k], (k, 1, sp.oo)), S(a[l], (l, 1, sp.oo))),
        equal(S(a[k], (k, 1, n)), S(a[l], (l, 1, n))),
    ),
    "an imaginary number": (
        bound("at_least", sp.Symbol("v", imaginary=True) ** 2, 0, sp.Symbol("v", imaginary=True) ** 2),
        bound("at_least", x**2, 0, x**2),
    ),
    "up and down again": (
        lambda: (
            Derivation(sigma(x), claim="they do not meet")
            .at_most(1, 1 - sigma(x), because="a gate")
            .at_least(0, one, because="zero is less")
        ),
        lambda: (
            Derivation(sigma(x), claim="they meet")
            .at_most(1, 1 - sigma(x), because="a gate")
            .at_most(2, one, because="one is less")
        ),
    ),
    "a theorem that does not say so": (
        lambda: Derivation(x**2, claim="a theorem").by_theorem(r"\le", y**2, "nobody's theorem"),
        lambda: Derivation(2 * x * y, claim="a theorem").by_theorem(r"\le", x**2 + y**2, "the inequality of means"),
    ),
}

COLUMNS = [Orthonormal(A, n), Range(i, 1, n), Range(k, 1, n)]
GROUPS["columns that are not orthonormal, or not all of them"] = {
    "rows of one column each, a step apart": (
        equal(S(A[m + 1, i] * A[m, k], (m, 1, n)), D(i, k), given=COLUMNS),
        equal(S(A[m, i] * A[m, k], (m, 1, n)), D(i, k), given=COLUMNS),
    ),
    "a part of the rows": (
        equal(S(A[m, i] * A[m, k], (m, 2, n)), D(i, k), given=COLUMNS),
        equal(S(A[l, i] ** 2, (l, 1, n)), one, given=COLUMNS),
    ),
    "a column that may not exist": (
        equal(S(A[m, i] * A[m, k], (m, 1, n)), D(i, k), given=[Orthonormal(A, n), Range(i, 1), Range(k, 1, n)]),
        equal(S(A[m, i] * A[m, k] * b[i], (m, 1, n), (i, 1, n)), b[k], given=[Orthonormal(A, n), Range(k, 1, n)]),
    ),
    "a column before the first": (
        equal(S(A[m, q] * A[m, k], (m, 1, n)), D(q, k), given=[Orthonormal(A, n), Range(q, 0, n), Range(k, 1, n)]),
        equal(S(A[m, 1] * A[m, k], (m, 1, n)), D(1, k), given=[Orthonormal(A, n), Range(k, 1, n)]),
    ),
    "two matrices": (
        equal(S(A[m, i] * B[m, k], (m, 1, n)), D(i, k), given=[*COLUMNS, Orthonormal(B, n)]),
        equal(
            S(A[m, i] * B[m, l] * B[k, l] * A[k, j], (m, 1, n), (k, 1, n), (l, 1, n), (i, 1, n)),
            S(A[m, i] * B[m, l] * B[k, l] * A[k, j], (i, 1, n), (l, 1, n), (k, 1, n), (m, 1, n)),
            given=[Orthonormal(A, n), Orthonormal(B, n)],
        ),
    ),
    "rows weighted": (
        equal(S(A[m, i] * A[m, k] * b[m], (m, 1, n)), D(i, k) * b[i], given=COLUMNS),
        equal(S(A[m, i] * A[m, k] * b[l], (m, 1, n)), D(i, k) * b[l], given=COLUMNS),
    ),
    "three factors": (
        equal(S(A[m, i] ** 3, (m, 1, n)), one, given=COLUMNS),
        equal(S(A[m, i] ** 2, (m, 1, n)), one, given=COLUMNS),
    ),
    "a length of the transposed product": (
        equal(
            S(S(a[j] * A[m, j] * x, (j, 1, n)) ** 2, (m, 1, n)), x * S(a[j] ** 2, (j, 1, n)), given=[Orthonormal(A, n)]
        ),
        equal(
            S(S(a[j] * A[m, j] * x, (j, 1, n)) ** 2, (m, 1, n)),
            x**2 * S(a[j] ** 2, (j, 1, n)),
            given=[Orthonormal(A, n)],
        ),
    ),
    "an entry that is given another value": (
        equal(S(A[m, 1] ** 2, (m, 1, n)), one, given=[Orthonormal(A, n), Definition(A[1, 1], sp.Integer(2))]),
        equal(S(A[m, 1] ** 2, (m, 1, n)), one, given=[Orthonormal(A, n)]),
    ),
    "an entry beyond its bound": (
        equal(S(A[m, 1] ** 2, (m, 1, n)), one, given=[Orthonormal(A, n), Between(A[1, 1], 2, 3)]),
        equal(S(A[m, n] ** 2, (m, 1, n)), one, given=[Orthonormal(A, n)]),
    ),
    "as many rows as there are not": (
        equal(S(A[m, i] ** 2, (m, 1, d)), one, given=[Orthonormal(A, n), Range(i, 1, 1)]),
        equal(S(A[m, i] ** 2, (m, 1, d)), one, given=[Orthonormal(A, d), Range(i, 1, 1)]),
    ),
    "rows orthonormal because columns are": (
        equal(S(A[k, i] ** 2, (i, 1, d)), one, given=[Orthonormal(A, n, d), Range(k, 1, n)]),
        equal(S(A[k, i] ** 2, (k, 1, n)), one, given=[Orthonormal(A, n, d), Range(i, 1, d)]),
    ),
    "a column beyond the width": (
        equal(S(A[k, i] ** 2, (k, 1, n)), one, given=[Orthonormal(A, n, d), Range(i, 1, n)]),
        equal(S(A[k, i] ** 2, (k, 1, n), (i, 1, d)), d, given=[Orthonormal(A, n, d)]),
    ),
    "more columns than rows": (
        equal(S(A[k, 1] * A[k, 2], (k, 1, 1)), zero, given=[Orthonormal(A, one, sp.Integer(2))]),
        equal(S(A[k, 1] * A[k, 2], (k, 1, n)), zero, given=[Orthonormal(A, n, sp.Integer(2))]),
    ),
    "two sizes": (
        equal(
            S(A[m, i] ** 2, (m, 1, d)),
            one,
            given=[Orthonormal(A, n), Orthonormal(A, d), Range(i, 1, d), Range(k, 1, n)],
        ),
        equal(S(A[m, i] ** 2, (m, 1, n)), one, given=COLUMNS),
    ),
}

GROUPS["definitions that a range keeps apart in name only"] = {
    "a range of a free index of the same name": (
        equal(a[m], zero, given=[Definition(a[50], sp.Integer(1)), Definition(a[j], zero, (j,)), Range(j, 60)]),
        equal(a[m], zero, given=[Definition(a[j], zero, (j,)), Range(j, 60)]),
    ),
    "a place made of the index, beside the index": (
        equal(A[7, 93], x, given=[Definition(A[j, 100 - j], x, (j,)), Definition(A[7, 93], y)]),
        equal(A[7, 93], x, given=[Definition(A[j, k], x, (j, k))]),
    ),
}

pi, rho = permutation("pi"), permutation("rho")
SHUFFLED, EVEN = [Permutation(pi, n)], sp.Function("pi", even=True, positive=True)
GROUPS["places that are permuted, or not all of them"] = {
    "a place that is seen as well": (
        equal(S(a[pi(m)] * b[m], (m, 1, n)), S(a[m] * b[m], (m, 1, n)), given=SHUFFLED),
        equal(S(a[pi(m)] * b[pi(m)], (m, 1, n)), S(a[m] * b[m], (m, 1, n)), given=SHUFFLED),
    ),
    "a place that is seen as the end of a sum": (
        equal(S(S(a[k] * b[pi(m)], (k, 1, m)), (m, 1, n)), S(S(a[k] * b[m], (k, 1, m)), (m, 1, n)), given=SHUFFLED),
        equal(S(S(a[k] * b[pi(m)], (k, 1, pi(m))), (m, 1, n)), S(S(a[k] * b[m], (k, 1, m)), (m, 1, n)), given=SHUFFLED),
    ),
    "permuted places, all but the first": (
        equal(S(a[pi(m)], (m, 2, n)), S(a[m], (m, 2, n)), given=SHUFFLED),
        equal(S(a[pi(m)], (m, 1, n)), S(a[m], (m, 1, n)), given=SHUFFLED),
    ),
    "permuted places of another size": (
        equal(S(a[pi(m)], (m, 1, d)), S(a[m], (m, 1, d)), given=SHUFFLED),
        equal(S(a[pi(m)], (m, 1, d)), S(a[m], (m, 1, d)), given=[Permutation(pi, d)]),
    ),
    "one place by itself": (
        equal(a[pi(i)], a[i], given=[*SHUFFLED, Range(i, 1, n)]),
        equal(a[pi(i)] * S(a[pi(m)], (m, 1, n)), a[pi(i)] * S(a[m], (m, 1, n)), given=SHUFFLED),
    ),
    "two permutations taken for one": (
        equal(S(a[pi(m)] * b[rho(m)], (m, 1, n)), S(a[m] * b[m], (m, 1, n)), given=[*SHUFFLED, Permutation(rho, n)]),
        equal(S(a[pi(rho(m))], (m, 1, n)), S(a[m], (m, 1, n)), given=[*SHUFFLED, Permutation(rho, n)]),
    ),
    "the next place": (
        equal(S(a[pi(m) + 1], (m, 1, n)), S(a[pi(m + 1)], (m, 1, n)), given=SHUFFLED),
        equal(S(a[pi(m) + 1], (m, 1, n)), S(a[m + 1], (m, 1, n)), given=SHUFFLED),
    ),
    "a permutation that nothing is said of": (
        equal(S(a[rho(m)], (m, 1, n)), S(a[rho(m)], (m, 1, n)), given=SHUFFLED),
        equal(S(a[pi(m)], (m, 1, n)), S(a[pi(m)], (m, 1, n)), given=SHUFFLED),
    ),
    "a function that is secretly even": (
        equal(a[EVEN(1)] + a[EVEN(2)], a[EVEN(1)] + a[EVEN(2)], given=[Permutation(EVEN, n)]),
        equal(a[pi(1)] - a[pi(2)], a[pi(1)] - a[pi(2)], given=SHUFFLED),
    ),
    "a place before the first is permuted": (
        equal(a[pi(q)], a[pi(q)], given=SHUFFLED),
        equal(a[pi(q + 1)], a[pi(q + 1)], given=SHUFFLED),
    ),
    "an order that is a function of its own": (
        equal(D(q, 50) * S(sp.sin(m), (m, 1, n)), D(q, 50) * S(m, (m, 1, n)), given=[Permutation(sp.sin, n)]),
        equal(D(q, 50) * S(a[pi(m)], (m, 1, n)), D(q, 50) * S(a[m], (m, 1, n)), given=SHUFFLED),
    ),
    "a permutation of two ranges": (
        equal(S(a[pi(m)], (m, 1, d)), S(a[m], (m, 1, d)), given=[*SHUFFLED, Permutation(pi, d)]),
        equal(S(a[pi(m)], (m, 1, n)), S(a[m], (m, 1, n)), given=[*SHUFFLED, Permutation(rho, d)]),
    ),
    "a permuted place that is given a value": (
        equal(a[pi(i)], zero, given=[*SHUFFLED, Definition(a[pi(i)], zero), Definition(b[i], a[i])]),
        equal(a[pi(i)], zero, given=[*SHUFFLED, Definition(a[i], zero, (i,))]),
    ),
    "a permuted place below a bound": (
        equal(a[i], a[i], given=[*SHUFFLED, Range(i, 1, pi(k))]),
        equal(a[i], a[i], given=[*SHUFFLED, Range(i, 1, k)]),
    ),
    "a permutation of so many places and a half": (
        equal(a[pi(1)], a[pi(1)], given=[Permutation(pi, n + half)]),
        equal(a[pi(1)], a[pi(1)], given=[Permutation(pi, n + 1)]),
    ),
    "a permuted sum inside an exponential": (
        equal(exp(S(a[pi(m)] * b[m], (m, 1, n))), exp(S(a[m] * b[pi(m)], (m, 1, n))), given=SHUFFLED),
        equal(exp(S(a[pi(m)] ** 2, (m, 1, n))), exp(S(a[m] ** 2, (m, 1, n))), given=SHUFFLED),
    ),
}

sin, cos = sp.sin, sp.cos
GROUPS["sines and cosines of the wrong angle"] = {
    "the sine of a difference for that of a sum": (
        equal(sin(x + y), sin(x) * cos(y) - cos(x) * sin(y)),
        equal(sin(x - y), sin(x) * cos(y) - cos(x) * sin(y)),
    ),
    "the cosine of a difference for that of a sum": (
        equal(cos(x + y), cos(x) * cos(y) + sin(x) * sin(y)),
        equal(cos(x + y), cos(x) * cos(y) - sin(x) * sin(y)),
    ),
    "sine for cosine": (
        equal(cos(2 * x), 2 * sin(x) ** 2 - 1),
        equal(cos(2 * x), 2 * cos(x) ** 2 - 1),
    ),
    "twice the sine for that of twice the angle": (
        equal(sin(2 * x), 2 * sin(x)),
        equal(sin(2 * x), 2 * sin(x) * cos(x)),
    ),
    "a cube of a cosine": (
        equal(cos(x) ** 3, 1 - sin(x) ** 2),
        equal(cos(x) ** 3, cos(x) * (1 - sin(x) ** 2)),
    ),
    "two angles": (
        equal(sin(x) ** 2 + cos(y) ** 2, one),
        equal(sin(x) ** 2 + cos(x) ** 2, one),
    ),
    "the sign of an angle": (
        equal(sin(x - y), sin(y - x)),
        equal(sin(x - y), -sin(y - x)),
    ),
    "the sign of a cosine": (
        equal(cos(x - y), -cos(y - x)),
        equal(cos(x - y), cos(y - x)),
    ),
    "a turn the other way": (
        equal(cos(x) * cos(y) + sin(x) * sin(y), cos(x + y)),
        equal(cos(x) * cos(y) + sin(x) * sin(y), cos(x - y)),
    ),
    "the slope of a cosine": (
        equal(dv(cos(x), x), sin(x)),
        equal(dv(cos(x), x), -sin(x)),
    ),
    "the slope of a sine of twice an angle": (
        equal(dv(sin(2 * x), x), cos(2 * x)),
        equal(dv(sin(2 * x), x), 2 * cos(2 * x)),
    ),
    "angles under a sum": (
        equal(S(cos(a[k]) * cos(a[k]) + sin(a[k]) ** 2, (k, 1, n)), one),
        equal(S(cos(a[k]) * cos(a[k]) + sin(a[k]) ** 2, (k, 1, n)), n),
    ),
    "an angle that grows with the step": (
        equal(sin(x * (t + 1)), sin(x * t) * cos(x) - cos(x * t) * sin(x)),
        equal(sin(x * (t + 1)), sin(x * t) * cos(x) + cos(x * t) * sin(x)),
    ),
    "one over a cosine that may be zero": (
        equal(sin(x) / cos(x), sin(x) / cos(x)),
        equal(sin(x) / (2 + x**2), sin(x) / (2 + x**2)),
    ),
    "a function without rules": (
        equal(sp.tan(x), sp.tan(x)),
        equal(sin(x), sin(x)),
    ),
}

# A chain x -> y -> z: p over x, A over y given x, B over z given y.
X, Y, Z = (sp.Symbol(name, integer=True, positive=True) for name in "XYZ")
OVER_X, CHANNEL = Distribution(p, X), [Distribution(p, X), Distribution(A, Y, 1)]
CHAIN = [*CHANNEL, Distribution(B, Z, 1)]
AFTER = S(A[i, l] * B[l, k], (l, 1, Y))  # of z given x
SAID_BY_X = S(p[i] * AFTER * log(AFTER / S(p[j] * A[j, l] * B[l, k], (j, 1, X), (l, 1, Y))), (i, 1, X), (k, 1, Z))
SAID_BY_Y = S(
    p[i] * A[i, m] * B[m, k] * log(B[m, k] / S(p[j] * A[j, l] * B[l, k], (j, 1, X), (l, 1, Y))),
    (i, 1, X),
    (m, 1, Y),
    (k, 1, Z),
)
LOST = S(p[i] * A[i, m] * B[m, k] * gap(AFTER / B[m, k]), (i, 1, X), (m, 1, Y), (k, 1, Z))
posy, negative = sp.Symbol("y", positive=True), sp.Symbol("v", negative=True)
ENTROPY = -S(p[i] * log(p[i]), (i, 1, X))
SURPRISED = S(p[i] * gap(1 / (X * p[i])), (i, 1, X))
small, large, low = sp.symbols("e r w", real=True)
GROUPS["numbers within one"] = {
    "a number that may be two": (
        bound("at_least", 1 - large * sigma(x), 0, 1 - large * sigma(x), given=[Between(large, 0, 2)]),
        bound("at_least", 1 - small * sigma(x), 0, 1 - small * sigma(x), given=[Between(small, -1, 1)]),
    ),
    "a number that may be minus two": (
        bound("at_least", 1 + low * sigma(x), 0, 1 + low * sigma(x), given=[Between(low, -2, 1)]),
        bound("at_least", 1 + small * sigma(x), 0, 1 + small * sigma(x), given=[Between(small, 0, 1)]),
    ),
    "a root of a small number": (
        bound("at_least", 1 - small / half, 0, 1 - small / half, given=[Between(small, 0, 1)]),
        bound("at_least", 1 - small**3, 0, 1 - small**3, given=[Between(small, 0, 1)]),
    ),
    "one over a small number": (
        bound("at_least", 1 - 1 / small, 0, 1 - 1 / small, given=[Between(small, 0, 1)]),
        bound("at_least", 1 / small, 0, 1 / small, given=[Between(small, 0, 1)]),
    ),
}
GROUPS["probabilities and logarithms"] = {
    "a part of the probabilities": (
        equal(S(p[i], (i, 2, X)), one, given=[OVER_X]),
        equal(S(p[i], (i, 1, X)), one, given=[OVER_X]),
    ),
    "as many as there are not": (
        equal(S(p[i], (i, 1, Y)), one, given=[OVER_X]),
        equal(S(p[j], (j, 1, X)), one, given=[OVER_X]),
    ),
    "a step too far": (
        equal(S(A[k, i + 1], (i, 1, Y)), one, given=CHANNEL),
        equal(S(A[k + 1, i], (i, 1, Y)), one, given=CHANNEL),
    ),
    "a diagonal": (
        equal(S(A[i, i], (i, 1, Y)), one, given=CHANNEL),
        equal(S(A[k, i], (i, 1, Y)), one, given=CHANNEL),
    ),
    "over what is given": (
        equal(S(A[i, k], (i, 1, Y)), one, given=CHANNEL),
        equal(S(p[i] * A[i, k], (i, 1, X), (k, 1, Y)), one, given=CHANNEL),
    ),
    "squares of probabilities": (
        equal(S(p[i] ** 2, (i, 1, X)), one, given=[OVER_X]),
        equal(S(p[i] * p[j], (i, 1, X), (j, 1, X)), one, given=[OVER_X]),
    ),
    "a weighted sum": (
        equal(S(p[i] * b[i], (i, 1, X)), b[1], given=[OVER_X]),
        equal(S(p[i] * b[j], (i, 1, X)), b[j], given=[OVER_X]),
    ),
    "numbers that are no probabilities": (
        bound("at_least", b[i], 0, b[i], given=[OVER_X]),
        bound("at_least", p[i], 0, p[i], given=[OVER_X]),
    ),
    "a distribution over nothing": (
        equal(S(p[i], (i, 1, q)), one, given=[Distribution(p, q)]),
        equal(S(p[i], (i, 1, n)), one, given=[Distribution(p, n)]),
    ),
    "a probability of two": (
        equal(S(p[i], (i, 1, X)), one, given=[OVER_X, Definition(p[1], sp.Integer(2))]),
        equal(S(p[i], (i, 1, X)) * b[1], sp.Integer(2), given=[OVER_X, Definition(b[1], sp.Integer(2))]),
    ),
    "a probability that varies alone": (
        equal(dv(S(p[i], (i, 1, X)), p[1]), one, given=[OVER_X]),
        equal(dv(S(a[i], (i, 1, X)), a[1]), one),
    ),
    "two sums": (
        equal(S(p[i], (i, 1, Y)), one, given=[OVER_X, Distribution(p, Y), Range(k, 1, X)]),
        equal(S(p[i], (i, 1, Y)), one, given=[Distribution(p, Y)]),
    ),
    "the logarithm of a sum": (
        equal(log(posx + posy), log(posx) + log(posy)),
        equal(log(posx * posy), log(posx) + log(posy)),
    ),
    "a product of logarithms": (
        equal(log(posx) * log(posy), log(posx * posy)),
        equal(x * log(posx), log(posx**x)),
    ),
    "the logarithm of a square": (
        equal(log(z**2), 2 * log(z)),
        equal(log(z**4), 2 * log(z**2)),
    ),
    "signs that are lost": (
        equal(log(negative**2), 2 * log(negative)),
        equal(log(negative**2), 2 * log(-negative)),
    ),
    "the logarithm of a number": (
        equal(log(sp.Integer(12)), 3 * log(sp.Integer(2)) + log(sp.Integer(3))),
        equal(log(sp.Integer(12)), 2 * log(sp.Integer(2)) + log(sp.Integer(3))),
    ),
    "the logarithm of exponentials": (
        equal(log(S(exp(a[k]), (k, 1, n))), S(a[k], (k, 1, n))),
        equal(log(S(exp(a[k] + x), (k, 1, n))), x + log(S(exp(a[k]), (k, 1, n)))),
    ),
    "a capacity without its noise": (
        equal(log(posx + posy) - log(posy), log(posx / posy)),
        equal(log(posx + posy) - log(posy), log(1 + posx / posy)),
    ),
    "a logarithm's tangent from below": (
        bound("at_least", log(posx), posx - 1, gap(posx)),
        bound("at_most", log(posx), posx - 1, gap(posx)),
    ),
    "a gap of what may be negative": (
        bound("at_most", log(z**2) / 2, z - 1, gap(z)),
        bound("at_most", log(posx**2) / 2, posx - 1, gap(posx)),
    ),
    "a gap that is more than nothing": (
        bound("less_than", log(posx), posx - 1, gap(posx)),
        bound("less_than", log(posx), posx, gap(posx) + 1),
    ),
    "more entropy than there are cases for": (
        bound("at_most", ENTROPY, log(X) - half, SURPRISED - half, given=[OVER_X]),
        bound("at_most", ENTROPY, log(X), SURPRISED, given=[OVER_X]),
    ),
    "a guess that is no distribution": (
        bound(
            "at_least",
            S(p[i] * log(p[i] / exp(b[i])), (i, 1, X)),
            0,
            S(p[i] * gap(exp(b[i]) / p[i]), (i, 1, X)),
            given=[OVER_X],
        ),
        bound(
            "at_least",
            S(p[i] * log(p[i] / u[i]), (i, 1, X)),
            0,
            S(p[i] * gap(u[i] / p[i]), (i, 1, X)),
            given=[OVER_X, Distribution(u, X)],
        ),
    ),
    "processing that adds": (
        bound("at_least", SAID_BY_X, SAID_BY_Y, LOST, given=CHAIN),
        bound("at_most", SAID_BY_X, SAID_BY_Y, LOST, given=CHAIN),
    ),
}

LARGER = sp.Max(x, y)
GROUPS["the larger of two"] = {
    "max is its first": (equal(LARGER, x), equal(LARGER, (x + y + sp.Abs(x - y)) / 2)),
    "any factor out of max": (equal(sp.Max(z * x, z * y), z * LARGER), equal(sp.Max(pos * x, pos * y), pos * LARGER)),
    "e^-x out of max, and nothing in its place": (
        equal(sp.Max(exp(-x) * y, 1), exp(-x) * sp.Max(y, 1)),
        equal(sp.Max(exp(-x) * y, exp(-x)), exp(-x) * sp.Max(y, 1)),
    ),
    "a common factor without its bars": (
        equal(sp.Abs(x * y + x * z), x * sp.Abs(y + z)),
        equal(sp.Abs(x * y + x * z), sp.Abs(x) * sp.Abs(y + z)),
    ),
    "more than the common power": (
        equal(sp.Abs(x**2 * y + x * z), x**2 * sp.Abs(y + z)),
        equal(sp.Abs(x**2 * y + x * z), sp.Abs(x) * sp.Abs(x * y + z)),
    ),
    "the signs of a difference": (
        equal(sp.Abs(x - y), sp.Abs(x + y)),
        equal(sp.Abs(x - y), sp.Abs(y - x)),
    ),
    "one over a max that may be zero": (
        equal(1 / LARGER, 1 / LARGER),
        equal(1 / sp.Max(x, 1), 1 / sp.Max(x, 1)),
    ),
    "the sign of a max": (bound("at_least", LARGER, 0, LARGER), bound("at_least", sp.Max(x, y**2), 0, sp.Max(x, y**2))),
    "the slope of a max": (equal(dv(sp.Max(x, 1), x), 0), equal(dv(sp.Max(1, 2) * x, x), 2)),
}

# Zero at every point that the second look draws, so that here the rules stand alone.
UNSEEN = D(q, 50)
TO_NINE = Range(m, 1, 9)
NO_NUMBER = D(m, 10) * log(11 - m) / (10 - m)  # zero for every m up to nine
TURNS = D(m, 8) * (log((m - 10) ** -2) + 2 * log(sp.Integer(2)))
GROUPS["beyond the range and beside the family"] = {
    "what is no number equals nothing": (
        equal(UNSEEN + NO_NUMBER, NO_NUMBER, given=[TO_NINE]),
        equal(D(m, 8) * log(11 - m), D(m, 8) * log(sp.Integer(3)), given=[TO_NINE]),
    ),
    "a bound on what is no number": (
        bound("at_most", UNSEEN + NO_NUMBER, 2 * NO_NUMBER, sp.Abs(NO_NUMBER), given=[TO_NINE]),
        bound("at_most", -sp.Abs(log(11 - m)), 0, sp.Abs(log(11 - m)), given=[TO_NINE]),
    ),
    "the logarithm of a negative number": (
        equal(TURNS**2, -4 * sp.pi**2 * D(m, 8), given=[TO_NINE]),
        equal(TURNS, zero, given=[TO_NINE]),
    ),
    "probabilities with a place too many": (
        equal(UNSEEN * S(p[k, i], (i, 1, X)), UNSEEN, given=[OVER_X]),
        equal(UNSEEN * S(A[k, i], (i, 1, Y)), UNSEEN, given=CHANNEL),
    ),
    "a place too few": (
        equal(S(A[i], (i, 1, Y)), one, given=CHANNEL),
        equal(S(p[i], (i, 1, X)), one, given=CHANNEL),
    ),
    "the sign of a place too many": (
        bound("at_least", p[i, j], 0, p[i, j], given=[OVER_X]),
        bound("at_least", A[i, j], 0, A[i, j], given=CHANNEL),
    ),
    "columns with a place between": (
        equal(UNSEEN * S(A[m, 5, 1] * A[m, 6, 1], (m, 1, n)), UNSEEN, given=[Orthonormal(A, n)]),
        equal(UNSEEN * S(A[m, 1] * A[m, 1], (m, 1, n)), UNSEEN, given=[Orthonormal(A, n)]),
    ),
    "a logarithm to another base": (
        equal(sp.log(posx, 2, evaluate=False), log(posx)),
        equal(log(posx) / log(sp.Integer(2)), log(posx**2) / log(sp.Integer(4))),
    ),
    "as many probabilities as steps": (
        induction(
            a[t],
            a[t - 1] * S(p[i], (i, 1, t + X)),
            P(1 + p[k + X], (k, 1, t)),
            [Definition(a[0], one), Distribution(p, t + X)],
        ),
        induction(a[t], a[t - 1] + S(p[i], (i, 1, X)) - 1, zero, [Definition(a[0], zero), OVER_X]),
    ),
    "a probability with a recurrence": (
        induction(p[t], p[t - 1] + 1, p[0] + t, [OVER_X]),
        induction(a[t], a[t - 1] + p[1], a[0] + t * p[1], [OVER_X]),
    ),
}
