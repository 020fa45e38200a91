"""`ClockworkRNNCell` against its equations, a loop typed apart from them, and Keras's simple network."""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed, check_conformance, saved_and_loaded
from lstmbook import layouts
from lstmbook.equations import clockwork as equations
from lstmbook.equations.clockwork import CLOCKWORK_BACKWARD
from lstmbook.layers import ClockworkRNNCell, clockwork

B, T, D, N, PERIODS = 3, 9, 4, 6, [1, 2, 4]
RNG = np.random.default_rng(0)
WEIGHTS = [RNG.normal(size=shape) for shape in ((D, N), (N, N), (N,))]
X, H = RNG.normal(size=(B, T, D)), RNG.normal(size=(B, N))
MASK = np.array([[1] * 9, [1, 1, 1, 0, 0, 0, 0, 0, 0], [1, 0, 1, 1, 0, 1, 1, 1, 0]], bool)


def rnn(cell, arrays=WEIGHTS, **kwargs):
    layer = keras.layers.RNN(cell, dtype="float64", return_sequences=True, return_state=True, **kwargs)
    layer.build((B, T, D))
    layer.set_weights(arrays)
    return layer


def make(periods=PERIODS, **kwargs):
    return ClockworkRNNCell(N, periods, dtype="float64", **kwargs)


def by_hand(x, h, periods=PERIODS, mask=None):
    """Module by module and step by step, the number of a step being that of the steps seen before it."""
    kernel, recurrent, bias = WEIGHTS
    size, h, shown = N // len(periods), h.copy(), []
    for row, sequence in enumerate(x):
        number, states = 0, []
        for step, one in enumerate(sequence):
            before = h[row].copy()
            if mask is None or mask[row, step]:
                for place, period in enumerate(periods):
                    if number % period == 0:
                        own, heard = slice(place * size, (place + 1) * size), slice(place * size, N)
                        h[row, own] = np.tanh(one @ kernel[:, own] + before[heard] @ recurrent[heard, own] + bias[own])
                number += 1
            states.append(h[row].copy())
        shown.append(states)
    return np.array(shown)


def assert_the_loop(found, **kwargs):
    np.testing.assert_allclose(found, by_hand(X, H, **kwargs), rtol=0, atol=1e-10)


def by_equations(**kwargs):
    return equations.read(X, layouts.simple_rnn_from_keras(*WEIGHTS), PERIODS, start={"h": H}, **kwargs)


def test_the_equations_are_the_loop():
    assert_the_loop(by_equations()["h"])


def test_the_cell_is_the_equations_and_the_loop():
    hidden, last, _ = rnn(make())(X, initial_state=[H, 0 * H])
    np.testing.assert_allclose(hidden, by_equations()["h"], rtol=0, atol=1e-10)
    assert_the_loop(hidden)
    np.testing.assert_array_equal(last, hidden[:, -1])


def test_the_clock_stands_still_at_a_masked_step():
    _, last, _ = rnn(make())(X, initial_state=[H, 0 * H], mask=tf.constant(MASK))
    np.testing.assert_allclose(last, by_hand(X, H, mask=MASK)[:, -1], rtol=0, atol=1e-10)


def test_a_sequence_goes_on_where_it_was_left():
    layer = rnn(make())
    _, *states = layer(X[:, :5], initial_state=[H, 0 * H])
    hidden, *_ = layer(X[:, 5:], initial_state=states)
    assert_the_loop(np.concatenate([by_equations()["h"][:, :5], hidden], axis=1))


def with_change(old, new):
    source = inspect.getsource(equations)
    assert source.count(old) == 1
    namespace = {"__name__": "changed"}
    exec(source.replace(old, new), namespace)
    weights = layouts.simple_rnn_from_keras(*WEIGHTS)
    return namespace["read"](X, weights, PERIODS, start={"h": H})["h"]


WRONG = {
    "the triangle transposed": ("(slow[:, None] >= slow)", "(slow[:, None] <= slow)"),
    "a module that waits is computed": ("h=_times(a, g) + _times(_one - a, h.prev)", "h=g"),
    "a module that waits forgets": ("h=_times(a, g) + _times(_one - a, h.prev)", "h=_times(a, g)"),
    "the first step has the number one": ("np.arange(first, first + steps)", "np.arange(first + 1, first + 1 + steps)"),
    "the own module is not heard": ("(slow[:, None] >= slow)", "(slow[:, None] > slow)"),
    "all are heard": ("{g: Tanh(x * W + h.prev * _heard + b)}", "{g: Tanh(x * W + h.prev * U + b)}"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_wrong_equations_are_rejected(change):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_the_loop(with_change(*change))


def test_unchanged_equations_from_their_source_are_accepted():
    assert_the_loop(with_change("h=_times(a, g) + _times(_one", "h=_times(a, g) + _times(_one"))


WRONG_CELLS = {
    "computed": ("ops.where(due, g, h)", "g"),
    "a step late": ("wait < 0.5", "ops.abs(wait - 1) < 0.5"),
    "a period too long": ("ops.where(due, period, wait) - 1", "ops.where(due, period + 1, wait) - 1"),
}


@pytest.mark.parametrize("change", WRONG_CELLS.values(), ids=WRONG_CELLS)
def test_a_wrong_cell_is_rejected(change, monkeypatch):
    monkeypatch.setattr(clockwork, "ticked", changed(clockwork.ticked, *change))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_the_loop(rnn(make())(X, initial_state=[H, 0 * H])[0])


def test_one_module_of_period_one_is_the_simple_network_of_keras():
    ours, stock = rnn(make([1])), rnn(keras.layers.SimpleRNNCell(N, dtype="float64"))
    for mask in (None, tf.constant(MASK)):
        hidden, last, _ = ours(X, initial_state=[H, 0 * H], mask=mask)
        expected, last_expected = stock(X, initial_state=[H], mask=mask)
        np.testing.assert_allclose(last, last_expected, rtol=0, atol=1e-12)
        if mask is None:
            np.testing.assert_allclose(hidden, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("options", [{"dropout": 0.5, "seed": 3}, {"recurrent_dropout": 0.5, "seed": 3}])
def test_it_drops_as_the_simple_network_of_keras(options):
    ours, stock = rnn(make([1], **options)), rnn(keras.layers.SimpleRNNCell(N, dtype="float64", **options))
    hidden, *_ = ours(X, initial_state=[H, 0 * H], training=True)
    np.testing.assert_allclose(hidden, stock(X, initial_state=[H], training=True)[0], rtol=0, atol=1e-12)
    assert np.abs(hidden - ours(X, initial_state=[H, 0 * H])[0]).max() > 0.01


def test_gradients_of_a_sequence_are_those_of_the_backward_equations():
    layer, x, h = rnn(make()), tf.Variable(X), tf.Variable(H)
    look = RNG.normal(size=(B, T, N))
    with tf.GradientTape() as tape:
        hidden, *_ = layer(x, initial_state=[h, tf.zeros_like(h)])
        loss = tf.reduce_sum(hidden * look)
    at_x, at_h, *at_weights = tape.gradient(loss, [x, h, *(one.value for one in layer.trainable_variables)])
    results, step = by_equations(), CLOCKWORK_BACKWARD.numpy()
    before, plus = np.concatenate([H[:, None], results["h"][:, :-1]], axis=1), np.zeros((B, N))
    weights, total, handed = layouts.simple_rnn_from_keras(*WEIGHTS), {"W_bar": 0, "U_bar": 0, "z_bar_g": 0}, []
    for time in reversed(range(T)):
        seen = {"x": X[:, time], "h_prev": before[:, time], "g": results["g"][:, time], "loss_bar": look[:, time]}
        seen["a"] = np.broadcast_to(equations.clock(N, PERIODS, T)[time], (B, N))
        given = seen | {"h_bar_plus": plus, "M": equations.pattern(N, PERIODS), "W": weights["W"], "U": weights["U"]}
        found = step(**given)
        plus = found["h_bar_plus_prev"]
        handed.append(found["x_bar"])
        total = {name: one + (found[name].sum(0) if name == "z_bar_g" else found[name]) for name, one in total.items()}
    np.testing.assert_allclose(at_x, np.stack(handed[::-1], axis=1), rtol=0, atol=1e-10)
    np.testing.assert_allclose(at_h, plus, rtol=0, atol=1e-10)
    for one, other in zip(at_weights, total.values(), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)
    assert not np.any(np.asarray(at_weights[1])[equations.pattern(N, PERIODS) == 0])


def test_slow_units_never_hear_a_step_that_is_not_theirs():
    found = by_equations()["h"]
    moved = X.copy()
    moved[:, [1, 2, 3, 5, 6, 7]] += 1
    other = equations.read(moved, layouts.simple_rnn_from_keras(*WEIGHTS), PERIODS, start={"h": H})["h"]
    np.testing.assert_array_equal(other[..., 4:], found[..., 4:])
    assert np.abs(other[:, 2:, 2:4] - found[:, 2:, 2:4]).min() > 0


def test_counts():
    assert equations.parameter_count(D, N, PERIODS) == D * N + N + 4 * 6
    assert equations.parameter_count(D, N, [1]) == N * (D + N + 1)


@pytest.mark.parametrize("periods", [[], [0, 1], [1, 1], [2, 1], [1.0, 2], [True, 2], [-1, 2], [1, "2"]])
def test_wrong_periods_are_named(periods):
    for one in (lambda: ClockworkRNNCell(N, periods), lambda: equations.of_units(N, periods)):
        with pytest.raises(ValueError, match="periods must be positive integers"):
            one()


def test_modules_that_do_not_divide_the_units_are_named():
    with pytest.raises(ValueError, match="units must be a multiple of the 3 modules, got 7"):
        ClockworkRNNCell(7, PERIODS)
    with pytest.raises(ValueError, match="units must be a positive multiple of the 3 modules, got 7"):
        equations.clock(7, PERIODS, 4)
    with pytest.raises(ValueError, match="must not be negative, got 3 and -1"):
        equations.clock(6, PERIODS, 3, first=-1)
    with pytest.raises(TypeError, match="no gates"):
        ClockworkRNNCell(N, PERIODS, recurrent_activation="sigmoid")
    with pytest.raises(ValueError, match="bfloat16 cannot count a period of 512"):
        ClockworkRNNCell(N, [1, 512], dtype="mixed_bfloat16")
    with pytest.raises(ValueError, match="units must be a positive integer, got 0"):
        ClockworkRNNCell(0, PERIODS)


def test_configuration_and_saving(tmp_path):
    cell = ClockworkRNNCell(N, np.array(PERIODS), activation="relu", use_bias=False, recurrent_dropout=0.1, seed=3)
    config = cell.get_config()
    assert config["periods"] == PERIODS and "recurrent_activation" not in config
    assert ClockworkRNNCell.from_config(config).get_config() == config
    assert isinstance(saved_and_loaded(tmp_path, ClockworkRNNCell(N, PERIODS), X).cell, ClockworkRNNCell)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    layer = keras.layers.RNN(ClockworkRNNCell(N, PERIODS, dtype=policy), dtype=policy)
    layer.build((B, T, D))
    layer.set_weights([0.3 * one for one in WEIGHTS])
    found = layer(X)
    assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
    small = layouts.simple_rnn_from_keras(*(0.3 * one for one in WEIGHTS))
    expected = equations.read(X, small, PERIODS)["h"][:, -1]
    np.testing.assert_allclose(tf.cast(found, "float32"), expected, rtol=0, atol=5e-2)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        check_conformance(self, ClockworkRNNCell(N, PERIODS, dropout=0.1, recurrent_dropout=0.1, seed=1), weights=3)
