"""What is proved of the softmax and of the spread of scores, and what is not."""

import numpy as np
import pytest
import sympy as sp
from lstmbook.derivations import score_variance, softmax
from lstmbook.derivations.softmax import ANY, COOLED, CURVATURE, PROBABILITY, c, j, l, m, p, s, tau, u, w
from lstmbook.notation.attention import d_k
from lstmbook.notation.core import n
from lstmbook.proof.derivation import AT_THESE_SIZES, FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Definition, Distribution

EVERYWHERE = [
    softmax.shifted,
    softmax.cooled,
    softmax.compromise,
    softmax.reached,
    softmax.never_negative,
    softmax.at_most_half,
    score_variance.of_standard_entries,
    score_variance.of_any_entries,
]


@pytest.mark.parametrize("derive", EVERYWHERE)
def test_is_proved_for_all_sizes(derive):
    derivation = derive()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


def test_two_ways_is_said_of_two():
    assert softmax.two_ways().scope == AT_THESE_SIZES


SCORES = np.array([0.3, -1.2, 0.8, 2.1])


def weights(scores):
    powers = np.exp(scores)
    return powers / powers.sum()


def test_the_bounds_hold_on_numbers():
    rng = np.random.default_rng(0)
    for temperature in (0.1, 1.0, 7.0):
        best = weights(SCORES / temperature)
        bound = temperature * np.log(np.exp(SCORES / temperature).sum())
        earned = [one @ SCORES - temperature * one @ np.log(one) for one in (best, *rng.dirichlet(np.ones(4), 100))]
        assert earned[0] == pytest.approx(bound) and max(earned[1:]) < bound
        gaps = (SCORES[:, None] - SCORES) / temperature
        assert np.allclose(best[:, None], best * np.exp(gaps)) and np.all(best[:, None] <= np.exp(gaps))
        values = np.linalg.eigvalsh(np.diag(best) - np.outer(best, best))
        assert -1e-15 < values.min() and values.max() <= 0.5


EXPECTED = sp.Sum(w[j] * s[j], (j, 1, n))
BOUND = tau * sp.log(sp.Sum(sp.exp(s[l] / tau), (l, 1, n)))


def compromise(entropy, bound=BOUND, given=COOLED):
    certificate = tau * sp.Sum(w[j] * softmax.gap(p[j] / w[j]), (j, 1, n))
    derivation = Derivation(EXPECTED + tau * entropy, claim="wrong", given=[Distribution(w, n), given])
    derivation.at_most(bound, certificate=certificate, because="wrong")


def test_the_entropy_is_in_nats():
    nats = -sp.Sum(w[j] * sp.log(w[j]), (j, 1, n))
    compromise(nats)
    with pytest.raises(NotProved):
        compromise(nats / sp.log(2))


def test_the_temperature_stands_in_both_places():
    nats = -sp.Sum(w[j] * sp.log(w[j]), (j, 1, n))
    with pytest.raises(NotProved):
        compromise(nats, given=PROBABILITY)
    with pytest.raises(NotProved):
        compromise(nats, bound=BOUND / tau)


WRONG = {
    "a factor is seen": (sp.exp(c * s[j]) / sp.Sum(sp.exp(c * s[l]), (l, 1, n)), p[j], [PROBABILITY]),
    "a shift of one score is seen": (
        sp.exp(s[j] + c) / sp.Sum(sp.exp(s[l]), (l, 1, n)),
        p[j],
        [PROBABILITY],
    ),
    "sigma of the wrong difference": (softmax.two_ways().start, 1 / (1 + sp.exp(s[1] - s[2])), []),
    "the sign of the second part": (
        sp.Sum(u[j] * p[j] * (sp.KroneckerDelta(j, m) + p[m]) * u[m], (j, 1, n), (m, 1, n)),
        softmax.never_negative().lines[0].expression,
        [ANY],
    ),
    "no second part": (CURVATURE, sp.Sum(p[j] * u[j] ** 2, (j, 1, n)), [ANY]),
    "weights that do not add up to one": (CURVATURE, softmax.never_negative().lines[1].expression, []),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_claims_are_rejected(what):
    start, end, given = WRONG[what]
    with pytest.raises(NotProved):
        Derivation(start, claim=what, given=given).step(end, because="wrong")


STANDARD = score_variance.of_standard_entries().given
CHANGES = {
    "not independent": {0: None},
    "not of mean zero": {3: Definition(score_variance.F[score_variance.a], sp.Integer(1), over=(score_variance.a,))},
    "variance two": {1: Definition(STANDARD[1].left, 2 * score_variance.SAME, over=STANDARD[1].over)},
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_hypothesis_is_needed_for_the_root(what):
    given = [CHANGES[what].get(place, one) for place, one in enumerate(STANDARD)]
    with pytest.raises(NotProved):
        Derivation(score_variance.VARIANCE, claim=what, given=[one for one in given if one is not None]).step(
            d_k, because="wrong"
        )


def test_standard_entries_are_a_case_of_any():
    any_entries, one = score_variance.of_any_entries().last, sp.Integer(1)
    values = {score_variance.mean_q: 0, score_variance.mean_k: 0, score_variance.var_q: one, score_variance.var_k: one}
    assert any_entries.subs(values) == d_k
