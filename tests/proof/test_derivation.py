"""True derivations pass, in seconds; wrong ones are rejected, each for its own reason."""

import time

import pytest
import sympy as sp
from lstmbook.derivations import lstm_step
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.nodes import sigma
from lstmbook.notation.core import d, index, n, t
from lstmbook.proof.derivation import (
    AT_THESE_SIZES,
    FOR_ALL_SIZES,
    NUMERICALLY,
    Derivation,
    NotProved,
)
from lstmbook.proof.hypotheses import Fixed, Range
from lstmbook.proof.induction import SLACK

j, k, l, m, s = (index(name) for name in "jklms")
a, b, p, u, v = (sp.IndexedBase(name) for name in "abpuv")
A = sp.IndexedBase("A")
x, y = sp.symbols("x y", real=True)
delta = sp.KroneckerDelta
total = sp.Sum

P = Definition(p[j], sp.exp(u[j]) / total(sp.exp(u[l]), (l, 1, n)), (j,))
SOFTMAX = [P, Range(m, 1, n)]
Z = total(sp.exp(u[l]), (l, 1, n))

f, i, g, o, c, h = (LSTM.quantities[name].entry(j) for name in "figoch")
x_t, h_prev = LSTM.quantities["x"].entry(k), LSTM.quantities["h_prev"].entry(m)
c_prev = LSTM.quantities["c_prev"].entry(j)
LSTM_STEP = [
    *(LSTM.definition(name, j) for name in "figoch"),
    Range(m, 1, n),
    Fixed(x_t, (k,)),
    Fixed(c_prev, (j,)),
]


def U(gate, row=m, column=j):
    return LSTM.quantities[f"U_{gate}"].entry(row, column)


def past(last=t, first=1, after=1):
    F, I, G, C = (LSTM.quantities[name].letter.base for name in "figc")
    kept = sp.Product(F[s, j], (s, first, last)) * C[0, j]
    return kept + total(sp.Product(F[s, j], (s, m + after, last)) * I[m, j] * G[m, j], (m, 1, last))


dp, dc, df = sp.Derivative(p[j], u[m]), sp.Derivative(c, h_prev), sp.Derivative(f, h_prev)
square = total(A[k, l] * a[k] * a[l], (k, 1, n), (l, 1, n))
terms = f * (1 - f) * c_prev * U("f") + i * (1 - i) * g * U("i")

TRUE = {
    "gradient of a quadratic form": (
        sp.Derivative(square, a[m]),
        total(A[m, l] * a[l], (l, 1, n)) + total(A[l, m] * a[l], (l, 1, n)),
        [Range(m, 1, n), Fixed(A[k, l], (k, l))],
    ),
    "softmax sums to one": (total(p[j], (j, 1, n)), sp.Integer(1), [P]),
    "softmax Jacobian sums to zero over the outputs": (
        sp.Derivative(total(p[j], (j, 1, n)), u[m]),
        sp.Integer(0),
        SOFTMAX,
    ),
    "log-softmax gradient": (dp / p[j], delta(j, m) - p[m], SOFTMAX),
    "forget gate by hidden": (df, f * (1 - f) * U("f"), LSTM_STEP),
    "second derivative of a gate": (
        sp.Derivative(sigma(x), x, x),
        sigma(x) * (1 - sigma(x)) * (1 - 2 * sigma(x)),
        [],
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_steps_pass(name):
    left, right, given = TRUE[name]
    assert Derivation(left, claim=name, given=given).step(right, because="it is true").scope == FOR_ALL_SIZES


def test_a_long_true_chain_passes_in_seconds():
    """The product of 12 sums, multiplied out one factor at a time."""
    start = time.perf_counter()
    factors = [total(a[k] * sigma(b[k]), (k, 1, n))] * 6 + [total(p[k], (k, 1, d))] * 2
    derivation = Derivation(sp.Mul(*factors, evaluate=False), claim="a long product")
    indices = [index(f"r{place}") for place in range(6)]
    body = sp.Mul(*(a[one] * sigma(b[one]) for one in indices))
    derivation.step(
        total(body, *((one, 1, n) for one in indices)) * total(p[k], (k, 1, d)) ** 2, because="distributing"
    )
    two_steps = lstm_step.hidden_by_input()
    assert two_steps.closed and time.perf_counter() - start < 10


def test_the_message_names_everything():
    with pytest.raises(NotProved) as failure:
        Derivation(x, claim="The claim").step(x, because="fine").step(x + y, because="the bad step")
    message = str(failure.value)
    for part in (
        "The claim",
        "step 2",
        "the bad step",
        "left side:  x",
        "right side: x + y",
        "counterexample",
        "y =",
    ):
        assert part in message


def test_a_true_step_beyond_the_rules_is_not_proved_but_not_refuted():
    with pytest.raises(NotProved, match="no counterexample"):
        Derivation(sigma(x), claim="by exp").step(1 / (1 + sp.exp(-x)), because="the definition")


def test_numerical_steps_say_so():
    derivation = Derivation(sigma(x), claim="by exp")
    derivation.step(1 / (1 + sp.exp(-x)), because="the definition", numerically=True).conclude(1 / (1 + sp.exp(-x)))
    assert derivation.scope == NUMERICALLY and "only checked" in derivation._repr_markdown_()
    assert "proved" not in derivation._repr_markdown_()


def test_a_false_numerical_step_is_rejected():
    with pytest.raises(NotProved, match="counterexample"):
        Derivation(sigma(x), claim="wrong").step((2 + x) / 4, because="the tangent", numerically=True)


def test_explicit_entries_are_proved_at_these_sizes_only():
    derivation = Derivation(total(a[k], (k, 1, 2)), claim="two terms").step(a[1] + a[2], because="written out")
    assert derivation.scope == AT_THESE_SIZES


def test_only_the_hypotheses_that_were_needed_are_shown():
    derivation = Derivation(
        total(delta(l, m) * a[l], (l, 1, n)), claim="one term", given=[Range(m, 1, n), Range(j, 1, d), P]
    )
    assert derivation.step(a[m], because="only one term remains").lines[-1].used == (Range(m, 1, n),)


def test_a_derivative_keeps_its_definitions():
    """Without the definition of c both sides would be derivatives of a constant, and equal for the wrong reason."""
    derivation = Derivation(dc, claim="product rule", given=LSTM_STEP)
    derivation.step(sp.Derivative(f * c_prev + i * g, h_prev), because="the definition")
    assert LSTM.definition("c", j) in derivation.lines[0].used


def test_a_derivative_of_something_undefined_is_refused():
    with pytest.raises(ValueError, match=r"meets f\[t, j\], which has no definition"):
        Derivation(dc, claim="no gates", given=[LSTM.definition("c", j), Fixed(c_prev, (j,))]).step(
            0, because="constants"
        )


def test_induction_proves_every_step():
    derivation = Derivation(c, claim="past").by_induction(on=t, recurrence=LSTM.definition("c", j), formula=past())
    assert derivation.conclude(past()).scope == FOR_ALL_SIZES


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        (past(after=0), "from one case to the next"),
        (past(first=2), "first case|from one case"),
        (past() + 1, "first case"),
        (past() * 2, "first case"),
        (past() + t, "from one case to the next"),
    ],
)
def test_wrong_inductions_are_rejected(formula, where):
    with pytest.raises(NotProved, match=where):
        Derivation(c, claim="past").by_induction(on=t, recurrence=LSTM.definition("c", j), formula=formula)


def test_a_formula_that_contains_itself_is_refused():
    with pytest.raises(ValueError, match="circle"):
        Derivation(c, claim="past").by_induction(on=t, recurrence=LSTM.definition("c", j), formula=c)


def test_induction_starts_from_the_entry():
    with pytest.raises(ValueError, match="must start from"):
        Derivation(h, claim="past").by_induction(on=t, recurrence=LSTM.definition("c", j), formula=past())


def test_a_bound_needs_an_identity_and_visible_signs():
    quarter, half = sp.Rational(1, 4), sp.Rational(1, 2)
    Derivation(x * (1 - x), claim="bound").at_most(quarter, (x - half) ** 2, because="a square")
    with pytest.raises(NotProved, match="certificate"):
        Derivation(x * (1 - x), claim="bound").at_most(quarter, (x - half) ** 4, because="not the difference")
    with pytest.raises(NotProved, match="not visibly"):
        Derivation(x, claim="bound").at_most(2 * x, x, because="x may be negative")
    Derivation(sigma(x) ** 2, claim="bound").at_most(sigma(x), sigma(x) * (1 - sigma(x)), because="gates")
    Derivation(x**2, claim="bound").at_least(0, x**2, because="a square")


def test_nothing_follows_a_conclusion():
    derivation = Derivation(x + y, claim="sum").step(y + x, because="order").conclude(x + y)
    with pytest.raises(ValueError, match="takes no further step"):
        derivation.step(x + y, because="again")


def test_an_open_derivation_is_not_shown():
    with pytest.raises(ValueError, match="only after conclude"):
        Derivation(x, claim="open").step(x, because="same")._repr_markdown_()


def test_a_wrong_conclusion_is_rejected():
    with pytest.raises(NotProved, match="the conclusion"):
        Derivation(x, claim="same").step(x, because="same").conclude(x + 1)


def test_a_strict_bound_needs_a_strict_sign():
    Derivation(sigma(x), claim="strict").less_than(1, 1 - sigma(x), because="a gate")
    with pytest.raises(NotProved, match="not visibly > 0"):
        Derivation(x - x**2, claim="strict").less_than(x, x**2, because="zero at x = 0")


START = sp.Abs(LSTM.quantities["c"].entry(j, step=sp.Integer(0)))
NEXT = {name: LSTM.quantities[name].entry(j, step=t + 1) for name in "fig"}
GATES = [LSTM.definition(name, j, step=t + 1) for name in "fig"]
F, I, G = (NEXT[name] for name in "fig")
ROOM = (1 - F) * (START + t) + F * SLACK + 1 - I * G


def bounded(bound, certificate, recurrence=LSTM.definition("c", j), way="at_most_by_induction"):  # noqa: B008
    derivation = Derivation(c, claim="bound", given=GATES)
    return getattr(derivation, way)(t, recurrence, bound, certificate, because="signs").conclude(bound)


def test_induction_proves_a_bound_for_every_step():
    assert bounded(START + t, ROOM).scope == FOR_ALL_SIZES
    assert bounded(-START - t, ROOM + 2 * I * G, way="at_least_by_induction").scope == FOR_ALL_SIZES


@pytest.mark.parametrize(
    ("bound", "certificate", "message"),
    [
        (t, (1 - F) * t + F * SLACK + 1 - I * G, "not visibly"),  # wrong at the start, if c_0 > 0
        (START + t, ROOM + 1, "certificate"),  # not the difference
        (START + t, ROOM - F * SLACK, "certificate"),  # the hypothesis taken for an equality
        (START, (1 - F) * START + F * SLACK - I * G, "not visibly"),  # a bound that does not grow
        (START + t / 2, (1 - F) * (START + t / 2) + F * SLACK + sp.Rational(1, 2) - I * G, "not visibly"),
    ],
)
def test_wrong_bounds_are_rejected(bound, certificate, message):
    with pytest.raises(NotProved, match=message):
        bounded(bound, certificate)


def test_a_bound_in_the_wrong_direction_is_rejected():
    with pytest.raises(NotProved):
        bounded(START + t, ROOM, way="at_least_by_induction")


def test_a_bound_may_not_speak_of_other_units_or_of_the_slack():
    other = Definition(c, LSTM.quantities["c"].letter.base[t - 1, k], (j,))
    with pytest.raises(ValueError, match="may name only"):
        bounded(START + t, ROOM, recurrence=other)
    with pytest.raises(ValueError, match="the bound no u"):
        bounded(START + t + SLACK, ROOM)


def test_induction_over_a_bound_starts_from_the_entry():
    with pytest.raises(ValueError, match="must start from"):
        Derivation(h, claim="bound").at_most_by_induction(t, LSTM.definition("c", j), START + t, ROOM, because="no")
