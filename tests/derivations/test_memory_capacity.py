"""What is proved of memory capacity: for all sizes, and false for its neighbours."""

import pytest
import sympy as sp
from lstmbook.derivations import memory_capacity as proofs
from lstmbook.equations.definition import Definition
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Orthonormal

i, k, m, K, r, a = (getattr(proofs, name) for name in ("i", "k", "m", "K", "r", "a"))
Q, v, s, p = (getattr(proofs, name) for name in ("Q", "v", "s", "p"))
GIVEN = [proofs.COLUMNS, proofs.INPUT]
NOISE = [*GIVEN, proofs.HEARD]


@pytest.mark.parametrize(
    "name", ["error", "best", "total", "at_most_one", "best_in_noise", "total_in_noise", "one_unit"]
)
def test_is_proved_for_all_sizes(name):
    derivation = getattr(proofs, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.mark.parametrize(
    "wrong",
    [
        1 - proofs.HELD,
        1 - sp.Sum(Q[k, i], (i, 1, r)) + sp.Sum((v[i] - Q[k, i]) ** 2, (i, 1, r)),
        1 + proofs.HELD + sp.Sum((v[i] - Q[k, i]) ** 2, (i, 1, r)),
        1 - proofs.HELD + sp.Sum((v[i] - Q[k + 1, i]) ** 2, (i, 1, r)),
    ],
    ids=["the best for any readout", "correlations without their squares", "a sign", "an input too many"],
)
def test_a_wrong_error_is_refused(wrong):
    with pytest.raises((NotProved, ValueError)):
        Derivation(proofs.ERROR, claim="a lie", given=GIVEN).step(wrong, because="so it is said")


@pytest.mark.parametrize("wrong", [K, r - 1, r**2, r * K], ids=["the horizon", "one less", "its square", "all entries"])
def test_a_wrong_total_is_refused(wrong):
    with pytest.raises(NotProved):
        Derivation(proofs.total().start, claim="a lie", given=GIVEN).step(wrong, because="so it is said")


def test_without_orthonormal_columns_there_is_no_total():
    given = [one for one in GIVEN if not isinstance(one, Orthonormal)]
    with pytest.raises(NotProved):
        Derivation(proofs.total().start, claim="a lie", given=given).step(r, because="so it is said")


@pytest.mark.parametrize(
    "wrong",
    [
        1 - 2 * sp.Sum(Q[k, i] * s[i] * v[i], (i, 1, r)) + sp.Sum(s[i] ** 2 * v[i] ** 2, (i, 1, r)),
        1 - 2 * sp.Sum(Q[k, i] * v[i], (i, 1, r)) + sp.Sum(p[i] * v[i] ** 2, (i, 1, r)),
        1 - proofs.HELD_IN_NOISE + sp.Sum((v[i] - Q[k, i] * s[i] / p[i]) ** 2, (i, 1, r)),
        1 - proofs.HELD_IN_NOISE + sp.Sum(p[i] * (v[i] - Q[k, i] / p[i]) ** 2, (i, 1, r)),
        1 - proofs.HELD + sp.Sum(p[i] * (v[i] - Q[k, i] * s[i] / p[i]) ** 2, (i, 1, r)),
    ],
    ids=["no noise", "no sizes", "an unweighted distance", "other weights", "as without noise"],
)
def test_a_wrong_error_in_noise_is_refused(wrong):
    with pytest.raises((NotProved, ValueError)):
        Derivation(proofs.NOISY, claim="a lie", given=NOISE).step(wrong, because="so it is said")


@pytest.mark.parametrize(
    "wrong",
    [r, sp.Sum(s[i] / p[i], (i, 1, r)), sp.Sum(p[i], (i, 1, r))],
    ids=["the rank", "no squares", "the variance"],
)
def test_a_wrong_total_in_noise_is_refused(wrong):
    with pytest.raises(NotProved):
        Derivation(proofs.total_in_noise().start, claim="a lie", given=[proofs.COLUMNS, proofs.HEARD]).step(
            wrong, because="so it is said"
        )


def test_one_unit_without_the_square_is_refused():
    true, n = proofs.one_unit(), proofs.newest
    recurrence = Definition(true.start, true.start.subs(n, n - 1) + (1 - a) * a ** (n - 1))
    with pytest.raises(NotProved):
        Derivation(true.start, claim="a lie", given=true.given).by_induction(
            on=n, recurrence=recurrence, formula=1 - a ** (2 * n)
        )
