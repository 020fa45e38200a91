"""The experiments on memory against closed forms and Keras."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments import half_life
from lstmbook.measure import memory
from lstmbook.training.initialisers import chrono_biases

X = np.random.default_rng(0).normal(size=(3, 5, 2))


def test_averages_are_leaky_integrators():
    signal, biases = np.random.default_rng(1).normal(size=20), (0.0, 2.0)
    cells = half_life.averages(signal, biases)
    gates, wanted = memory.gate(biases), np.zeros(2)
    for place, offered in enumerate(np.tanh(signal)):
        wanted = gates * wanted + (1 - gates) * offered
        assert np.allclose(cells[place], wanted, atol=1e-14)


def test_untrained_is_initialised_as_keras_does():
    keras.utils.set_random_seed(0)
    weights = half_life.untrained(8, 3, seed=1)
    layer = keras.layers.LSTM(8, kernel_initializer=keras.initializers.GlorotUniform(1))
    layer.build((None, None, 3))
    kernel, recurrent, bias = layouts.lstm_to_keras(weights)
    assert np.allclose(kernel, layer.get_weights()[0]) and np.allclose(bias, layer.get_weights()[2])
    assert np.allclose(recurrent @ recurrent.T, np.eye(8), atol=1e-5)


def test_the_equations_over_time_are_the_layer_of_keras():
    weights = half_life.untrained(4, 2, seed=0, forget_bias=2.0, input_bias=-1.0)
    layer = keras.layers.LSTM(4, return_sequences=True, dtype="float64")
    layer.build(X.shape)
    layer.set_weights(layouts.lstm_to_keras(weights))
    assert np.allclose(Scan(LSTM)(X, weights)["h"], layer(X), atol=1e-12)


def test_without_recurrent_weights_a_kick_fades_by_the_gates_alone():
    weights = half_life.untrained(4, 2, seed=0)
    weights |= {name: 0 * weights[name] for name in weights if name[0] == "U"}
    found = half_life.survival(weights, X)
    assert np.allclose(found.gates, found.everything, rtol=1e-6)
    assert found.gates[0] == found.bias[0] == pytest.approx(1)


def test_with_gates_that_hear_nothing_the_bias_is_exact():
    weights = half_life.untrained(4, 2, seed=0, forget_bias=3.0)
    weights |= {name: 0 * weights[name] for name in ("U_i", "U_f", "U_g", "U_o", "W_f")}
    found = half_life.survival(weights, X)
    powers = memory.gate(3.0) ** np.arange(5)
    assert np.allclose(found.bias, powers) and np.allclose(found.everything, powers, rtol=1e-6)
    from_bias, from_gates = half_life.half_lives(weights, X)
    assert np.allclose(from_bias, from_gates)


def test_the_loop_is_seen():
    weights = half_life.untrained(4, 2, seed=0)
    weights["U_g"] = 3 * np.eye(4)
    found = half_life.survival(weights, X)
    assert found.everything[-1] > 1.2 * found.gates[-1]


def test_half_lives_leave_out_the_first_gate():
    weights = half_life.untrained(4, 2, seed=0)
    gates = Scan(LSTM)(X, weights)["f"]
    wanted = memory.half_life(np.exp(np.log(gates[:, 1:]).mean((0, 1))))
    assert np.allclose(half_life.half_lives(weights, X)[1], wanted)


def test_what_is_left_of_the_writes_is_the_last_cell():
    weights = half_life.untrained(4, 2, seed=0)
    left, result = half_life.writes(weights, X), Scan(LSTM)(X, weights)
    assert left.shape == (3, 5, 4) and np.allclose(left.sum(axis=1), result["c"][:, -1], atol=1e-14)
    assert np.allclose(left[:, -1], result["i"][:, -1] * result["g"][:, -1], atol=1e-14)
    # With forget gates that stand at f, the write of step m has been multiplied by f as often as steps came after.
    weights |= {"U_f": np.zeros((4, 4)), "W_f": np.zeros((2, 4))}
    left, result = half_life.writes(weights, X), Scan(LSTM)(X, weights)
    assert np.allclose(left[:, 1], memory.gate(1.0) ** 3 * result["i"][:, 1] * result["g"][:, 1], atol=1e-14)


def test_one_value_asks_for_the_first():
    x, y = half_life.one_value(lag=6, sequences=5, seed=0)
    assert x.shape == (5, 7, 2) and np.array_equal(x[:, 0, 0], y)
    assert np.array_equal(x[:, :, 1], np.eye(7)[[0] * 5]) and len(np.unique(x[:, :, 0])) == 35


def test_training_learns_is_repeatable_and_starts_afresh():
    one, other = (half_life.untrained(6, 2, seed=seed) for seed in (0, 1))
    first, second = half_life.train([one, other], lag=2, seeds=(0, 1), steps=120)
    third, again = half_life.train([other, other], lag=2, seeds=(0, 1), steps=120)
    assert max(half_life.error(run, lag=2) for run in (first, second)) < 0.1
    # What was trained beside it leaves no trace, nor does what was trained before.
    assert second.seed == again.seed == 1 and second.losses.shape == (120,)
    assert all(np.array_equal(second.weights[name], again.weights[name]) for name in one)
    assert half_life.error(second, lag=2) == half_life.error(again, lag=2)
    assert not np.array_equal(third.weights["W_g"], again.weights["W_g"])  # other data


def test_a_run_alone_is_the_run_in_company():
    starts = [half_life.untrained(6, 2, seed=seed) for seed in (0, 1)]
    _, beside = half_life.train(starts, lag=2, seeds=(0, 1), steps=20)
    (alone,) = half_life.train(starts[1:], lag=2, seeds=[1], steps=20)
    assert np.allclose(beside.losses, alone.losses, rtol=1e-9)
    assert all(np.allclose(beside.weights[name], alone.weights[name], atol=1e-9) for name in alone.weights)


def test_networks_that_could_learn_nothing_let_a_kick_fade(monkeypatch):
    """The page says that in networks that hold a number a kick grows. Shuffled answers, and it must not."""
    lag, units, one_value = 16, 16, half_life.one_value
    x, _ = one_value(lag, sequences=64, seed=99)

    def shuffled(lag, sequences, seed):
        x, y = one_value(lag, sequences, seed)
        return x, np.random.default_rng(seed).permutation(y)

    monkeypatch.setattr(half_life, "one_value", shuffled)
    starts = [
        half_life.untrained(units, 2, 0),
        half_life.untrained(units, 2, 1, *chrono_biases(units, lag, 1)),
    ]
    for start, trained in zip(starts, half_life.train(starts, lag, (0, 1), steps=150), strict=True):
        assert half_life.error(trained, lag) > 0.9 / 3
        left = half_life.survival(trained.weights, x).everything[-1]
        assert left < 1 and left < 2 * half_life.survival(start, x).everything[-1]


def test_the_first_training_loss_is_that_of_the_equations():
    """And the first step follows its gradient: Adam moves every weight by its rate, against the gradient's sign."""
    start, rate = half_life.untrained(4, 2, seed=0), 0.001
    (still,) = half_life.train([start], lag=3, seeds=[0], steps=1, batch=5, learning_rate=0.0)
    (moved,) = half_life.train([start], lag=3, seeds=[0], steps=1, batch=5, learning_rate=rate)
    x, y = half_life.one_value(lag=3, sequences=5, seed=0)

    def loss(run):
        return np.mean((half_life.answers(run, x) - y) ** 2)

    assert still.losses == pytest.approx([loss(still)], abs=1e-12) and np.array_equal(moved.losses, still.losses)
    seen = 0
    for name in start:
        for place in np.ndindex(start[name].shape):
            shifted = {key: np.array(array, float) for key, array in still.weights.items()}
            shifted[name][place] += 1e-6
            slope = (loss(replace(still, weights=shifted)) - loss(still)) / 1e-6
            if abs(slope) > 1e-2:  # far above the constant in Adam's divisor, also when clipped
                seen += 1
                step = moved.weights[name][place] - still.weights[name][place]
                assert step == pytest.approx(-rate * np.sign(slope), rel=1e-2), (name, place)
    assert seen > 10


def test_the_error_is_that_of_the_answers_to_new_sequences():
    (one,) = half_life.train([half_life.untrained(6, 2, seed=0)], lag=2, seeds=[0], steps=120)
    x, y = half_life.one_value(lag=2, sequences=512, seed=1000)
    said = half_life.answers(one, x)
    assert said.shape == (512,) and np.mean((said - y) ** 2) == half_life.error(one, lag=2)
    network = keras.Sequential([keras.layers.LSTM(6, dtype="float64"), keras.layers.Dense(1, dtype="float64")])
    network.build(x.shape)
    network.set_weights([*layouts.lstm_to_keras(one.weights), one.readout, one.bias])
    assert np.allclose(said, network(x)[:, 0], rtol=0, atol=1e-12)
    assert np.allclose(half_life.answers(replace(one, bias=one.bias + 1), x), said + 1)
    assert not np.allclose(half_life.answers(replace(one, readout=-one.readout), x), said)


@pytest.mark.parametrize(
    "call",
    [
        lambda: half_life.averages([], [1.0]),
        lambda: half_life.averages([1.0], []),
        lambda: half_life.untrained(0, 2, 0),
        lambda: half_life.untrained(4, 2, -1),
        lambda: half_life.survival(half_life.untrained(4, 2, 0), X[:, :1]),
        lambda: half_life.one_value(0, 4, 0),
        lambda: half_life.one_value(4, 0, 0),
        lambda: half_life.one_value(4, 4, True),
        lambda: half_life.train([], 4, []),
        lambda: half_life.train([half_life.untrained(4, 2, 0)], 4, [0], steps=0),
        lambda: half_life.train([half_life.untrained(4, 2, 0)], 4, [0, 1]),
        lambda: half_life.train([half_life.untrained(4, 2, 0)] * 2, 4, [1, 1]),
    ],
)
def test_impossible_sizes_lags_and_seeds_are_refused(call):
    with pytest.raises(ValueError):
        call()
