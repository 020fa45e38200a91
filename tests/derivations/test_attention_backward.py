"""The gradients of attention: each is proved for all sizes, and wrong ones are not."""

import pytest
import sympy as sp
from lstmbook.derivations import attention_backward as backward
from lstmbook.derivations.attention_backward import a, entry, i, j, l, s
from lstmbook.notation.attention import T_k, T_q, d_k, d_v
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

PROOFS = {
    "v": backward.at_values,
    "weights": backward.at_weights,
    "scores": backward.at_scores,
    "q": backward.at_queries,
    "k": backward.at_keys,
}


@pytest.mark.parametrize("name", PROOFS)
def test_is_proved_for_all_sizes(name):
    derivation = PROOFS[name]()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES
    assert derivation.last == backward.ATTENTION_BACKWARD.entry(f"{name}_bar", *backward.places_of(name))


A, A_BAR, S_BAR = entry("weights"), entry("weights_bar"), entry("scores_bar")
ROW = sp.Sum(entry("weights", i, l) * entry("weights_bar", i, l), (l, 1, T_k))
COLUMN = sp.Sum(entry("weights", j, s) * entry("weights_bar", j, s), (j, 1, T_q))
TO_QUERY = sp.Sum(S_BAR * entry("k", s, a), (s, 1, T_k))
TO_KEY = sp.Sum(S_BAR * entry("q", i, a), (i, 1, T_q))
WRONG = {
    "scores": {
        "the sign of the Jacobian": -A * (A_BAR - ROW),
        "its second part with the other sign": A * (A_BAR + ROW),
        "without its second part": A * A_BAR,
        "the sum over a column": A * (A_BAR - COLUMN),
        "a sum without weights": A * (A_BAR - sp.Sum(entry("weights_bar", i, l), (l, 1, T_k))),
        "the softmax forgotten": A_BAR,
    },
    "q": {
        "no scale": TO_QUERY,
        "multiplied by the scale": TO_QUERY * sp.sqrt(d_k),
        "over d_k": TO_QUERY / d_k,
        "queries for keys": sp.Sum(S_BAR * entry("q", i, a), (s, 1, T_k)) / sp.sqrt(d_k),
    },
    "k": {
        "no scale": TO_KEY,
        "multiplied by the scale": TO_KEY * sp.sqrt(d_k),
        "keys for queries": sp.Sum(S_BAR * entry("k", s, a), (i, 1, T_q)) / sp.sqrt(d_k),
        "the scores transposed": sp.Sum(entry("scores_bar", s, i) * entry("q", i, a), (i, 1, T_q)) / sp.sqrt(d_k),
    },
    "v": {
        "the weights transposed": sp.Sum(entry("weights", s, i) * entry("context_bar", i, a), (i, 1, T_q)),
        "the scores for the weights": sp.Sum(entry("scores") * entry("context_bar"), (i, 1, T_q)),
    },
    "weights": {
        "keys for values": sp.Sum(entry("context_bar") * entry("k", s, a), (a, 1, d_v)),
        "the gradient transposed": sp.Sum(entry("context_bar", s, a) * entry("v", i, a), (a, 1, d_v)),
    },
}


@pytest.mark.parametrize(("name", "what"), [(name, what) for name in WRONG for what in WRONG[name]])
def test_wrong_gradients_are_rejected(name, what):
    right = PROOFS[name]()
    with pytest.raises(NotProved):
        Derivation(right.start, claim=what, given=right.given).step(WRONG[name][what], because="wrong")
