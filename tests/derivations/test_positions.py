"""Positions as turns, proved; and what is nearly the same, refused."""

import pytest
import sympy as sp
from lstmbook.derivations import positions
from lstmbook.derivations.positions import E_cos, E_sin, i, j, m, omega, p, pairs, s
from lstmbook.equations.definition import Definition
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

PROOFS = {
    "sine": lambda: positions.shift(sp.sin),
    "cosine": lambda: positions.shift(sp.cos),
    "distance": positions.only_the_distance,
    "rotary": positions.rotary_score,
    "bias": positions.turned_bias,
    "no bias": positions.bias_unseen,
}


@pytest.mark.parametrize("name", PROOFS)
def test_proved_for_all_sizes(name):
    assert PROOFS[name]().scope == FOR_ALL_SIZES


def refused(start, end, given):
    with pytest.raises(NotProved):
        Derivation(start, claim="a lie", given=given).step(end, because="so it is said")


ENCODED = positions._ENCODED
SHIFTED = E_sin[p, j] * sp.cos(m * omega[j]), E_cos[p, j] * sp.sin(m * omega[j])


def test_a_shift_turns_one_way_and_not_the_other():
    refused(E_sin[p + m, j], SHIFTED[0] - SHIFTED[1], ENCODED)
    refused(E_cos[p + m, j], SHIFTED[0] + SHIFTED[1], ENCODED)


def test_sines_of_another_speed_do_not_leave_the_distance():
    other = [ENCODED[0], Definition(E_cos[p, j], sp.cos(p * omega[j + 1]), (p, j))]
    start = sp.Sum(E_sin[p, j] * E_sin[p + m, j] + E_cos[p, j] * E_cos[p + m, j], (j, 1, pairs))
    refused(start, sp.Sum(sp.cos(m * omega[j]), (j, 1, pairs)), other)
    refused(start, sp.Sum(sp.sin(m * omega[j]), (j, 1, pairs)), ENCODED)


def test_a_query_alone_does_not_leave_the_distance():
    """With a key that stays as it is the score is of i and of no s; and a key turned back is of i + s."""
    product = sum(positions.turned[f"q{axis}"][i, j] * positions.turned[f"k{axis}"][s, j] for axis in "xy")
    end = positions.rotary_score().last
    done = [Definition(positions.angle[j], (i - s) * omega[j], (j,))]
    x, y = positions.k_x[s, j], positions.k_y[s, j]
    done += [
        Definition(positions.along[j], positions.q_x[i, j] * x + positions.q_y[i, j] * y, (j,)),
        Definition(positions.across[j], positions.q_x[i, j] * y - positions.q_y[i, j] * x, (j,)),
        *positions._turned("q", i, positions.q_x[i, j], positions.q_y[i, j]),
    ]
    still = [Definition(positions.turned[f"k{axis}"][s, j], one, (j,)) for axis, one in (("x", x), ("y", y))]
    refused(sp.Sum(product, (j, 1, pairs)), end, [*done, *still])
    back = [
        Definition(positions.turned["kx"][s, j], x * sp.cos(s * omega[j]) + y * sp.sin(s * omega[j]), (j,)),
        Definition(positions.turned["ky"][s, j], y * sp.cos(s * omega[j]) - x * sp.sin(s * omega[j]), (j,)),
    ]
    refused(sp.Sum(product, (j, 1, pairs)), end, [*done, *back])
    turned = positions._turned("k", s, x, y)
    Derivation(sp.Sum(product, (j, 1, pairs)), claim="truth", given=[*done, *turned]).step(end, because="turned both")


def test_a_bias_that_differs_between_keys_is_seen():
    given = list(positions.bias_unseen().given)
    b = sp.IndexedBase("b")
    given[1] = Definition(given[1].left, given[1].right.xreplace({b[positions.a]: b[s, positions.a]}), given[1].over)
    refused(sp.IndexedBase("A'")[i, s], sp.IndexedBase("A")[i, s], given)
