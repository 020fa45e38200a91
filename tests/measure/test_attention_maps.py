"""Measures of maps against closed forms and SciPy; wrong entropies and wrong ways to roll out rejected."""

import numpy as np
import pytest
from lstmbook.measure import attention_maps as maps
from scipy.spatial import distance
from scipy.stats import kendalltau

RNG = np.random.default_rng(0)
P, Q = RNG.dirichlet(np.ones(6), (2, 5))
LAYERS = RNG.dirichlet(np.ones(4), (3, 4))
ONE = np.eye(4)


def test_total_variation():
    assert maps.total_variation([1, 0], [0, 1]) == 1 and maps.total_variation(P, P).max() == 0
    assert maps.total_variation([0.5, 0.5], [0.75, 0.25]) == pytest.approx(0.25)


def test_entropy_is_in_nats():
    assert maps.entropy(np.full(8, 1 / 8)) == pytest.approx(np.log(8)) and maps.entropy(ONE[0]) == 0
    in_bits = -np.sum(P * np.log2(P), axis=-1)
    assert np.abs(maps.entropy(P) - in_bits).min() > 0.1
    np.testing.assert_allclose(maps.entropy(P), in_bits * np.log(2), rtol=0, atol=1e-12)


def test_jensen_shannon_is_the_divergence():
    theirs = distance.jensenshannon(P, Q, axis=-1)
    np.testing.assert_allclose(maps.jensen_shannon(P, Q), theirs**2, rtol=0, atol=1e-12)
    assert np.abs(maps.jensen_shannon(P, Q) - theirs).min() > 0.01
    assert maps.jensen_shannon(ONE[0], ONE[1]) == pytest.approx(np.log(2))
    assert maps.jensen_shannon(P, P).max() == 0


def test_rank_agreement_is_tau_b():
    tied = np.round(3 * Q)
    for one, other in ((P, Q), (P, tied), (tied, tied)):
        theirs = [kendalltau(a, b).statistic for a, b in zip(one, other, strict=True)]
        np.testing.assert_allclose(maps.rank_agreement(one, other), theirs, rtol=0, atol=1e-12)
    assert np.isnan(maps.rank_agreement([1, 2, 3], [0, 0, 0]))


def test_rollout_is_the_last_layer_times_the_ones_before():
    found = maps.rollout(LAYERS)
    halves = (LAYERS + ONE) / 2
    np.testing.assert_allclose(found, halves[2] @ halves[1] @ halves[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=-1), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(maps.rollout(LAYERS, residual=False), LAYERS[2] @ LAYERS[1] @ LAYERS[0], atol=1e-12)
    batched = maps.rollout(np.stack([LAYERS, LAYERS[::-1]], axis=1))
    np.testing.assert_allclose(batched[0], found, rtol=0, atol=1e-12)


WRONG = {
    "without the identity": LAYERS[2] @ LAYERS[1] @ LAYERS[0],
    "not normalised again": (LAYERS[2] + ONE) @ (LAYERS[1] + ONE) @ (LAYERS[0] + ONE),
    "in the reverse order": maps.rollout(LAYERS[::-1]),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_wrong_rollouts_are_rejected(wrong):
    assert np.abs(maps.rollout(LAYERS) - wrong).max() > 0.01


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: maps.entropy([0.5, 0.6]), "weights must be distributions"),
        (lambda: maps.total_variation([1.5, -0.5], [1, 0]), "weights must be distributions"),
        (lambda: maps.rollout(P), r"maps must have shape \(layers, ..., steps, steps\), got \(5, 6\)"),
    ],
)
def test_what_is_no_map_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
