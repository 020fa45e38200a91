"""What a context owes to a row of the memory: what the page proves is not proved again, and nothing else is."""

import pytest
import sympy as sp
from lstmbook.derivations import attention_decoder as proofs
from lstmbook.equations.attention_decoder import LUONG
from lstmbook.proof.derivation import Derivation, NotProved


def entry(name, *places):
    return LUONG.quantities[name].entry(*places)


a, r, row = entry("weights", proofs.j), entry("context", proofs.m), entry("memory", proofs.j, proofs.m)
slope = sp.Sum(entry("h", proofs.p) * entry("W_score", proofs.p, proofs.b), (proofs.p, 1, proofs.n))
transposed = sp.Sum(entry("h", proofs.p) * entry("W_score", proofs.b, proofs.p), (proofs.p, 1, proofs.n))
delta = sp.KroneckerDelta(proofs.m, proofs.b)
WRONG = {
    "the direct path alone": a * delta,
    "the key alone": a * (row - r) * slope,
    "the softmax without its other weights": a * (delta + row * slope),
    "the wrong sign": a * (delta + (r - row) * slope),
    "a weight too many": a * (delta + (1 - a) * row * slope),
    "a score transposed": a * (delta + (row - r) * transposed),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_false_gradient_is_refused(wrong):
    right = proofs.whole_path()
    derivation = Derivation(right.start, claim="false", given=right.given)
    with pytest.raises(NotProved):
        derivation.step(wrong, because="false")
