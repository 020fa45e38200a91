"""Gradients through both directions against TensorFlow's, and networks that read one way and both ways."""

import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.equations.bidirectional import BIDIRECTIONAL_LSTM
from lstmbook.equations.lstm import LSTM
from lstmbook.experiments import bidirectional as experiment
from lstmbook.experiments.backpropagation import both_ways, gradients
from lstmbook.experiments.bidirectional import Network
from lstmbook.notation.core import d, n
from lstmbook.tasks import both_sides as task

B, T, D, N = 3, 6, 4, 4
TOLERANCE = 1e-10
DIRECTIONS = ("forward", "backward")


@pytest.fixture(scope="module")
def problem():
    """Random weights, inputs and first states, and a loss that looks at all hidden states and at both last cells."""
    rng = np.random.default_rng(0)
    sizes = {d: D, n: N}
    weights = {
        way: {name: rng.normal(size=[sizes[one] for one in LSTM.shape_of(name)]) for name in LSTM.parameters}
        for way in DIRECTIONS
    }
    start = {way: {state: rng.normal(size=(B, N)) for state in "hc"} for way in DIRECTIONS}
    c_bar = {way: rng.normal(size=(B, N)) for way in DIRECTIONS}
    return weights, rng.normal(size=(B, T, D)), start, rng.normal(size=(B, T, 2 * N)), c_bar


@pytest.fixture(scope="module")
def autodiff(problem):
    """The same gradients by tf.GradientTape through keras.layers.Bidirectional."""
    import keras
    import tensorflow as tf

    weights, x, start, loss_bar, c_bar = problem
    one = keras.layers.LSTM(N, return_sequences=True, return_state=True, dtype="float64")
    layer = keras.layers.Bidirectional(one, dtype="float64")
    layer.build(x.shape)
    layer.set_weights(layouts.bidirectional_lstm_to_keras(weights))
    x, states = tf.constant(x), [tf.constant(start[way][state]) for way in DIRECTIONS for state in "hc"]
    with tf.GradientTape() as tape:
        tape.watch([x, *states])
        hidden, _, forward_c, _, backward_c = layer(x, initial_state=states)
        loss = tf.reduce_sum(hidden * loss_bar)
        loss += tf.reduce_sum(forward_c * c_bar["forward"]) + tf.reduce_sum(backward_c * c_bar["backward"])
    found = tape.gradient(loss, [*(one.value for one in layer.trainable_variables), x, *states])
    arrays = list(map(np.asarray, found))
    both = layouts.bidirectional_lstm_from_keras(*arrays[:6])
    for way, (h, c) in zip(DIRECTIONS, (arrays[7:9], arrays[9:11]), strict=True):
        both[way] |= {"h": h, "c": c}
    return both | {"x": arrays[6]}


def differences(ours, theirs):
    found = {"x": np.abs(ours["x"] - theirs["x"]).max()}
    for way in DIRECTIONS:
        found |= {(way, name): np.abs(ours[way][name] - array).max() for name, array in theirs[way].items()}
    return found


def test_every_block_of_both_directions_equals_autodiff(problem, autodiff):
    found = differences(both_ways(*problem), autodiff)
    assert len(found) == 29 and max(found.values()) < TOLERANCE


def test_neither_direction_hears_the_loss_of_the_other(problem, autodiff):
    weights, x, start, loss_bar, c_bar = problem
    silent = loss_bar.copy()
    silent[..., N:] = 0
    ours = both_ways(weights, x, start, silent, c_bar)
    assert all(np.array_equal(ours["forward"][name], both_ways(*problem)["forward"][name]) for name in ours["forward"])
    assert max(differences(ours, autodiff).values()) > 1e-3


def wrong_walks(problem):
    """By name: gradients with one mistake."""
    weights, x, start, loss_bar, c_bar = problem
    right = both_ways(*problem)
    ahead = gradients(weights["backward"], x, **start["backward"], loss_bar=loss_bar[..., N:], c_bar=c_bar["backward"])
    turned = right["backward"]["x"][:, ::-1]
    return {
        "the backward walk taken in the forward order": right | {"backward": ahead},
        "the inputs' part not turned back": right | {"x": right["forward"]["x"] + turned},
        "one direction's part at the inputs forgotten": right | {"x": right["forward"]["x"]},
        "the directions' gradients exchanged": right | {"forward": right["backward"], "backward": right["forward"]},
    }


def test_wrong_walks_are_not_autodiff(problem, autodiff):
    for name, wrong in wrong_walks(problem).items():
        assert max(differences(wrong, autodiff).values()) > 1e-3, name


# -- networks -------------------------------------------------------------------------------------------------

ONE_WAY = [Network(), Network(delay=2), Network(shuffled=True)]
BOTH = Network(both=True)


@pytest.fixture(scope="module")
def trained():
    return experiment.train(ONE_WAY, 3, (0, 1), steps=2) | experiment.train([BOTH], 2, (0, 1), steps=2)


def test_runs_are_what_their_objects_take(trained):
    right = experiment.right(trained, sequences=10)
    assert set(right) == {*ONE_WAY, BOTH}
    for network, found in right.items():
        assert found.shape == (2, 10, experiment.STEPS) and found.dtype == bool
        assert set(trained[network][0].weights) == (set(DIRECTIONS) if network.both else set(LSTM.parameters))
        assert trained[network][1].losses.shape == (2,) and trained[network][1].seed == 1


def test_the_training_loss_is_that_of_the_object(trained):
    """The first loss, before any change, computed from the untrained weights by the book's equations."""
    for network in (BOTH, ONE_WAY[1]):
        untrained = experiment.train([network], 2 if network.both else 3, (0, 1), steps=0)[network][1]
        inputs, labels = task.batch(np.random.default_rng([1]), experiment.SEQUENCES, experiment.STEPS, network.delay)
        part = BIDIRECTIONAL_LSTM if network.both else BIDIRECTIONAL_LSTM.forward
        scores = untrained.read(part.output(part(inputs, untrained.weights)))[..., 0]
        loss = np.mean(np.logaddexp(0, scores) - scores * labels)
        assert trained[network][1].losses[0] == pytest.approx(loss, abs=1e-12)


def test_shuffled_networks_see_the_same_inputs_and_other_labels(trained):
    usual, _, shuffled = (trained[one][0].losses[0] for one in ONE_WAY)
    assert usual != shuffled


def test_accuracy_is_over_the_inner_steps_with_the_error_of_independent_sequences():
    right = np.zeros((1, 4, 8), bool)
    right[0, :2] = True
    share, error = experiment.accuracy(right, delay=0)
    assert share == [0.5] and error == pytest.approx(np.sqrt(1 / 3) / 2)
    right[..., :2] = right[..., -2:] = True
    assert experiment.accuracy(right, delay=0)[0] == [0.5]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([Network(), BOTH], 2, (0,)), "networks must be at least one, distinct, and read alike"),
        (([Network(), Network()], 2, (0,)), "networks must be at least one, distinct, and read alike"),
        (([Network()], 0, (0,)), "units must be at least 1"),
        (([Network()], 2, (0, 0)), "seeds must be at least one and distinct"),
        (([Network(delay=16)], 2, (0,)), "the delay must be from 0 to 15 in 20 steps, got 16"),
    ],
)
def test_what_does_not_fit_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        experiment.train(*arguments, steps=0)
