"""What is proved of heads, and statements beside it that must not be."""

import pytest
import sympy as sp
from lstmbook.derivations import multi_head_attention as heads
from lstmbook.derivations.attention_backward import entry
from lstmbook.derivations.multi_head_attention import H, P, T_k, a, e, i, l, s
from lstmbook.equations.multi_head_attention import W_out, context
from lstmbook.notation.attention import T_q, d_k, d_v
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

PROOFS = [
    heads.side_by_side,
    heads.adds_up_to_one,
    heads.beyond_no_value,
    heads.one_head_for_two,
    heads.heads_for_places,
    heads.keys_with_a_bias,
    heads.bias_of_the_keys,
]


@pytest.mark.parametrize("proof", PROOFS)
def test_is_proved_for_all_sizes(proof):
    derivation = proof()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def _read(head):
    return context.entry(i, a, head=head)


def _scores(bias_of):
    """Weights of keys with a bias that depends on the key, by its place."""
    q, plain, b = entry("q"), heads.plain, heads.b

    def score(place):
        return sp.Sum(q * (plain[place, a] + bias_of(b, place)), (a, 1, d_k)) / sp.sqrt(d_k)

    return sp.exp(score(s)) / sp.Sum(sp.exp(score(l)), (l, 1, T_k))


def _bare():
    return sp.exp(entry("scores")) / sp.Sum(sp.exp(entry("scores", i, l)), (l, 1, T_k))


BACK = W_out.entry(a, heads.j, head=e)
WRONG = {
    "one head too few": (heads.side_by_side, sp.Sum(_read(e) * BACK, (a, 1, d_v), (e, 1, H - 1))),
    "the blocks of another head": (
        heads.side_by_side,
        sp.Sum(_read(e) * W_out.entry(a, heads.j, head=H + 1 - e), (a, 1, d_v), (e, 1, H)),
    ),
    "weights that add up to the number of keys": (heads.adds_up_to_one, T_k),
    "a context beyond all values": (
        heads.beyond_no_value,
        sp.Sum(entry("weights") * sp.Sum(heads.w[a] * entry("v", s, a), (a, 1, d_v)), (s, 1, T_k)),
    ),
    "a gradient at the bias of the keys": (
        heads.bias_of_the_keys,
        sp.Sum(entry("q") * entry("weights") * entry("weights_bar"), (s, 1, T_k), (i, 1, T_q)) / sp.sqrt(d_k),
    ),
}


@pytest.mark.parametrize(("proof", "result"), WRONG.values(), ids=WRONG)
def test_a_wrong_result_is_rejected(proof, result):
    right = proof()
    with pytest.raises((NotProved, ValueError)):
        Derivation(right.start, claim="wrong", given=right.given).step(result, because="wrong")


@pytest.mark.parametrize(
    "bias_of", [lambda b, place: b[a] * place, lambda b, place: b[a + place]], ids=["growing with the place", "another"]
)
def test_a_bias_that_depends_on_the_place_is_seen(bias_of):
    right = heads.keys_with_a_bias()
    with pytest.raises(NotProved):
        Derivation(_scores(bias_of), claim="wrong", given=right.given).step(_bare(), because="wrong")


def test_no_head_passes_on_more_than_is_proved():
    for proof, bound in ((heads.one_head_for_two, sp.Rational(3, 2)), (heads.heads_for_places, P - H + 1)):
        right = proof()
        derivation = Derivation(right.start, claim="wrong", given=right.given)
        with pytest.raises(NotProved):
            derivation.at_least(bound, certificate=right.start - bound, because="wrong")
