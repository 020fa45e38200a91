"""What is proved of memory with noise: for all sizes, and false for its neighbours."""

import pytest
import sympy as sp
from lstmbook.derivations import memory_with_noise as proofs
from lstmbook.equations.definition import Definition
from lstmbook.notation.core import n, t
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Between, Orthonormal

i, j, k, m, K, P, Q, V, a, s, u, v = (getattr(proofs, name) for name in "i j k m K P Q V a s u v".split())
alpha, b = proofs.alpha, proofs.b
ALL = [
    proofs.best_readout,
    proofs.shared,
    proofs.one_direction,
    proofs.noise_along,
    proofs.all_directions,
    proofs.whole_length,
    proofs.telescope,
    proofs.chain_noise,
    proofs.chain_that_amplifies,
]


@pytest.mark.parametrize("derive", ALL)
def test_is_proved_for_all_sizes(derive):
    derivation = derive()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.mark.parametrize(
    ("derive", "wrong"),
    [
        (proofs.shared, K),
        (proofs.shared, n - 1),
        (proofs.one_direction, a[k] ** 2 * sp.Sum(v[m] * P[m, k], (m, 1, n))),
        (proofs.one_direction, a[k] * sp.Sum(v[m] * P[k, m], (m, 1, n))),
        (proofs.whole_length, sp.Sum(s[i], (i, 1, n))),
        (proofs.whole_length, sp.Sum(a[i] * s[i] ** 2, (i, 1, n))),
    ],
    ids=["all noise", "one less", "its square", "rows for columns", "without squares", "the matrix in it"],
)
def test_a_wrong_line_is_refused(derive, wrong):
    true = derive()
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie", given=true.given).step(wrong, because="so it is said")


@pytest.mark.parametrize("derive", [proofs.one_direction, proofs.whole_length, proofs.shared])
def test_without_orthonormal_columns_nothing_follows(derive):
    true = derive()
    given = [one for one in true.given if not isinstance(one, Orthonormal)]
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie", given=given).step(true.last, because="so it is said")


def test_a_readout_hears_no_less_than_half_of_the_bound_is_refused():
    true = proofs.best_readout()
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie").at_most(
            true.last / 2,
            certificate=sp.Sum((u[i] * v[k] - u[k] * v[i]) ** 2, (i, 1, n), (k, 1, n)) / 4,
            because="so it is said",
        )


NOISE = V[t]
WRONG = {
    "weights in place of squares": (proofs.noise_along, a[i] * V[t - 1] + 1, None),
    "no new noise": (proofs.noise_along, a[i] ** 2 * V[t - 1], None),
    "a unit too many": (proofs.chain_noise, alpha * V[t - 1] + 1, sp.Sum(alpha ** (t - i), (i, 1, t + 1))),
    "noise amplified as it comes in": (proofs.chain_noise, alpha * (V[t - 1] + 1), None),
    "without its own noise": (proofs.chain_that_amplifies, (1 + b) * V[t - 1], ((1 + b) ** t - 1) / b),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_noise_is_refused(name):
    derive, right, formula = WRONG[name]
    true = derive()
    with pytest.raises(NotProved):
        Derivation(NOISE, claim="a lie", given=true.given).by_induction(
            on=t, recurrence=Definition(NOISE, right), formula=true.last if formula is None else formula
        )


def test_an_eigenvalue_of_one_is_refused():
    true = proofs.noise_along()
    given = [one for one in true.given if not isinstance(one, Between)]
    with pytest.raises(ValueError, match="may have no value"):
        Derivation(NOISE, claim="a lie", given=given).by_induction(
            on=t, recurrence=Definition(NOISE, a[i] ** 2 * V[t - 1] + 1), formula=true.last
        )


def test_a_chain_that_does_not_amplify_has_no_such_bound():
    with pytest.raises(NotProved):
        Derivation(((1 + b) ** t - 1) / b, claim="a lie").less_than(
            (1 + b) ** t / (2 * b), certificate=1 / b, because="so it is said"
        )
