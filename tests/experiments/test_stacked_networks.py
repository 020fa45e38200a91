"""Stacks of LSTMs: the gradient from the top down against automatic differentiation and against wrong roads, what an
untrained stack hears, and trainings of stacks side by side."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.experiments import backpropagation, stacked_networks
from lstmbook.experiments.stacked_networks import Shape
from lstmbook.training import kinds, walk

TOLERANCE = 1e-10
B, T, D, UNITS = 3, 5, 4, (4, 4, 3)
NAMES = [f"layer_{number}" for number in range(1, len(UNITS) + 1)]


@pytest.fixture(scope="module")
def problem():
    """Random weights, inputs and first states of three layers; the loss looks at every layer's h and last c."""
    rng = np.random.default_rng(0)
    widths = dict(zip(NAMES, zip((D, *UNITS[:-1]), UNITS, strict=True), strict=True))
    weights = {
        name: {one: rng.normal(size=[{"d": d, "n": n}[str(s)] for s in LSTM.shape_of(one)]) for one in LSTM.parameters}
        for name, (d, n) in widths.items()
    }
    start = {name: {one: rng.normal(size=(B, n)) for one in "hc"} for name, (_, n) in widths.items()}
    loss_bar = {name: rng.normal(size=(B, T, n)) for name, (_, n) in widths.items()}
    c_bar = {name: rng.normal(size=(B, n)) for name, (_, n) in widths.items()}
    return weights, rng.normal(size=(B, T, D)), start, loss_bar, c_bar


@pytest.fixture(scope="module")
def autodiff(problem):
    """By layer the gradients at the weights and the first states, and that at the inputs, through stacked layers."""
    weights, inputs, start, loss_bar, c_bar = problem
    inputs = tf.constant(inputs)
    states = {name: [tf.constant(one[letter]) for letter in "hc"] for name, one in start.items()}
    layers, loss, x = {}, 0.0, inputs
    with tf.GradientTape() as tape:
        tape.watch([inputs, *states.values()])
        for name, own in weights.items():
            layer = keras.layers.LSTM(len(own["U_i"]), return_sequences=True, return_state=True, dtype="float64")
            layer.build(x.shape)
            layer.set_weights(layouts.lstm_to_keras(own))
            x, _, cell = layer(x, initial_state=states[name])
            loss += tf.reduce_sum(x * loss_bar[name]) + tf.reduce_sum(cell * c_bar[name])
            layers[name] = [one.value for one in layer.trainable_variables]
    kernels, firsts, at_inputs = tape.gradient(loss, (layers, states, inputs))
    return {
        name: layouts.lstm_from_keras(*map(np.asarray, kernels[name]))
        | dict(zip("hc", map(np.asarray, firsts[name]), strict=True))
        | ({"x": np.asarray(at_inputs)} if name == "layer_1" else {})
        for name in weights
    }


def largest(ours, theirs):
    return max(np.abs(ours[name][one] - array).max() for name, own in theirs.items() for one, array in own.items())


def test_every_block_of_every_layer_equals_autodiff(problem, autodiff):
    assert sum(map(len, autodiff.values())) == 3 * 14 + 1
    assert largest(stacked_networks.gradients(*problem), autodiff) < TOLERANCE


WRONG = {
    "the loss's own gradient alone": lambda own, from_above: own,
    "what is handed down alone": lambda own, from_above: from_above,
    "what is handed down, a step late": lambda own, from_above: own + np.roll(from_above, 1, axis=1),
    "what is handed down, twice": lambda own, from_above: own + 2 * from_above,
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_roads_down_are_not_autodiff(problem, autodiff, monkeypatch, name):
    right, names = backpropagation.gradients, {id(own): layer for layer, own in problem[0].items()}

    def told_wrongly(weights, x, h, c, told, c_bar):  # as backpropagation.gradients
        layer = names[id(weights)]
        own = problem[3][layer]
        return right(weights, x, h, c, told if layer == NAMES[-1] else WRONG[name](own, told - own), c_bar)

    monkeypatch.setattr(stacked_networks.backpropagation, "gradients", told_wrongly)
    assert largest(stacked_networks.gradients(*problem), autodiff) > 1e-3


@pytest.mark.parametrize("place", [2, 3, 4])
def test_missing_layers_are_named(problem, place):
    given = list(problem)
    given[place] = {"layer_1": given[place]["layer_1"]}
    with pytest.raises(ValueError, match="must have layer_1, layer_2, layer_3, got layer_1"):
        stacked_networks.gradients(*given)


def test_keras_stacks_and_their_gradients_are_ours(problem):
    weights, inputs, start, loss_bar, c_bar = problem
    model = stacked_networks.keras_stack(weights)
    whole = stacked_networks.stack(3)
    assert np.abs(whole.output(whole(inputs, weights)) - np.asarray(model(inputs))).max() < TOLERANCE
    zeros = [{name: {o: 0 * a for o, a in own.items()} for name, own in start.items()}]
    zeros += [{name: 0 * array for name, array in one.items()} for one in (loss_bar, c_bar)]
    zeros[1]["layer_3"] = loss_bar["layer_3"]
    ours = stacked_networks.gradients(weights, inputs, *zeros)
    assert largest(ours, stacked_networks.keras_gradients(model, inputs, loss_bar["layer_3"])) < TOLERANCE


# -- kinds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("layers", [1, 3])
def test_a_stacked_kind_is_the_stack_of_equations(layers, residual):
    kind, rng, runs, units = kinds.stacked(kinds.LSTM, layers, residual), np.random.default_rng(0), 2, 4
    starts = [kind.start(3, units, seed) for seed in range(runs)]
    arrays = [np.stack(one) + 0.5 * rng.normal(size=(runs, *one[0].shape)) for one in zip(*starts, strict=True)]
    x = rng.normal(size=(runs, B, T, 3))
    tensors = [keras.ops.convert_to_tensor(one) for one in arrays]
    found = np.asarray(walk.last_hidden(tensors, keras.ops.convert_to_tensor(x), kind))
    whole = stacked_networks.stack(layers, residual)
    for run in range(runs):
        named = kind.by_name(*(one[run] for one in arrays))
        assert list(named) == NAMES[:layers]
        ours = whole.output(whole(x[run], named))[:, -1]
        assert np.abs(found[run] - ours).max() < TOLERANCE
        if residual and layers > 1:
            plain = stacked_networks.stack(layers)
            assert np.abs(plain.output(plain(x[run], named))[:, -1] - found[run]).max() > 1e-2


def test_layers_of_a_stack_start_apart_and_the_first_as_one_alone():
    arrays = kinds.stacked(kinds.LSTM, 3).start(4, 4, 7)
    assert all(np.array_equal(a, b) for a, b in zip(arrays[:3], kinds.LSTM.start(4, 4, 7), strict=True))
    assert not any(np.array_equal(arrays[one], arrays[other]) for one, other in ((0, 3), (3, 6), (4, 7)))


@pytest.mark.parametrize("layers", [0, -1, 1.5, True])
def test_a_stack_has_a_positive_number_of_layers(layers):
    with pytest.raises(ValueError, match="layers must be a positive integer"):
        kinds.stacked(kinds.LSTM, layers)


# -- what an untrained stack hears -----------------------------------------------------------------------------


def test_the_gradient_by_lag_is_that_of_the_equations():
    heard = stacked_networks.heard_by_lag(2, seeds=[3], steps=4, units=3, features=2, sequences=1)
    kind, rng = kinds.stacked(kinds.LSTM, 2), np.random.default_rng(0)
    weights = {
        name: {one: array.astype(float) for one, array in own.items()}
        for name, own in kind.by_name(*kind.start(2, 3, 3)).items()
    }
    x, direction = rng.normal(size=(1, 1, 4, 2))[0], rng.normal(size=(1, 1, 3))[0]
    zeros = {name: {one: np.zeros((1, 3)) for one in "hc"} for name in weights}
    told = {name: np.zeros((1, 4, 3)) for name in weights}
    told["layer_2"][:, -1] = direction
    ours = stacked_networks.gradients(weights, x, zeros, told, {name: np.zeros((1, 3)) for name in weights})
    assert np.allclose(heard[0], np.linalg.norm(ours["layer_1"]["x"][0], axis=-1)[::-1], rtol=1e-9)


def test_along_the_lines_alone_one_layer_hears_the_product_of_its_forget_gates():
    """Then c_bar is that product times what is shown, and all else belongs to the step itself."""
    sizes = {"seeds": [3], "steps": 4, "units": 1, "features": 1, "sequences": 1}
    heard = stacked_networks.heard_along_lines(1, **sizes)
    arrays, inputs, direction = stacked_networks._untrained(kinds.LSTM, **sizes)
    weights = {name: one.astype(float) for name, one in kinds.LSTM.by_name(*arrays[0]).items()}
    seen = stacked_networks.stack(1)(inputs[0], {"layer_1": weights})["layer_1"]
    i, f, g, o, c = (seen[name][0, :, 0] for name in "ifgoc")
    before = np.concatenate([[0], c[:-1]])
    W_i, W_f, W_g, W_o = (weights[f"W_{gate}"][0, 0] for gate in "ifgo")
    shown = direction[0, 0, 0] * o[-1] * (1 - np.tanh(c[-1]) ** 2) * np.append(np.cumprod(f[:0:-1])[::-1], 1)
    local = g * i * (1 - i) * W_i + before * f * (1 - f) * W_f + i * (1 - g**2) * W_g
    expected = shown * local
    expected[-1] += direction[0, 0, 0] * np.tanh(c[-1]) * o[-1] * (1 - o[-1]) * W_o
    assert np.allclose(heard[0], np.abs(expected)[::-1], rtol=1e-9)


def test_the_count_is_that_of_a_linear_stack():
    """One unit a layer, run step by step through the triangle."""
    line = 0.7 ** np.arange(12)
    for layers in range(1, 5):
        assert np.allclose(line, stacked_networks.counted(layers, 12, 0.7))
        line = np.convolve(line, 0.7 ** np.arange(12))[:12]


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        stacked_networks.heard_by_lag(2, units=0)


# -- depth against width --------------------------------------------------------------------------------------


def test_a_shape_counts_as_keras_does():
    for layers, units in ((1, 5), (3, 4)):
        model = keras.Sequential([keras.layers.LSTM(units, return_sequences=True) for _ in range(layers)])
        model.build((None, None, 2))
        assert Shape(layers, units).parameters(2) == model.count_params()


def test_a_matched_shape_is_the_nearest():
    budget = Shape(4, 16).parameters(2)
    found = stacked_networks.matched(2, budget, 2)
    gaps = [abs(Shape(2, found.units + by).parameters(2) - budget) for by in (-1, 0, 1)]
    assert found.layers == 2 and min(gaps) == gaps[1]
    assert stacked_networks.matched(4, budget, 2) == Shape(4, 16)


@pytest.fixture(scope="module")
def trained():
    shapes = [Shape(1, 4), Shape(2, 3, residual=True)]
    return stacked_networks.train(shapes, seeds=range(2), steps=3, length=4, sequences=2)


def test_training_gives_a_run_for_every_seed_and_changes_every_layer(trained):
    for shape, runs in trained.items():
        kind = kinds.stacked(kinds.LSTM, shape.layers, shape.residual)
        assert [run.seed for run in runs] == [0, 1] and all(run.losses.shape == (3,) for run in runs)
        for run in runs:
            begun = kind.by_name(*kind.start(2, shape.units, run.seed))
            for name, own in run.weights.items():
                assert not np.allclose(own["W_i"], begun[name]["W_i"])


def test_answers_are_the_readout_of_what_the_stack_shows(trained):
    shape, run = Shape(2, 3, residual=True), trained[Shape(2, 3, residual=True)][0]
    x = np.random.default_rng(0).normal(size=(2, 4, 2))
    lower = stacked_networks.stack(1)(x, {"layer_1": run.weights["layer_1"]})["layer_1"]["h"]
    upper = stacked_networks.stack(1)(lower, {"layer_1": run.weights["layer_2"]})["layer_1"]["h"]
    assert np.allclose(stacked_networks.answers(shape, run, x), run.read((lower + upper)[:, -1]))


def test_a_loss_is_halved_where_its_mean_is(trained):
    run = trained[Shape(1, 4)][0]
    falling, flat = (type(run)(0, {}, None, None, np.array(one) / 6) for one in ([1, 1, 0.6, 0.2, 0], [1.0] * 5))
    assert stacked_networks.halved([falling, flat], window=2).tolist() == [4, np.inf]
    assert np.allclose(stacked_networks.smoothed([falling], window=2), [[1, 0.8, 0.4, 0.1]])
    with pytest.raises(ValueError, match="window must be between 1 and 5"):
        stacked_networks.smoothed([flat], window=6)
