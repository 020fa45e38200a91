"""Fisher memory against closed forms, and against what it must not be."""

import numpy as np
import pytest
from lstmbook.experiments import matrices
from lstmbook.experiments import memory_with_noise as experiment
from lstmbook.measure import fisher

RING = 0.9 * np.roll(np.eye(6), 1, axis=1)


@pytest.mark.parametrize(("alpha", "known"), [(0.8, 2.388), (1.0, 3.995), (1.2, 7.121)])
def test_a_chain_of_thirty_units_holds_what_its_closed_form_says(alpha, known):
    recurrent, inputs = experiment.chain(30, alpha)
    shares = fisher.memory(recurrent, inputs, lags=31)
    powers = alpha ** np.arange(30.0)
    assert np.allclose(shares[:30], powers / np.cumsum(powers), rtol=1e-12) and shares[30] == 0
    assert fisher.total(recurrent, inputs) == pytest.approx(shares.sum(), rel=1e-12) == pytest.approx(known, abs=5e-4)
    assert np.allclose(fisher.noise_covariance(recurrent), np.diag(np.cumsum(powers)), rtol=1e-12)
    # Neither the transposed matrix, by which all falls off at once, nor the lag beside.
    assert fisher.total(recurrent.T, inputs) < 1 < known - 1
    assert np.abs(shares[1:30] - (powers / np.cumsum(powers))[:29]).max() > 0.05


@pytest.mark.parametrize("normal", [experiment.symmetric(12, 0.9, 1)[0], matrices.orthogonal(12, 0.9, 1), RING])
def test_a_normal_matrix_holds_one_of_every_input(normal):
    assert np.allclose(fisher.by_place(normal), np.eye(len(normal)), atol=1e-12)
    inputs = np.random.default_rng(0).normal(size=len(normal))
    inputs /= np.linalg.norm(inputs)
    assert fisher.memory(normal, inputs, lags=400).sum() == pytest.approx(1, abs=1e-12)
    assert fisher.total(normal, 2 * inputs) == pytest.approx(4)
    rows = np.array([inputs @ np.linalg.matrix_power(normal, lag) for lag in range(4)])
    lengths = (rows**2).sum(axis=1)
    assert np.allclose(fisher.memory(normal, inputs, lags=3), lengths[:3] - lengths[1:])


def test_one_unit_holds_geometric_shares():
    shares = fisher.memory([[0.8]], [1.0], lags=50)
    assert np.allclose(shares, 0.36 * 0.64 ** np.arange(50), rtol=1e-12)


def test_the_covariance_is_what_one_more_step_leaves_as_it_is():
    recurrent = matrices.independent(7, 0.9, 4)
    found, variances = fisher.noise_covariance(recurrent), np.arange(1.0, 8)
    assert np.allclose(found, recurrent.T @ found @ recurrent + np.eye(7), rtol=1e-12)
    assert not np.allclose(found, recurrent @ found @ recurrent.T + np.eye(7), rtol=1e-3)
    other = fisher.noise_covariance(recurrent, variances)
    assert np.allclose(other, recurrent.T @ other @ recurrent + np.diag(variances), rtol=1e-12)


def test_what_is_shared_is_one_for_each_unit_whatever_the_matrix():
    recurrent = matrices.independent(9, 0.95, 2)
    place = fisher.by_place(recurrent)
    assert np.trace(place) == pytest.approx(9) and np.ptp(np.linalg.eigvalsh(place)) > 0.5
    turn = matrices.orthogonal(9, 1.0, 0)
    held = [fisher.memory(recurrent, row, lags=600).sum() for row in turn]
    assert sum(held) == pytest.approx(9) and held == pytest.approx([row @ place @ row for row in turn])


def test_a_matrix_may_stretch_by_more_than_one_as_long_as_its_eigenvalues_are_short():
    recurrent = experiment.chain(5, 9.0)[0]
    assert matrices.spectral_norm(recurrent) == 3 and np.isfinite(fisher.noise_covariance(recurrent)).all()
    long = np.diag([0.5, 1.0])
    with pytest.raises(ValueError, match="shorter than one"):
        fisher.noise_covariance(long)


def test_noise_at_the_head_alone_takes_nothing_from_what_came_in_before():
    recurrent, inputs = experiment.chain(5, 1.5)
    shares = fisher.memory(recurrent, inputs, lags=6, variances=[1, 0, 0, 0, 0])
    assert np.allclose(shares, [1, 1, 1, 1, 1, 0])


def test_a_regression_finds_what_the_matrices_say():
    weights = experiment.chain(4, 1.2)
    shares = fisher.memory(*weights, lags=5)
    found = experiment.heard(weights, 1e-3, lags=5, seed=0)
    assert np.abs(found - shares).max() < 0.03 < np.abs(found[1:] - shares[:-1]).max()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: fisher.noise_covariance(np.ones((2, 3))),
        lambda: fisher.noise_covariance(np.ones(3)),
        lambda: fisher.noise_covariance(np.zeros((0, 0))),
        lambda: fisher.noise_covariance([[np.nan]]),
        lambda: fisher.noise_covariance([[1.0]]),
        lambda: fisher.noise_covariance([[0.0, 1.1], [-1.1, 0.0]]),
        lambda: fisher.noise_covariance([[0.5]], variances=[-1.0]),
        lambda: fisher.noise_covariance([[0.5]], variances=[np.inf]),
        lambda: fisher.noise_covariance([[0.5]], variances=[1.0, 1.0]),
        lambda: fisher.memory([[0.5]], [1.0], lags=0),
        lambda: fisher.memory([[0.5]], [1.0, 1.0], lags=2),
        lambda: fisher.memory([[0.5]], [np.inf], lags=2),
        lambda: fisher.memory(np.diag([0.5, 0.2]), [1.0, 1.0], lags=2, variances=[1.0, 0.0]),
        lambda: fisher.by_place([[0.5]], variances=[0.0]),
        lambda: fisher.total([[0.5]], [[1.0]]),
        lambda: fisher.by_regression(np.ones((2, 9, 1)), np.ones((2, 8)), 2),
        lambda: fisher.by_regression(np.ones((2, 9)), np.ones((2, 9)), 2),
        lambda: fisher.by_regression(np.ones((1, 9, 1)), np.ones((1, 9)), 2),
        lambda: fisher.by_regression(np.ones((2, 9, 1)), np.ones((2, 9)), 9),
        lambda: fisher.by_regression(np.ones((2, 9, 1)), np.ones((2, 9)), 0),
        lambda: fisher.by_regression(np.full((2, 9, 1), np.nan), np.ones((2, 9)), 2),
    ],
)
def test_bad_input_stops_with_a_reason(wrong):
    with pytest.raises(ValueError, match="."):
        wrong()
