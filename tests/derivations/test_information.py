"""What is proved of information: for all sizes, and false for its neighbours."""

import pytest
import sympy as sp
from lstmbook.derivations import information as proofs
from lstmbook.equations.nodes import gap
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Distribution

NAMES = ["entropy", "information", "difference", "processing", "channel", "share", "relevant"]
m, S, V = proofs.m, proofs.S, proofs.V


@pytest.mark.parametrize("name", NAMES)
def test_is_proved_for_all_sizes(name):
    derivation = getattr(proofs, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("channel", sp.log(1 + S / V)),
        ("channel", sp.log(S / V) / 2),
        ("channel", sp.log(1 + V / S) / 2),
        ("channel", sp.log(1 + S / V) / (2 * sp.log(2))),
        ("share", -sp.log(1 - m**2) / 2),
        ("share", sp.log(1 - m) / 2),
        ("share", -sp.log(m) / 2),
    ],
    ids=["twice", "no one", "noise over signal", "bits for nats", "squared again", "a sign", "what is not held"],
)
def test_a_wrong_closed_form_is_refused(name, wrong):
    true = getattr(proofs, name)()
    with pytest.raises((NotProved, ValueError)):
        Derivation(true.start, claim="a lie", given=true.given).step(wrong, because="so it is said")


def test_a_bound_that_is_too_low_is_refused():
    true = proofs.entropy()
    certificate = sp.Sum(proofs.p[proofs.i] * gap(1 / (proofs.X * proofs.p[proofs.i])), (proofs.i, 1, proofs.X))
    with pytest.raises((NotProved, ValueError)):
        Derivation(true.start, claim="a lie", given=true.given).at_most(
            sp.log(proofs.X) - 1, certificate=certificate - 1, because="so it is said"
        )


def test_without_distributions_information_may_be_negative():
    true = proofs.information()
    given = [one for one in true.given if not isinstance(one, Distribution)]
    with pytest.raises((NotProved, ValueError)):
        Derivation(true.start, claim="a lie", given=given)


def test_processing_backwards_is_refused():
    true = proofs.processing()
    with pytest.raises((NotProved, ValueError)):
        Derivation(true.last, claim="a lie", given=true.given).at_most(
            true.start, certificate=true.last - true.start, because="so it is said"
        )
