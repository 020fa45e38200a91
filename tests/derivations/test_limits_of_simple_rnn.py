"""What no memory earns is proved for all sizes, and other numbers are not."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import limits_of_simple_rnn as proofs
from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import gap
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

a, i, j, m, q, s, K, N, S, T = (getattr(proofs, name) for name in "aijmqsKNST")


@pytest.mark.parametrize("name", ["adding", "recall", "copy"])
def test_is_proved_for_all_sizes(name):
    derivation = getattr(proofs, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def test_two_numbers_make_a_sixth_and_ten_of_eight_symbols_the_known_loss():
    assert proofs.adding().last.subs(N, 2) == sp.Rational(1, 6)
    known = proofs.copy().last.subs({S: 8, K: 5, T: 20})
    assert float(known) == pytest.approx(0.34657359) == pytest.approx(5 * np.log(8) / 30)


@pytest.mark.parametrize(
    "wrong",
    [
        sp.Rational(1, 12) + (N / sp.Integer(2) - a) ** 2,
        N / sp.Integer(12) + (1 - a) ** 2,
        N / sp.Integer(3) + (N / sp.Integer(2) - a) ** 2,
        N**2 / sp.Integer(12) + (N / sp.Integer(2) - a) ** 2,
    ],
    ids=["one number's variance", "two numbers' mean", "squares alone", "variances that add as lengths"],
)
def test_a_wrong_error_of_adding_is_refused(wrong):
    true = proofs.adding()
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie", given=true.given).step(wrong, because="so it is said")


def test_numbers_of_another_interval_have_another_error():
    given = [Definition(m[i], sp.Integer(0), over=(i,)), proofs.MEANS[1]]
    derivation = Derivation(proofs.SQUARED_ERROR, claim="between minus one and one", given=given)
    derivation.step(N / sp.Integer(3) + a**2, because="the variance is a third")
    with pytest.raises(NotProved):
        Derivation(proofs.SQUARED_ERROR, claim="a lie", given=given).step(N / sp.Integer(12) + a**2, because="no")


@pytest.mark.parametrize(
    "wrong", [sp.log(S) / sp.log(2), sp.log(S + 1), S * sp.log(S)], ids=["bits", "a symbol more", "a sum"]
)
def test_a_wrong_bound_for_recall_is_refused(wrong):
    true = proofs.recall()
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie", given=true.given).at_least(
            wrong, certificate=sp.Sum(gap(S * q[j]) / S, (j, 1, S)), because="so it is said"
        )


@pytest.mark.parametrize(
    "wrong",
    [K * sp.log(S) / (T + K), K * sp.log(S) / (sp.log(2) * (T + 2 * K)), sp.log(S) / (T + 2 * K)],
    ids=["one K", "bits", "one symbol"],
)
def test_a_wrong_bound_for_copying_is_refused(wrong):
    true = proofs.copy()
    certificate = sp.Sum(gap(S * q[proofs.k, j]) / S, (j, 1, S), (proofs.k, 1, K)) / (T + 2 * K)
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie", given=true.given).at_least(
            wrong, certificate=certificate, because="so it is said"
        )


def test_guesses_that_are_no_probabilities_have_no_bound():
    with pytest.raises((NotProved, ValueError)):
        Derivation(proofs.CROSS_ENTROPY, claim="a lie").at_least(
            sp.log(S), certificate=sp.Sum(gap(S * q[j]) / S, (j, 1, S)), because="so it is said"
        )
