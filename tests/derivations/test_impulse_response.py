"""What is proved of impulse responses: for all sizes, equal to what arrays do, and false for its neighbours."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import impulse_response as proofs
from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import sigma
from lstmbook.notation.core import n, t
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Orthonormal, Range

NAMES = ("one_unit", "many_units", "one_direction", "length", "never_faster", "with_tanh")
i, j, k, m, tau, a, w, v, z, e, Q, U, h = (getattr(proofs, name) for name in "i j k m tau a w v z e Q U h".split())


@pytest.mark.parametrize("name", NAMES)
def test_is_proved_for_all_sizes(name):
    derivation = getattr(proofs, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.mark.parametrize("wrong", [w * a ** (t + 1), w + a**t, w * t * a**t, a**t], ids=str)
def test_a_wrong_power_is_refused(wrong):
    true = proofs.one_unit()
    recurrence = Definition(true.start, a * true.start.subs(t, t - 1))
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie", given=true.given).by_induction(on=t, recurrence=recurrence, formula=wrong)


@pytest.mark.parametrize("transposed", [True, False])
def test_many_units_need_their_row_on_the_left(transposed):
    true = proofs.many_units()
    power = proofs.powers[t, j, m] if transposed else proofs.powers[t + 1, m, j]
    formula = sp.Sum(proofs.row[m] * power, (m, 1, n))
    derivation = Derivation(true.start, claim="a lie", given=true.given)
    with pytest.raises(NotProved):
        derivation.by_induction(on=t, recurrence=proofs.LINEAR_STEP, formula=formula, start=1)


def test_without_symmetry_or_orthonormal_directions_none_is_a_unit_by_itself():
    true = proofs.one_direction()
    lopsided = Definition(U(m, j), sp.Sum(Q[m, i] * proofs.shares[i] * proofs.v[i] * Q[j, i], (i, 1, n)), over=(m, j))
    for given in (
        [proofs.LINEAR_STEP, lopsided, Orthonormal(Q, n), Range(k, 1, n)],
        [proofs.LINEAR_STEP, proofs.SYMMETRIC, Range(k, 1, n)],
    ):
        with pytest.raises(NotProved):
            Derivation(true.start, claim="a lie", given=given).step(true.last, because="so it is said")


def test_lengths_are_squares():
    true = proofs.length()
    for wrong in (v[k] ** 2 * proofs.shares[k] ** t, v[k] * proofs.shares[k] ** (2 * t)):
        with pytest.raises(NotProved):
            Derivation(true.start, claim="a lie", given=true.given).step(
                sp.Sum(wrong, (k, 1, n)), because="so it is said"
            )


def test_a_sum_of_traces_fades_no_slower_than_a_power_but_not_faster_either():
    """The other direction is false, and so is the bound with weights that may be negative."""
    true = proofs.never_faster()
    pair = v[i] ** 2 * v[k] ** 2 * sigma(z[i]) ** t * sigma(z[k]) ** t * (sigma(z[i]) - sigma(z[k])) ** 2
    certificate = sp.Sum(pair, (i, 1, n), (k, 1, n)) / 2
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie").at_most(true.last, certificate=certificate, because="so it is said")

    def signed(step):
        return sp.Sum(v[k] * sigma(z[k]) ** step, (k, 1, n))

    pair = v[i] * v[k] * sigma(z[i]) ** t * sigma(z[k]) ** t * (sigma(z[i]) - sigma(z[k])) ** 2
    certificate = sp.Sum(pair, (i, 1, n), (k, 1, n)) / 2
    with pytest.raises(NotProved):
        Derivation(signed(t) * signed(t + 2), claim="a lie").at_least(
            signed(t + 1) ** 2, certificate=certificate, because="so it is said"
        )


@pytest.mark.parametrize(
    "wrong",
    [
        e[0] * sp.Product(a * (1 + proofs.one_state[tau] ** 2), (tau, 1, t)),
        e[0] * sp.Product(a * (1 - proofs.one_state[tau - 1] ** 2), (tau, 1, t)),
        e[0] * a**t,
    ],
    ids=["a sign", "the slopes of the old states", "no slopes"],
)
def test_wrong_slopes_are_refused(wrong):
    true = proofs.with_tanh()
    recurrence = Definition(true.start, a * (1 - proofs.one_state[t] ** 2) * e[t - 1])
    with pytest.raises((NotProved, ValueError)):
        Derivation(true.start, claim="a lie", given=true.given).by_induction(on=t, recurrence=recurrence, formula=wrong)


def test_the_length_is_that_of_the_powers():
    rng = np.random.default_rng(0)
    directions, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    shares, row = np.array([0.9, -0.7, 0.4, 0.2]), rng.normal(size=4)
    matrix = (directions * shares) @ directions.T
    parts = row @ directions
    for step in (0, 1, 5):
        state = row @ np.linalg.matrix_power(matrix, step)
        assert np.isclose(state @ state, (parts**2 * shares ** (2 * step)).sum())
