"""Signs that are seen, and signs that must not be."""

import pytest
import sympy as sp
from lstmbook.equations.nodes import sigma
from lstmbook.notation.core import index, n, t
from lstmbook.proof.hypotheses import Between, Range
from lstmbook.proof.signs import Known
from lstmbook.proof.statements import checked

x, y = sp.symbols("x y", real=True)
p = sp.Symbol("p", positive=True)
a, k, m = sp.IndexedBase("a"), index("k"), index("m")


def known(expression, *hypotheses):
    return Known(hypotheses), checked(expression)


NOT_NEGATIVE = [
    1 - sigma(x) ** 2,
    1 - sp.tanh(x),
    1 + sigma(x) * sp.tanh(y),
    sigma(x) * sp.exp(y),
    x**2 + y**4,
    1 - sigma(x) * sigma(y),
    2 - sigma(x) - sigma(y) * sp.tanh(x) + x**2,
    sp.Abs(x) - x,
    sp.Abs(x) + x + 1 - sigma(y),
    k - 1,
    sp.Sum((k - 1) * a[k] ** 2, (k, 1, n)),
]
UNKNOWN = [
    x,
    sigma(x) - 1,
    sp.tanh(x),
    x * y,
    1 - x,
    1 - 2 * sigma(x),
    x**3,
    1 - sp.exp(x),
    1 - sigma(x) - sigma(y),
    sp.Rational(1, 2) - sigma(x),
    1 - sp.exp(y) * sigma(x),
    sp.Abs(x) - 2 * x,
    sp.Abs(x) - y,
    sp.Abs(x) - x - y,
    1 - sigma(x) * sp.tanh(y) ** -1,
    t - 1,
]
POSITIVE = [
    sigma(x),
    1 - sigma(x),
    1 - sigma(x) ** 2 * sp.tanh(y) ** 2,
    x**2 + 1,
    sp.exp(x) * sigma(y),
    2 + sp.Abs(x) - x,
    p * sp.Sum(sp.exp(a[k]), (k, 1, n)),
    sp.Product(sigma(a[k]), (k, 1, t)),
    1 - 1 / (1 + sp.exp(x)),
    t + 1,
]
NOT_POSITIVE = [x**2, sp.Abs(x), sp.Abs(x) - x, x, 1 - x, sigma(x) * y**2, x**2 + y**2, t, 1 - 1 / (1 + x**2)]


@pytest.mark.parametrize("expression", NOT_NEGATIVE)
def test_signs_seen(expression):
    facts, expression = known(expression)
    assert facts.not_negative(expression)


@pytest.mark.parametrize("expression", UNKNOWN)
def test_signs_not_seen(expression):
    facts, expression = known(expression)
    assert not facts.not_negative(expression)


@pytest.mark.parametrize("expression", POSITIVE)
def test_strict_signs_seen(expression):
    facts, expression = known(expression)
    assert facts.positive(expression)


@pytest.mark.parametrize("expression", NOT_POSITIVE)
def test_strict_signs_not_seen(expression):
    facts, expression = known(expression)
    assert not facts.positive(expression)


def test_hypotheses_give_signs_and_are_noted():
    inside = Between(a[m], 0, 1)
    for expression in (a[m], 1 - a[m], 1 + a[m], -sp.log(a[m])):
        facts, expression = known(expression, inside)
        assert facts.positive(expression) and facts.used == {inside}
    reach = Range(t, 3)
    facts, expression = known(t - 2, reach)
    assert facts.positive(expression) and facts.used == {reach}


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        (1 / x, 1 / x),
        (y + sp.sqrt(x), sp.sqrt(x)),
        (sp.log(x + 1), sp.log(x + 1)),
        (sp.exp(1 / (x - 1)), 1 / (x - 1)),
        (1 / (n - 1), 1 / (n - 1)),
        (sp.Sum(1 / a[k], (k, 1, n)), None),
    ],
)
def test_what_may_have_no_value_is_named(expression, part):
    facts, expression = known(expression)
    found = facts.undefined(expression, lambda one: one)
    assert found is not None and part in (None, found)


@pytest.mark.parametrize("expression", [1 / (1 + sp.exp(x)), sp.sqrt(x**2 + 1), sp.log(sigma(x)), 1 / n, x**t, p**x])
def test_what_always_has_a_value(expression):
    facts, expression = known(expression)
    assert facts.undefined(expression, lambda one: one) is None
