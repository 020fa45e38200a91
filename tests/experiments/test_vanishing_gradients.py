"""Gradients through chosen matrices, against closed forms, automatic differentiation and mistakes."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.experiments import matrices
from lstmbook.experiments import vanishing_gradients as experiment

RNG = np.random.default_rng(3)
N = 6
U = RNG.normal(size=(N, N))


def test_an_orthogonal_matrix_of_a_size_changes_every_length_by_it():
    found = matrices.orthogonal(7, 1.3, 0)
    assert np.allclose(found @ found.T, 1.69 * np.eye(7), atol=1e-12)
    assert np.allclose(np.abs(np.linalg.eigvals(found)), 1.3)


def test_radius_and_norm_are_two_things():
    for matrix in (matrices.independent(9, 0.9, 0), matrices.chain(9, 0.9, 0.3)):
        assert abs(matrices.spectral_radius(matrix) - 0.9) < 1e-12
        assert matrices.spectral_norm(matrix) > 1.1
        assert matrices.spectral_norm(matrix) == pytest.approx(np.sqrt(np.linalg.eigvalsh(matrix @ matrix.T).max()))


@pytest.mark.parametrize("size", [0.8, 1.2])
def test_the_linear_network_follows_the_power_law_exactly(size):
    found = experiment.lengths_back(matrices.orthogonal(12, size, 1), scale=1.0, activation="linear", steps=101)
    assert np.allclose(found / size ** np.arange(101), 1, rtol=0, atol=1e-12)
    assert found[100] == pytest.approx({0.8: 2.037035976e-10, 1.2: 8.281797452e7}[size], rel=1e-9)


def test_a_chain_grows_as_its_binomials_say():
    """v (U^T)^t for a chain: the share of the last unit that has come to unit n - k is C(t, k) radius^(t-k) link^k."""
    units, radius, link, steps = 4, 0.9, 0.3, 12
    power = np.linalg.matrix_power(matrices.chain(units, radius, link), steps)
    binomials = [np.prod([(steps - p) / (p + 1) for p in range(k)]) * radius ** (steps - k) * link**k for k in range(4)]
    assert np.allclose(power[0], binomials)


@pytest.mark.parametrize("scale", [0.0, 0.3, 2.0])
def test_no_length_is_beyond_the_bound(scale):
    matrix = matrices.independent(10, 1.1, 4)
    found = experiment.lengths_back(matrix, scale, steps=30, batch=5)
    bound = matrices.spectral_norm(matrix) ** np.arange(30)
    assert np.all(found <= bound * (1 + 1e-12))
    # The radius bounds nothing: here it is passed.
    linear = experiment.lengths_back(matrices.chain(6, 0.9, 0.9), activation="linear", steps=8, batch=5)
    assert np.any(linear > 1.0)


def hidden_states():
    layer = experiment.network(U)
    inputs = RNG.normal(size=(1, 4, N))
    start = tf.constant(RNG.normal(size=(1, N)))
    weights = {"W": np.eye(N), "U": U, "b": np.zeros(N)}
    states = Scan(SIMPLE_RNN)(inputs, weights, start={"h": start.numpy()})["h"][0]
    with tf.GradientTape() as tape:
        tape.watch(start)
        last = layer(tf.constant(inputs), initial_state=[start])
    automatic = tape.jacobian(last, start).numpy()[0, :, 0, :].T  # rows the old, columns the new units
    return states, automatic


def test_the_product_of_jacobians_is_the_automatic_one_and_its_mistakes_are_not():
    states, automatic = hidden_states()
    assert np.abs(experiment.jacobian(U, states) - automatic).max() < 1e-10
    for mistake in ({"reverse": True}, {"transpose": True}, {"reverse": True, "transpose": True}):
        assert np.abs(experiment.jacobian(U, states, **mistake) - automatic).max() > 1e-3
    shifted = np.concatenate([np.zeros((1, N)), states[:-1]])
    assert np.abs(experiment.jacobian(U, shifted) - automatic).max() > 1e-3


def test_arriving_is_the_last_of_the_lengths():
    found = experiment.arriving((0.8, 1.2), (0.0, 1.0), units=5, seeds=(7,), steps=9, batch=3)
    assert found.shape == (2, 2, 1)
    one = experiment.lengths_back(matrices.orthogonal(5, 1.2, 7), 1.0, steps=9, batch=3, seed=7)
    assert found[1, 1, 0] == one[-1]
    # With no input the hidden state stays at zero, where tanh is straight.
    assert found[:, 0, 0] == pytest.approx([0.8**8, 1.2**8])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: matrices.orthogonal(0, 1.0, 0),
        lambda: matrices.independent(0, 1.0, 0),
        lambda: matrices.chain(0, 1.0, 1.0),
        lambda: experiment.network(np.ones((2, 3))),
        lambda: experiment.network([[np.nan]]),
        lambda: experiment.lengths_back(U, steps=0),
        lambda: experiment.lengths_back(U, scale=-1.0),
        lambda: experiment.lengths_back(U, scale=np.inf),
        lambda: experiment.jacobian(U, np.zeros((3, N + 1))),
        lambda: experiment.jacobian(U, np.zeros(N)),
    ],
)
def test_bad_input_stops_with_a_reason(wrong):
    with pytest.raises(ValueError, match="."):
        wrong()


def test_it_is_the_layer_of_keras():
    assert isinstance(experiment.network(U), keras.layers.SimpleRNN)


def test_scales_in_one_batch_are_those_of_runs_of_their_own():
    matrix, scales = matrices.orthogonal(5, 1.1, 0), (0.0, 0.2, 1.5)
    together = experiment.by_scale(matrix, scales, steps=12, batch=4, seed=3)
    alone = [experiment.lengths_back(matrix, scale, steps=12, batch=4, seed=3) for scale in scales]
    assert np.allclose(together, alone, rtol=1e-12) and np.abs(together[0] - together[2]).max() > 0.1
