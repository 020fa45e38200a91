"""The Jacobian of layer normalisation is proved, and lacks no term."""

import pytest
import sympy as sp
from lstmbook.derivations import layer_norm
from lstmbook.derivations.layer_norm import EXPLICIT, GIVEN, JACOBIAN, STRETCHED, N, epsilon, j, m, n, q, r, t, v, x
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Range


@pytest.mark.parametrize("name", ["of_variance", "of_scale", "jacobian", "in_its_own_terms", "shift_unseen", "stretch"])
def test_is_proved_for_all_sizes(name):
    derivation = getattr(layer_norm, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


LIES = {
    "without the mean": EXPLICIT + r[t] / n,
    "without the variance": (sp.KroneckerDelta(j, q) - 1 / n) * r[t],
    "the variance not shared out": EXPLICIT - (x[t, j] - m[t]) * (x[t, q] - m[t]) * r[t] ** 3,
    "the other sign": (sp.KroneckerDelta(j, q) - 1 / n) * r[t] + (x[t, j] - m[t]) * (x[t, q] - m[t]) * r[t] ** 3 / n,
    "the factor forgotten": JACOBIAN / r[t],
}


@pytest.mark.parametrize("name", LIES)
def test_lies_are_not_proved(name):
    derivation = Derivation(sp.Derivative(N[t, j], x[t, q]), claim="a lie", given=GIVEN)
    with pytest.raises(NotProved):
        derivation.step(LIES[name], because="it is not")


STRETCHES = {
    "nothing is left": sp.Integer(0),
    "the share of the variance": STRETCHED * v[t] / epsilon,
    "the factor forgotten": STRETCHED / r[t],
}


@pytest.mark.parametrize("name", STRETCHES)
def test_lies_about_a_stretch_are_not_proved(name):
    derivation = Derivation(sp.Sum(JACOBIAN * N[t, q], (q, 1, n)), claim="a lie", given=[*GIVEN, Range(j, 1, n)])
    with pytest.raises(NotProved):
        derivation.step(STRETCHES[name], because="it is not")
