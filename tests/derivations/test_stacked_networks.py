"""What is proved of stacks holds in numbers, and what is nearly the same is refused."""

from math import comb

import pytest
import sympy as sp
from lstmbook.derivations import stacked_networks as proofs
from lstmbook.equations.definition import Definition
from lstmbook.equations.residual import RESIDUAL_LSTM
from lstmbook.notation.core import index, t
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved


@pytest.mark.parametrize("name", ["number_of_paths", "what_they_carry", "growth", "shown_by_heard", "handed_down"])
def test_is_proved_for_all_sizes(name):
    assert getattr(proofs, name)().scope == FOR_ALL_SIZES


def paths(lag, layer):
    """Paths to a layer, by walking all of them."""
    if lag == 0 or layer == 1:
        return 1
    return paths(lag - 1, layer) + paths(lag, layer - 1)


def test_the_binomial_coefficients_obey_the_rules_they_are_given():
    for lag in range(6):
        for layer in range(1, 6):
            number = comb(lag + layer - 1, lag)
            assert paths(lag, layer) == number
            if lag:
                before = comb(lag - 1 + layer, lag - 1)
                assert comb(lag + layer, lag) * lag == before * (lag + layer)
                assert number * lag == before * layer


def test_a_wrong_count_is_refused():
    """As many paths as in one layer more, and arrows in time that all start in layer 1."""
    given = [one for one in proofs.number_of_paths().given if one != proofs.PATHS]
    l, wrong = index("l"), proofs.binomial[t, index("l")]
    derivation = Derivation(proofs.paths[t, l + 1], claim="a wrong count", given=given)
    with pytest.raises(NotProved):
        derivation.by_induction(on=t, recurrence=proofs.PATHS, formula=wrong)
    upwards = Definition(proofs.PATHS.left, proofs.paths[t - 1, l + 1] + 1)
    derivation = Derivation(proofs.paths[t, l + 1], claim="a wrong rule", given=given)
    with pytest.raises(NotProved):
        derivation.by_induction(on=t, recurrence=upwards, formula=proofs.binomial[t, l + 1])


def test_without_the_connection_the_one_is_missing():
    right = proofs.shown_by_heard()
    y, x = RESIDUAL_LSTM.quantities["y"].entry, RESIDUAL_LSTM.quantities["x"].entry
    by = sp.Derivative(y(proofs.j), x(proofs.k))
    derivation = Derivation(by, claim="without the one", given=right.given)
    with pytest.raises(NotProved):
        derivation.step(right.last - sp.KroneckerDelta(proofs.j, proofs.k), because="it is forgotten")
