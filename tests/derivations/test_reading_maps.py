"""What is proved of maps, and statements beside it that must not be."""

import pytest
import sympy as sp
from lstmbook.derivations import reading_maps as maps
from lstmbook.equations.attention_scores import DOT
from lstmbook.equations.definition import Definition
from lstmbook.equations.multi_head_attention import MULTI_HEAD_ATTENTION
from lstmbook.notation.attention import H, T_k, mean_weights, without_one
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

a, e, i, j, l, s = maps.a, maps.e, maps.i, maps.j, maps.l, maps.s
PROOFS = [maps.one_map_for_all_heads, maps.the_mean_is_a_map, maps.row_left_out]


@pytest.mark.parametrize("proof", PROOFS)
def test_is_proved_for_all_sizes(proof):
    derivation = proof()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def _read_by_the_mean():
    return sp.Sum(mean_weights.entry(i, s) * maps._value(s), (s, 1, T_k))


OWN, ROW = DOT.quantities["weights"].entry(j, query=i), DOT.quantities["v"].entry(j, l)
READ, OTHERS = DOT.quantities["context"].entry(l, query=i), without_one.entry(j, l, query=i)
WRONG = {
    "the mean of the contexts": (maps.one_map_for_all_heads, _read_by_the_mean()),
    "a map that adds up to the number of heads": (maps.the_mean_is_a_map, H),
    "the other way": (maps.row_left_out, OWN * (ROW - OTHERS)),
    "from all that is read": (maps.row_left_out, OWN * (READ - ROW)),
    "not shared out again": (maps.row_left_out, -OWN * ROW),
}


@pytest.mark.parametrize(("proof", "result"), WRONG.values(), ids=WRONG)
def test_a_wrong_result_is_rejected(proof, result):
    right = proof()
    with pytest.raises((NotProved, ValueError)):
        Derivation(right.start, claim="wrong", given=right.given).step(result, because="wrong")


def test_heads_with_values_of_their_own_have_no_map_in_common():
    """The same statement about the model whose values have a head each, with the values of the first head."""
    own = MULTI_HEAD_ATTENTION
    weight = own.quantities["weights"].entry(i, s, head=e)
    mean = Definition(mean_weights.entry(i, s), sp.Sum(weight, (e, 1, H)) / H, over=(i, s))
    start = sp.Sum(own.quantities["context"].entry(i, a, head=e), (e, 1, H))
    derivation = Derivation(start, claim="wrong", given=[own.definition("context", i, a, head=e), mean])
    first = own.quantities["v"].entry(s, a, head=1)
    with pytest.raises(NotProved):
        derivation.step(H * sp.Sum(mean_weights.entry(i, s) * first, (s, 1, T_k)), because="wrong")
