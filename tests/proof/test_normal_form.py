"""The rules one by one, each with the false neighbour it must not prove, and evaluation against SymPy."""

import pytest
import sympy as sp
from lstmbook.equations.nodes import sigma
from lstmbook.notation.core import d, index, n, t
from lstmbook.proof.hypotheses import Range
from lstmbook.proof.indices import substituted
from lstmbook.proof.normal_form import normal_form
from lstmbook.proof.signs import Known
from lstmbook.proof.statements import own_tanh
from lstmbook.proof.unfolding import Unfolding

a, b, f = sp.IndexedBase("a"), sp.IndexedBase("b"), sp.IndexedBase("f")
A = sp.IndexedBase("A")
j, k, l, m, s = (index(name) for name in "jklms")
x, y = sp.symbols("x y")
p = sp.Symbol("p", positive=True)
delta = sp.KroneckerDelta


def same(one, other, *ranges):
    return normal_form(own_tanh(one) - own_tanh(other), Known(ranges)) == 0


def total(body, *limits):
    return sp.Sum(body, *limits)


TRUE = {
    "bound names do not matter": (total(a[k], (k, 1, n)), total(a[l], (l, 1, n))),
    "order of summation": (
        total(A[k, l] * b[l], (k, 1, n), (l, 1, d)),
        total(total(A[m, s], (m, 1, n)) * b[s], (s, 1, d)),
    ),
    "linearity": (total(x * a[k] + b[k], (k, 1, n)), x * total(a[k], (k, 1, n)) + total(b[k], (k, 1, n))),
    "product of sums": (
        total(a[k], (k, 1, n)) * total(b[k], (k, 1, d)),
        total(a[k] * b[l], (k, 1, n), (l, 1, d)),
    ),
    "square of a sum": (total(a[k], (k, 1, n)) ** 2, total(a[k] * a[l], (k, 1, n), (l, 1, n))),
    "sum of a constant": (total(x, (k, 1, n)), n * x),
    "empty sum": (total(a[k], (k, 1, 0)), sp.Integer(0)),
    "explicit sum": (total(a[k], (k, 2, 3)), a[2] + a[3]),
    "last term": (total(a[k], (k, 1, t + 1)), total(a[k], (k, 1, t)) + a[t + 1]),
    "last factor": (sp.Product(f[k], (k, 1, t + 1)), f[t + 1] * sp.Product(f[k], (k, 1, t))),
    "product of a product": (
        sp.Product(a[k] * b[k], (k, 1, n)),
        sp.Product(a[k], (k, 1, n)) * sp.Product(b[l], (l, 1, n)),
    ),
    "power of a constant": (sp.Product(x, (k, 1, n)), x**n),
    "free deltas": (delta(j, m) * a[j], delta(j, m) * a[m]),
    "delta squared": (delta(j, m) ** 2, delta(j, m)),
    "sigmoid of minus x": (sigma(-x), 1 - sigma(x)),
    "tanh by sigmoid": (sp.tanh(x), 2 * sigma(2 * x) - 1),
    "tanh is odd": (sp.tanh(x - y), -sp.tanh(y - x)),
    "argument expanded": (sigma(x * (y + 1)), sigma(x * y + x)),
    "exp of a sum": (sp.exp(x + y), sp.exp(x) * sp.exp(y)),
    "fractions": (1 / (1 + sp.exp(-x)), sp.exp(x) / (1 + sp.exp(x))),
    "two fractions": (1 / (x + 1) + 1 / (y + 1), (x + y + 2) / ((x + 1) * (y + 1))),
    "one power more": (x ** (t + 1), x * x**t),
    "two powers more": (x ** (t + 2) - x ** (t + 1), x * (x - 1) * x**t),
    "a power that is a number": (p ** (t + sp.log(sp.Rational(1, 2)) / sp.log(p)), p**t / 2),
    "a power that is a number with e": (p ** (t - 1 / sp.log(p)), p**t * sp.exp(-1)),
    "sigma inside a sum": (
        total(sigma(total(A[k, l], (l, 1, n))), (k, 1, d)),
        total(sigma(total(A[s, m], (m, 1, n))), (s, 1, d)),
    ),
}

FALSE = {
    "another range": (total(a[k], (k, 1, n)), total(a[k], (k, 1, d))),
    "transposed": (total(A[j, l] * b[l], (l, 1, n)), total(A[l, j] * b[l], (l, 1, n))),
    "transposed inside": (
        total(A[k, l] * a[k] * b[l], (k, 1, n), (l, 1, n)),
        total(A[l, k] * a[k] * b[l], (k, 1, n), (l, 1, n)),
    ),
    "square is not the sum of squares": (total(a[k], (k, 1, n)) ** 2, total(a[k] ** 2, (k, 1, n))),
    "sum of products is not a product of sums": (
        total(a[k] * b[k], (k, 1, n)),
        total(a[k], (k, 1, n)) * total(b[k], (k, 1, n)),
    ),
    "one term too few": (total(a[k], (k, 1, t + 1)), total(a[k], (k, 1, t))),
    "first term dropped": (total(a[k], (k, 1, n)), total(a[k], (k, 2, n))),
    "delta drops out": (delta(j, m) * a[j], a[m]),
    "tanh and sigmoid": (sp.tanh(x), sigma(x)),
    "equal at zero only": (sigma(x), sp.Rational(1, 2) + x / 4),
    "sigmoid is not odd": (sigma(-x), -sigma(x)),
    "one power less": (x ** (t + 1), x**t),
    "sum of powers": (x ** (t + 1), x + x**t),
    "a power that is another number": (p ** (t + sp.log(sp.Rational(1, 2)) / sp.log(p)), p**t / 3),
    "a base that may be negative": (x ** (t + sp.log(sp.Rational(1, 2)) / sp.log(x)), x**t / 2),
    "an exponent that may be negative": (x ** (t - m + 1), x * x ** (t - m)),
    "an exponent that may be a fraction": (x ** (y + 1), x * x**y),
    "root of a product": (sp.sqrt(x * y), sp.sqrt(x) * sp.sqrt(y)),
}


@pytest.mark.parametrize("name", TRUE)
def test_proves(name):
    assert same(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_does_not_prove(name):
    assert not same(*FALSE[name])


def test_a_delta_is_contracted_only_inside_the_range():
    summed = total(delta(l, m) * a[l], (l, 1, n))
    assert same(summed, a[m], Range(m, 1, n))
    assert not same(summed, a[m])
    assert not same(summed, a[m], Range(m, 1, d))
    assert not same(total(delta(l, m) * a[l], (l, 2, n)), a[m], Range(m, 1, n))


def test_a_power_is_split_only_where_its_exponent_is_not_negative():
    one, other = x ** (t - m + 1), x * x ** (t - m)
    assert same(one, other, Range(m, 1, t)) and not same(one, other, Range(m, 1, n))


def test_a_derivative_does_not_capture_the_summation_index():
    """SymPy's own derivative of sum exp(x_l) with respect to x_l, l bound, is silently wrong."""
    Z = sp.Sum(sp.exp(a[l]), (l, 1, n))
    found = Unfolding((), Known())(sp.Derivative(Z, a[l]))
    assert same(found, sp.exp(a[l]), Range(l, 1, n))
    assert not same(found, total(sp.exp(a[l]), (l, 1, n)), Range(l, 1, n))


def test_substitution_does_not_capture():
    summed = total(A[k, l], (l, 1, n))
    assert same(substituted(summed, {k: l}), total(A[l, m], (m, 1, n)))
    assert not same(substituted(summed, {k: l}), total(A[m, m], (m, 1, n)))


def test_substitution_leaves_bound_indices_alone():
    summed = total(A[k, l], (l, 1, n))
    assert same(substituted(summed, {l: sp.Integer(2)}), summed)
    assert not same(substituted(summed, {k: sp.Integer(2)}), summed)


def test_triangular_limits_keep_their_order():
    one = total(total(A[m, s], (s, 1, m)), (m, 1, t))
    other = total(total(A[k, l], (l, 1, k)), (k, 1, t))
    assert same(one, other) and not same(one, total(total(A[l, k], (l, 1, k)), (k, 1, t)))
