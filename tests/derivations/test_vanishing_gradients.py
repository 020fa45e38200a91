"""What is proved of gradients through a simple network: for all sizes, and false for its neighbours."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import vanishing_gradients as proofs
from lstmbook.equations.nodes import TotalDerivative
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation import recurrent
from lstmbook.notation.core import n, t
from lstmbook.proof.derivation import AT_THESE_SIZES, FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Fixed, Orthonormal, Range
from lstmbook.proof.induction import SLACK

GENERAL = ("one_step", "handed_back", "two_steps", "pascanu", "longest", "slopes", "all_steps", "same_length")
i, j, k, l, m, h, U, v, e, r = (getattr(proofs, name) for name in ("i", "j", "k", "l", "m", "h", "U", "v", "e", "r"))
HELD = [Fixed(recurrent.x.entry(k, step=step), (k,)) for step in (t, t - 1)]
ONE = [SIMPLE_RNN.definition("h", j), HELD[0], Range(m, 1, n)]
TWO = [SIMPLE_RNN.definition("h", j, step=step) for step in (t, t - 1)] + [*HELD, Range(m, 1, n)]


@pytest.mark.parametrize("name", [*GENERAL, "power_law", "sigmoid_slope"])
def test_is_proved_for_all_sizes(name):
    derivation = getattr(proofs, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def test_the_shear_is_proved_for_its_two_units():
    assert [one.scope for one in proofs.shear()] == [AT_THESE_SIZES] * 2


def refused(start, line, given=()):
    with pytest.raises((NotProved, ValueError)):
        Derivation(start, claim="a lie", given=given).step(line, because="so it is said")


@pytest.mark.parametrize(
    "wrong",
    [
        (1 - h(j) ** 2) * U(j, m),
        (1 - h(m, step=t - 1) ** 2) * U(m, j),
        (1 + h(j) ** 2) * U(m, j),
        h(j) * (1 - h(j)) * U(m, j),
        U(m, j),
    ],
    ids=["transposed", "the slope of the old state", "a sign", "the slope of sigma", "no slope"],
)
def test_a_wrong_step_is_refused(wrong):
    refused(sp.Derivative(h(j), h(m, step=t - 1)), wrong, ONE)


@pytest.mark.parametrize("reversed_", [True, False], ids=["reversed", "transposed"])
def test_wrong_factors_of_two_steps_are_refused(reversed_):
    now, before = 1 - h(j) ** 2, 1 - h(l, step=t - 1) ** 2
    wrong = U(m, l) * (1 - h(l) ** 2) * U(l, j) * (1 - h(j, step=t - 1) ** 2) if reversed_ else U(l, m) * before
    wrong = wrong if reversed_ else wrong * U(j, l) * now
    refused(TotalDerivative(h(j), h(m, step=t - 2)), sp.Sum(wrong, (l, 1, n)), TWO)


def test_pascanu_transposed_is_refused():
    true = proofs.pascanu()
    w = sp.IndexedBase("W")
    refused(true.start, true.last.subs(w[j, m], w[m, j]), true.given)


def longest_with(bound, certificate=None):
    true = proofs.longest()
    turned = sp.Sum(proofs.Q[i, j] * v[j], (j, 1, n))
    share = sp.tanh(proofs.a[i])
    default = proofs.S**2 * sp.Sum((1 - share**2) * turned**2, (i, 1, n))
    return Derivation(true.start, claim="a bound", given=true.given).at_most(
        bound, certificate=default if certificate is None else certificate, because="signs"
    )


def test_a_vector_is_not_shorter_than_half_the_bound_says():
    square = sp.Sum(v[j] ** 2, (j, 1, n))
    assert longest_with(proofs.S**2 * square).lines
    for wrong in (proofs.S**2 * square / 2, proofs.S * square, proofs.S**2 * sp.Sum(v[j], (j, 1, n)) ** 2):
        with pytest.raises(NotProved):
            longest_with(wrong)


def test_without_orthonormal_columns_there_is_no_bound():
    true = proofs.longest()
    given = [one for one in true.given if not isinstance(one, Orthonormal)]
    refused(true.start, true.lines[0].expression, given)


def test_the_length_of_an_orthogonal_step_is_neither_shorter_nor_linear_in_rho():
    true = proofs.same_length()
    square = true.last / proofs.rho**2
    for wrong in (proofs.rho * square, square, proofs.rho**4 * square):
        refused(true.start, wrong, true.given)


def test_powers_of_the_wrong_step_are_refused():
    recurrence = proofs.Definition(e[t], proofs.rho**2 * e[t - 1])
    for wrong in (proofs.rho**t * e[0], proofs.rho ** (2 * t + 2) * e[0]):
        with pytest.raises(NotProved):
            Derivation(e[t], claim="a lie").by_induction(on=t, recurrence=recurrence, formula=wrong)
    loss = proofs.Definition(e[t], proofs.S**2 * e[t - 1] - r[t] ** 2)
    with pytest.raises(NotProved):
        Derivation(e[t], claim="a lie").at_most_by_induction(
            on=t,
            recurrence=loss,
            bound=proofs.S**t * e[0],
            certificate=proofs.S**2 * SLACK + r[t + 1] ** 2,
            because="signs",
        )


def test_the_shear_is_that_of_the_matrix():
    """The entries of v (U^T)^t for U = [[s, b], [0, s]], against the formula that is proved."""
    s, b, count, start = 0.9, 0.5, 7, np.array([0.3, -1.2])
    back = start @ np.linalg.matrix_power(np.array([[s, b], [0, s]]).T, count)
    second, first = (one.last for one in proofs.shear())
    values = {
        symbol: value
        for symbol in first.free_symbols
        for name, value in (("s", s), ("b", b), ("t", count))
        if str(symbol) == name
    }
    entries = {v[0, 1]: start[0], v[0, 2]: start[1]}
    found = [float(one.xreplace(entries).subs(values)) for one in (first, second)]
    assert np.allclose(found, back, atol=1e-12)
