"""The gradients of all projections: each is proved for all sizes, and wrong ones are not."""

import pytest
import sympy as sp
from lstmbook.derivations import multi_head_backward as backward
from lstmbook.derivations.multi_head_backward import H, T_k, T_q, a, d_k, d_out, d_v, e, entry, i, m, s
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved


@pytest.fixture(scope="module")
def proofs():
    return backward.all_of_them()


def test_each_is_proved_for_all_sizes(proofs):
    assert all(proof.closed and proof.scope == FOR_ALL_SIZES for proof in proofs.values())


def test_nothing_is_left_out(proofs):
    backs = dict(backward.MULTI_HEAD_BACKWARD.equations)
    of_one_head = {"v_bar", "weights_bar", "scores_bar", "q_bar", "k_bar"}
    assert {f"{name}_bar" for name in proofs} == set(backs) - of_one_head


QUERY_BAR = sp.Sum(entry("q_bar", i, a) * entry("W_q", m, a), (a, 1, d_k))
WRONG = {
    ("query", "one head alone"): QUERY_BAR,
    ("query", "the keys' weights"): sp.Sum(entry("q_bar", i, a) * entry("W_k", m, a), (a, 1, d_k), (e, 1, H)),
    ("query", "transposed"): sp.Sum(entry("q_bar", i, a) * entry("W_q", a, m), (a, 1, d_k), (e, 1, H)),
    ("W_q", "the keys' sequence"): sp.Sum(entry("key", i, m) * entry("q_bar", i, a), (i, 1, T_q)),
    ("W_q", "all heads"): sp.Sum(entry("query", i, m) * entry("q_bar", i, a), (i, 1, T_q), (e, 1, H)),
    ("W_k", "the queries' gradient"): sp.Sum(entry("key", s, m) * entry("q_bar", s, a), (s, 1, T_k)),
    ("W_v", "the values for the gradient"): sp.Sum(entry("value", s, m) * entry("v", s, a), (s, 1, T_k)),
    ("b_q", "one query alone"): entry("q_bar", i, a),
    ("b_out", "counted for each head"): H * sp.Sum(entry("y_bar", i, m), (i, 1, T_q)),
    ("W_out", "values for contexts"): sp.Sum(entry("v", i, a) * entry("y_bar", i, m), (i, 1, T_q)),
    ("context", "summed over heads"): sp.Sum(entry("y_bar", i, m) * entry("W_out", a, m), (m, 1, d_out), (e, 1, H)),
    ("context", "transposed"): sp.Sum(entry("y_bar", i, m) * entry("W_out", m, a), (m, 1, d_v)),
}


@pytest.mark.parametrize(("name", "what"), WRONG)
def test_wrong_gradients_are_rejected(proofs, name, what):
    right = proofs[name]
    with pytest.raises((NotProved, ValueError)):
        Derivation(right.start, claim=what, given=right.given).step(WRONG[name, what], because="wrong")
