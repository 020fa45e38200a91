"""What is proved of heads over a memory, and what must not be."""

import pytest
import sympy as sp
from lstmbook.derivations import multi_head_memory as proofs
from lstmbook.derivations.multi_head_memory import BETA, POOLING, U, a, b, e, i, l, s, u
from lstmbook.notation.attention import T_k
from lstmbook.notation.decoder import d_m
from lstmbook.proof.derivation import Derivation, NotProved


@pytest.mark.parametrize("name", ["folded", "evenly", "votes"])
def test_is_proved_for_all_sizes(name):
    assert "for all sizes" in getattr(proofs, name)().scope


def test_a_fold_without_the_root_is_not_proved():
    given = [POOLING.definition(name, *at, head=e) for name, at in (("k", (s, a)), ("scores", (i, s)))]
    weights = POOLING.definition("weights", i, s, head=e)
    derivation = Derivation(weights.left, claim="a lie", given=[weights, *given, U, BETA])

    def score(place):
        row = POOLING.quantities["memory"].entry(place, b)
        return 2 * sp.Sum(row * u[e, i, b], (b, 1, d_m))

    with pytest.raises(NotProved):
        derivation.step(sp.exp(score(s)) / sp.Sum(sp.exp(score(l)), (l, 1, T_k)), because="it does not follow")
