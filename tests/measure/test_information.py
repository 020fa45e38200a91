"""Information against closed forms, and against what it must not be."""

import numpy as np
import pytest
from lstmbook.experiments import information as experiment
from lstmbook.experiments import memory_capacity
from lstmbook.measure import capacity, information

HELD = capacity.responses(*memory_capacity.gaussian(6, 0.9, 1), steps=40)


def test_entropy_counts_bits_and_not_nats():
    assert information.entropy(np.full(8, 1 / 8)) == pytest.approx(3)
    assert information.entropy([0.5, 0.25, 0.25, 0]) == pytest.approx(1.5)
    assert abs(information.entropy(np.full(8, 1 / 8)) - np.log(8)) > 0.5


def test_a_perfect_channel_says_all_and_a_random_one_nothing():
    assert information.mutual_information(np.eye(4) / 4) == pytest.approx(2)
    assert information.mutual_information(np.outer([0.2, 0.8], [0.5, 0.1, 0.4])) == pytest.approx(0, abs=1e-12)


def test_a_symmetric_channel_has_its_closed_form():
    kept = 0.9
    joint = experiment.blurred(2, kept) / 2
    assert information.mutual_information(joint) == pytest.approx(1 - information.entropy([kept, 1 - kept]))
    assert information.mutual_information(joint) == pytest.approx(information.mutual_information(joint.T))


@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0, 255.0])
def test_a_gaussian_channel_has_half_a_logarithm_of_bits(ratio):
    share = ratio / (1 + ratio)
    assert information.gaussian(share) == pytest.approx(np.log2(1 + ratio) / 2)
    held = np.array([[np.sqrt(ratio)]])
    assert information.shares(held, 1.0)[0] == pytest.approx(share)
    assert information.of_all(held, 1.0) == pytest.approx(np.log2(1 + ratio) / 2)
    # Neither nats nor the share itself; and 255 to one is four bits.
    assert abs(information.gaussian(share) - np.log1p(ratio) / 2) > 0.02
    if ratio == 255:
        assert information.gaussian(share) == pytest.approx(4)


def test_a_share_that_is_held_wholly_has_no_end_of_bits():
    assert information.gaussian([0.0, 1.0]).tolist() == [0.0, np.inf]


def test_shares_are_those_of_the_best_readout():
    inputs, states = experiment.read(HELD, 0.1, 200_000, seed=0)
    for lag in (0, 3, 7):
        fitted = states @ np.linalg.lstsq(states, inputs[:, lag], rcond=None)[0]
        found = 1 - ((inputs[:, lag] - fitted) ** 2).mean() / inputs[:, lag].var()
        assert information.shares(HELD, 0.1)[lag] == pytest.approx(found, abs=0.01)


def test_without_noise_the_shares_are_the_memory_capacity():
    shares, _ = capacity.by_qr(HELD)
    assert np.allclose(information.shares(HELD, 0), shares, atol=1e-7)


def test_inputs_that_are_independent_are_known_together_for_no_less_than_one_by_one():
    assert information.of_all(HELD, 0.1) >= information.gaussian(information.shares(HELD, 0.1)).sum()
    one_by_one = information.gaussian(information.shares(np.eye(3), 0.5)).sum()
    assert information.of_all(np.eye(3), 0.5) == pytest.approx(one_by_one)


def test_all_inputs_are_told_by_a_determinant():
    determinant = np.linalg.det(np.eye(6) + HELD.T @ HELD / 0.01)
    assert information.of_all(HELD, 0.1) == pytest.approx(np.log2(determinant) / 2)


@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.95])
def test_neighbours_find_what_is_known(correlation):
    x, other = np.random.default_rng(1).normal(size=(2, 4000))
    y = correlation * x + np.sqrt(1 - correlation**2) * other
    truth = float(information.gaussian(correlation**2))
    assert information.by_neighbours(x, y) == pytest.approx(truth, abs=0.06)
    # The correlation without its square is another number, and so is the estimate in nats.
    if correlation:
        assert abs(information.gaussian(correlation) - truth) > 0.2
        assert abs(information.by_neighbours(x, y) * np.log(2) - truth) > 0.06


def test_bins_that_are_many_find_bits_where_there_are_none():
    x, y = np.random.default_rng(2).normal(size=(2, 4000))
    few, many = (information.by_bins(x, y, bins) for bins in (10, 100))
    assert few < 0.05 and many > 0.5


def test_bins_say_no_more_than_there_are_of_them():
    x = np.random.default_rng(3).normal(size=4000)
    assert information.by_bins(x, x, 8) <= 3


@pytest.mark.parametrize(
    "call",
    [
        lambda: information.entropy([0.5, 0.6]),
        lambda: information.entropy([1.5, -0.5]),
        lambda: information.entropy([np.nan, 1.0]),
        lambda: information.mutual_information([0.5, 0.5]),
        lambda: information.gaussian(1.1),
        lambda: information.gaussian(-0.1),
        lambda: information.gaussian(np.nan),
        lambda: information.shares(np.ones((5, 2)), 0.0),
        lambda: information.shares(np.ones((5, 2)), -1.0),
        lambda: information.shares(np.ones((5, 0)), 1.0),
        lambda: information.shares([[np.inf]], 1.0),
        lambda: information.of_all(np.eye(2), 0),
        lambda: information.by_bins(np.ones(20), np.ones(19), 3),
        lambda: information.by_neighbours(np.full(20, np.nan), np.ones(20)),
        lambda: information.by_neighbours(np.ones(3), np.ones(3)),
    ],
)
def test_what_is_no_distribution_and_no_state_is_refused(call):
    with pytest.raises(ValueError):
        call()
