"""The second look against SymPy and against closed forms: values, derivatives through definitions, hypotheses kept."""

import mpmath
import pytest
import sympy as sp
from lstmbook.derivations import lstm_step
from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import sigma
from lstmbook.notation.core import index, n, t
from lstmbook.proof.evaluation import Point, Unsatisfied, counterexample
from lstmbook.proof.hypotheses import Between, Fixed, Range

a, b, f = (sp.IndexedBase(name) for name in "abf")
j, k, m, s = (index(name) for name in "jkms")
x, y = sp.symbols("x y", real=True)


def value(expression, at, given=()):
    return Point(given, 1, at=at)(expression)


@pytest.mark.parametrize("expression", [sigma(x), sp.tanh(x) ** 2, sp.exp(-x) / 3, sp.sqrt(2) + sp.pi * x])
def test_values_are_those_of_sympy(expression):
    exact = expression.rewrite(sp.exp).subs(x, sp.Rational(3, 7))
    found = value(expression, {x: mpmath.mpf(3) / 7})
    assert abs(found - mpmath.mpf(str(sp.N(exact, 50)))) < mpmath.mpf(10) ** -14


def test_sums_products_and_deltas():
    expression = sp.Sum(sp.KroneckerDelta(k, 2) * sp.Product(f[s], (s, 1, k)), (k, 1, n))
    assert value(expression, {n: 3}, [Definition(f[j], j + 1, (j,))]) == 2 * 3


def test_empty_sums_and_products():
    assert value(sp.Sum(a[k], (k, 1, t)), {t: 0}) == 0 and value(sp.Product(a[k], (k, 1, t)), {t: 0}) == 1


def test_derivatives_go_through_definitions():
    chain = [Definition(a[j], sp.sin(0) + sigma(b[j]) * x, (j,)), Definition(b[j], y**2, (j,))]
    at = {x: mpmath.mpf(3), y: mpmath.mpf(1) / 2}
    found = value(sp.Derivative(a[j], y), at, chain)
    gate = 1 / (1 + mpmath.exp(-mpmath.mpf(1) / 4))
    assert abs(found - gate * (1 - gate) * 3) < mpmath.mpf(10) ** -14
    second = value(sp.Derivative(y**3, y, y), at)
    assert abs(second - 3) < mpmath.mpf(10) ** -40


def test_what_is_not_known_to_be_constant_moves_along():
    left, right = sp.Derivative(a[j] * x, x), a[j]
    assert counterexample(left, right) and counterexample(left, right, [Fixed(a[j])]) is None


def test_hypotheses_hold_at_every_point():
    given, seen = [Between(a[j], 0, 1), Range(m, 2, n)], 0
    for number in range(30):
        try:
            point = Point(given, number)
        except Unsatisfied:  # where n is one
            continue
        seen += 1
        assert 0 < point(a[j]) < 1 and 2 <= point(m) <= point(n)
    assert 10 < seen < 30


def test_the_smallest_case_comes_first():
    point = Point((), 0)
    assert (point(n), point(t), point(j)) == (1, 0, 1)
    large = max(abs(Point((), number)(x)) for number in range(4))
    assert large > 2 and any(Point((), number)(x) == 0 for number in range(40))


def test_a_recurrence_is_followed_from_its_start():
    recurrence = Definition(a[t], 2 * a[t - 1] + 1)
    point = Point([recurrence, Definition(a[0], sp.Integer(3))], 1, on=t, first={recurrence: 1}, at={t: 4})
    assert point(a[t]) == 16 * 3 + 15


def test_a_circle_is_named():
    with pytest.raises(ValueError, match="circle"):
        value(a[j], {j: 1}, [Definition(a[j], b[j], (j,)), Definition(b[j], a[j], (j,))])


def test_hypotheses_that_are_met_nowhere_are_no_check():
    with pytest.raises(ValueError, match="met at 0 points"):
        counterexample(x, y, [Range(m, 5, 4)])
    assert counterexample(x, y, [Range(m, 5, n)])  # sizes grow until they are


def test_a_gate_that_is_shut_to_the_last_digit_is_no_counterexample():
    assert counterexample(1 / (1 - sp.tanh(sp.exp(x**2))), 1 / (1 - sp.tanh(sp.exp(x**2)))) is None


def test_a_sum_of_a_million_terms_is_not_tried():
    with pytest.raises(ValueError, match="too many terms"):
        value(sp.Sum(a[k], (k, 1, 10**6)), {})


def test_what_cannot_be_evaluated_is_named():
    with pytest.raises(TypeError, match="cannot evaluate cosh"):
        value(sp.cosh(x), {x: 1})


def test_a_published_derivative_is_seen_to_be_right_and_its_neighbour_wrong():
    derivation = lstm_step.cell_by_hidden()
    assert counterexample(derivation.start, derivation.last, derivation.given) is None
    assert counterexample(derivation.start, derivation.last + sp.Rational(1, 10**9), derivation.given)
