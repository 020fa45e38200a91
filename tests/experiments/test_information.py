"""Channels are channels, and what is sampled is what the closed forms speak of."""

import numpy as np
import pytest
from lstmbook.experiments import information as experiment
from lstmbook.experiments import memory_capacity
from lstmbook.measure import capacity, information

HELD = capacity.responses(*memory_capacity.gaussian(8, 0.9, 3), steps=30)


def test_channels_hand_on_distributions():
    for channel in (experiment.blurred(4, 0.7), experiment.merged(6, 3, 0.9)):
        assert np.allclose(channel.sum(axis=1), 1) and (channel > 0).all()
    assert experiment.merged(6, 3, 0.9).shape == (6, 3)
    assert experiment.merged(6, 3, 0.9).argmax(axis=1).tolist() == [0, 0, 1, 1, 2, 2]
    assert np.array_equal(experiment.blurred(3, 1.0), np.eye(3))


def test_processing_loses():
    p, first, second = np.full(4, 0.25), experiment.blurred(4, 0.8), experiment.merged(4, 2, 0.9)
    near = information.mutual_information(p[:, None] * first)
    far = information.mutual_information(p[:, None] * (first @ second))
    between = information.mutual_information((p @ first)[:, None] * second)
    assert far < near and far < between


def test_states_hold_what_they_are_said_to_hold():
    inputs, states = experiment.read(HELD, 0.0, 50, seed=1)
    assert np.allclose(states, inputs @ HELD)
    noisy = experiment.read(HELD, 0.3, 20_000, seed=1)
    assert (noisy[1] - noisy[0] @ HELD).std() == pytest.approx(0.3, rel=0.02)


def test_estimates_are_near_the_closed_form_and_not_that_of_the_next_lag():
    lags = [0, 2, 4]
    bits = information.gaussian(information.shares(HELD, 0.05))
    neighbours, _ = experiment.estimated(HELD, 0.05, lags, bins=30)
    assert np.abs(neighbours - bits[lags]).max() < 0.12
    assert np.abs(neighbours - bits[[lag + 1 for lag in lags]]).max() > 0.3


def test_a_unit_without_noise_is_said_to_forget_by_its_bins_alone():
    weights = (0.3, 3.0, 30.0)
    tanh, _ = experiment.saturating(weights, "tanh", 1 / 15)
    relu, by_neighbours = experiment.saturating(weights, "relu", 1 / 15)
    assert tanh[2] < tanh[1] < tanh[0] and (np.diff(relu) > 0.5).all()
    # Two bins hold no more than one bit, also where a tanh is rounded to its end.
    assert experiment.saturating([20.0], "tanh", 1.0)[0][0] <= 1
    assert np.abs(by_neighbours - by_neighbours[0]).max() < 0.1


@pytest.mark.parametrize(
    "call",
    [
        lambda: experiment.blurred(1, 0.5),
        lambda: experiment.blurred(3, 1.5),
        lambda: experiment.merged(5, 2, 0.9),
        lambda: experiment.merged(4, 1, 0.9),
        lambda: experiment.estimated(HELD, 0.1, [30], bins=10),
        lambda: experiment.estimated(HELD, 0.1, [-1], bins=10),
        lambda: experiment.saturating([1.0], "sigmoid", 0.1),
        lambda: experiment.saturating([0.0], "tanh", 0.1),
        lambda: experiment.saturating([1.0], "tanh", 0),
    ],
)
def test_what_cannot_be_asked_is_refused(call):
    with pytest.raises(ValueError):
        call()
