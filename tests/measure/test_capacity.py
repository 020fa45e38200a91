"""Memory capacity against closed forms, and against what it must not be."""

import numpy as np
import pytest
from lstmbook.experiments import memory_capacity as experiment
from lstmbook.measure import capacity

RNG = np.random.default_rng(5)


def exactly(weights, steps, digits=50):
    return capacity.by_gram_schmidt(*weights, steps=steps, digits=digits)


def test_ten_normal_units_hold_ten_inputs():
    shares, directions = exactly(experiment.gaussian(10, 0.95, 0), steps=120)
    assert directions == 10 and abs(shares.sum() - 10) < 1e-4 and (shares >= 0).all() and (shares <= 1 + 1e-12).all()
    usual = capacity.by_pseudo_inverse(capacity.responses(*experiment.gaussian(10, 0.95, 0), steps=120))
    assert np.allclose(usual, shares, atol=1e-6)


def test_fifty_orthogonal_units_hold_fifty_also_in_double_precision():
    usual = capacity.by_pseudo_inverse(capacity.responses(*experiment.reservoir(50, 0.95, 0), steps=400))
    assert usual.sum() == pytest.approx(50, abs=1e-6)


def test_the_pseudo_inverse_misses_what_fifty_digits_find():
    weights = experiment.gaussian(30, 0.6, 1)
    shares, directions = exactly(weights, steps=45, digits=60)
    assert directions == 30 and shares.sum() == pytest.approx(30, abs=1e-9)
    assert capacity.by_pseudo_inverse(capacity.responses(*weights, steps=45)).sum() < 28


def test_qr_in_double_precision_finds_what_fifty_digits_find():
    weights = experiment.gaussian(50, 0.95, 0)
    R = capacity.responses(*weights, steps=60)
    found, remainders = capacity.by_qr(R)
    shares, directions = exactly(weights, steps=60)
    # Rounding in R moves a share by about its size, 2e-16, over the smallest remainder, 1e-13.
    assert len(remainders) == directions == 50 and np.abs(found - shares).max() < 1e-2
    assert np.abs(capacity.by_pseudo_inverse(R) - shares).max() > 0.3


def by_qr(weights, steps):
    return capacity.by_qr(capacity.responses(*weights, steps=steps))


def test_qr_leaves_out_columns_that_are_sums_of_others():
    for weights, steps in (
        ((0.5 * np.eye(6), np.ones(6)), 60),
        (experiment.delay_line(7), 12),
        (experiment.delay_line(7), 4),
        (experiment.gaussian(10, 0.95, 0), 6),
        (experiment.reservoir(10, 0.95, 0), 120),
    ):
        shares, directions = exactly(weights, steps)
        found, remainders = by_qr(weights, steps)
        assert len(remainders) == directions and np.allclose(found, shares, atol=1e-9)


@pytest.mark.parametrize("lost", [1, 3])
def test_qr_is_not_misled_by_what_stands_for_a_lost_column(lost):
    # Of ten units the input does not reach some, and all are mixed; or a column stands twice before others.
    recurrent, inputs = experiment.gaussian(10, 0.9, 4)
    recurrent[:, -lost:] = 0
    inputs[-lost:] = 0
    mix, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(10, 10)))
    R = capacity.responses(recurrent, inputs, 40) @ mix
    assert len(capacity.by_qr(R)[1]) == 10 - lost
    twice = np.eye(5)[:, [0, 0, 1, 2]]
    shares, remainders = capacity.by_qr(twice)
    assert np.array_equal(shares, [1, 1, 1, 0, 0]) and np.array_equal(remainders, [1, 1, 1])
    assert capacity.by_qr(np.zeros((4, 2)))[0].sum() == 0


def test_what_is_left_of_a_column_is_relative_to_its_length():
    _, remainders = capacity.by_qr(np.array([[3.0, 4e-9], [0.0, 3e-9]]))
    assert np.allclose(remainders, [1, 0.6])
    # The input weights' size does not count, the way by the covariance's squares aside.
    U, w = experiment.gaussian(10, 0.95, 0)
    assert np.allclose(by_qr((U, w), 40)[0], by_qr((U, 1e-6 * w), 40)[0], atol=1e-9)


def test_a_delay_line_holds_each_input_wholly_until_it_drops_off():
    shares, directions = exactly(experiment.delay_line(7), steps=12)
    assert directions == 7 and np.allclose(shares, [1] * 7 + [0] * 5)


def test_one_unit_holds_geometric_shares():
    shares, _ = exactly(([[0.8]], [3.0]), steps=60)
    assert np.allclose(shares, 0.36 * 0.64 ** np.arange(60) / (1 - 0.64**60), atol=1e-14)
    # Neither the correlation without its square, nor the next lag.
    assert abs(np.sqrt(shares).sum() - 1) > 1 and np.abs(shares[1:] - shares[:-1]).max() > 0.1


def test_units_that_do_the_same_are_one_direction():
    shares, directions = exactly((0.5 * np.eye(6), np.ones(6)), steps=60)
    assert directions == 1 and shares.sum() == pytest.approx(1)


def test_another_basis_of_the_units_holds_the_same():
    recurrent, inputs = experiment.gaussian(5, 0.9, 2)
    turn = RNG.normal(size=(5, 5))
    turned = np.linalg.solve(turn, recurrent @ turn), inputs @ turn
    assert np.allclose(exactly((recurrent, inputs), 40)[0], exactly(turned, 40)[0], atol=1e-8)
    # So do other input weights, and what has the same eigenvalues; other eigenvalues do not.
    for same in ((recurrent, RNG.normal(size=5)), (recurrent.T, inputs)):
        assert np.allclose(exactly((recurrent, inputs), 40)[0], exactly(same, 40)[0], atol=1e-8)
    other = exactly((recurrent * 0.9, inputs), 40)[0]
    assert np.abs(other - exactly((recurrent, inputs), 40)[0]).max() > 1e-3


def test_a_regression_finds_the_shares_of_a_linear_network():
    weights = experiment.gaussian(4, 0.8, 3)
    shares, _ = exactly(weights, steps=60)
    found = experiment.recalled(weights, 1e-3, lags=12, seed=0, steps=40_000)
    assert np.abs(found - shares[:12]).max() < 0.02
    assert np.abs(found[1:] - shares[:11]).max() > 0.05  # a lag too many


def test_a_shuffled_signal_is_not_found():
    weights = experiment.reservoir(10, 0.9, 0)
    assert experiment.recalled(weights, 0.1, lags=20, seed=1, shuffled=True).sum() < 0.2
    assert experiment.recalled(weights, 0.1, lags=20, seed=1).sum() > 7


def test_a_stronger_signal_is_held_less():
    total = experiment.totals((0.01, 3.0), units=10, lags=30, seeds=(0,))
    assert total.shape == (2, 1) and total[1, 0] < 0.6 * total[0, 0] <= 6


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: capacity.responses(np.eye(3), np.ones(2), 4),
        lambda: capacity.responses(np.eye(2), np.ones((2, 1)), 4),
        lambda: capacity.responses(np.zeros((0, 0)), np.zeros(0), 4),
        lambda: capacity.responses(np.eye(2), [1.0, np.nan], 4),
        lambda: capacity.responses(np.eye(2), np.ones(2), 0),
        lambda: capacity.by_gram_schmidt(np.eye(2), np.ones(2), 4, digits=10),
        lambda: capacity.by_regression(np.ones((50, 3)), np.ones(49), 4),
        lambda: capacity.by_regression(np.ones((50, 3)), np.ones(50), 25),
        lambda: capacity.by_regression(np.full((50, 3), np.inf), np.ones(50), 4),
        lambda: experiment.recalled(experiment.delay_line(2), 0.0, 4, 0),
        lambda: experiment.recalled(experiment.delay_line(2), np.nan, 4, 0),
        lambda: experiment.delay_line(0),
    ],
)
def test_bad_input_stops_with_a_reason(wrong):
    with pytest.raises(ValueError, match="."):
        wrong()
