"""`PeepholeLSTMCell` against its equations, against ONNX's typed apart from them, and against the LSTM without them."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed, check_conformance, saved_and_loaded
from layouts.steps import onnx_lstm
from lstmbook import layouts
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.layers import LSTMCell, PeepholeLSTMCell, peephole

B, T, D, N = 4, 5, 3, 3  # D == N: a transposed kernel is not caught by its shape
MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0], [1, 1, 0, 1, 1]], bool)


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def weights(d=D, n=N):
    return random_arrays(1, (d, 4 * n), (n, 4 * n), (4 * n,), (3, n))


def rnn(cell, arrays=None, **kwargs):
    arrays = weights() if arrays is None else arrays
    layer = keras.layers.RNN(cell, dtype="float64", return_sequences=True, return_state=True, **kwargs)
    layer.build((B, T, arrays[0].shape[0]))
    layer.set_weights(arrays)
    return layer


def data(d=D, n=N):
    return random_arrays(2, (B, T, d), (B, n), (B, n))


def by_equations(arrays, x, h, c, mask=None):
    found = Scan(PEEPHOLE_LSTM)(x, layouts.peephole_lstm_from_keras(*arrays), mask=mask, start={"h": h, "c": c})
    return found["h"], found["c"]


def assert_the_equations(cell, mask=None):
    """All hidden states and the last cell of a layer, unless masked; with a mask the last states."""
    x, h, c = data()
    hidden, last_h, last_c = rnn(cell)(x, initial_state=[h, c], mask=mask)
    expected_h, expected_c = by_equations(weights(), x, h, c, mask)
    if mask is None:
        np.testing.assert_allclose(hidden, expected_h, rtol=0, atol=1e-10)
    np.testing.assert_allclose(last_h, expected_h[:, -1], rtol=0, atol=1e-10)
    np.testing.assert_allclose(last_c, expected_c[:, -1], rtol=0, atol=1e-10)


@pytest.mark.parametrize("mask", [None, MASK], ids=["", "masked"])
def test_equals_the_equations(mask):
    assert_the_equations(PeepholeLSTMCell(N, dtype="float64"), mask)


def test_equals_the_equations_at_other_sizes():
    arrays, (x, h, c) = weights(2, 5), data(2, 5)
    hidden, *_ = rnn(PeepholeLSTMCell(5, dtype="float64"), arrays)(x, initial_state=[h, c])
    np.testing.assert_allclose(hidden, by_equations(arrays, x, h, c)[0], rtol=0, atol=1e-10)


def test_one_step_is_that_of_onnx():
    x, h, c = (array if array.ndim == 2 else array[:, 0] for array in data())
    cell = PeepholeLSTMCell(N, dtype="float64")
    cell.build((None, D))
    cell.set_weights(weights())
    assert [one.name for one in cell.weights] == ["kernel", "recurrent_kernel", "bias", "peephole_kernel"]
    output, (new_h, new_c) = cell(x, [h, c])
    stored = layouts.lstm_to_onnx(layouts.peephole_lstm_from_keras(*weights()))
    expected = [onnx_lstm(stored, *rows) for rows in zip(x, h, c, strict=True)]
    np.testing.assert_allclose(new_h, [one for one, _ in expected], rtol=0, atol=1e-12)
    np.testing.assert_allclose(new_c, [one for _, one in expected], rtol=0, atol=1e-12)
    np.testing.assert_array_equal(output, new_h)


NEW_CELL, OUTPUT_GATE = "    c = f * c + i * activation(g)\n", "    o = recurrent_activation(o + p_o * c)\n"
EARLY = "    c = recurrent_activation(f) * c + recurrent_activation(i) * activation(g)\n"
WRONG = {
    "the output gate sees the old cell": (NEW_CELL + OUTPUT_GATE, OUTPUT_GATE + NEW_CELL),
    "i and f see the new cell": ("    i = rec", EARLY + "    i = rec"),
    "i alone sees the new cell": ("i + p_i * c)", "i + p_i * (recurrent_activation(f) * c + activation(g)))"),
    "a full matrix": ("i + p_i * c)", "i + ops.matmul(c, ops.outer(p_i, p_i)))"),
    "rows in the order i, o, f": ("p_i, p_f, p_o = peepholes", "p_i, p_o, p_f = peepholes"),
    "rows in the order f, i, o": ("p_i, p_f, p_o = peepholes", "p_f, p_i, p_o = peepholes"),
    "outside the sigmoid of i": ("recurrent_activation(i + p_i * c)", "recurrent_activation(i) + p_i * c"),
    "outside the sigmoid of f": ("recurrent_activation(f + p_f * c)", "recurrent_activation(f) + p_f * c"),
    "outside the sigmoid of o": ("recurrent_activation(o + p_o * c)", "recurrent_activation(o) + p_o * c"),
    "the candidate sees the cell": ("activation(g)", "activation(g + p_i * c)"),
    "the output gate sees what is shown": ("o + p_o * c", "o + p_o * activation(c)"),
    "no peephole of o": ("o + p_o * c", "o"),
}


def changed_cell(old, new):
    """A cell whose pointwise part is the source of ours with one change."""
    peeping = changed(peephole.peeping, old, new)

    class Changed(PeepholeLSTMCell):
        def call(self, inputs, states, training=False):
            h, c = self.checked(inputs, states)
            z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
            rows = tf.unstack(self.peephole_kernel)
            h, c = peeping(z, c, rows, self.activation, self.recurrent_activation)
            return h, [h, c]

    return Changed(N, dtype="float64")


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_cell_is_rejected(change):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_the_equations(changed_cell(*change))


def test_an_unchanged_cell_built_from_its_source_is_accepted():
    assert_the_equations(changed_cell("p_i, p_f, p_o = peepholes", "p_i, p_f, p_o = peepholes"))


def gradients(layer):
    x, h, c = (tf.Variable(array) for array in data())
    with tf.GradientTape() as tape:
        hidden, _, last = layer(x, initial_state=[h, c])
        loss = tf.reduce_sum(hidden**2) + tf.reduce_sum(last**3)
    return tape.gradient(loss, [x, h, c, *(one.value for one in layer.trainable_variables)])


@pytest.mark.parametrize("options", [{}, {"dropout": 0.5, "seed": 3}, {"recurrent_dropout": 0.5, "seed": 3}])
def test_without_its_peepholes_it_is_the_lstm_of_keras(options):
    x, h, c = data()
    without = [*weights()[:3], np.zeros((3, N))]
    ours = rnn(PeepholeLSTMCell(N, dtype="float64", **options), without)
    stock = rnn(keras.layers.LSTMCell(N, dtype="float64", **options), without[:3])
    found, expected = (one(x, initial_state=[h, c], training=True)[0] for one in (ours, stock))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    whole = rnn(PeepholeLSTMCell(N, dtype="float64", **options))
    assert np.abs(whole(x, initial_state=[h, c], training=True)[0] - expected).max() > 0.01


def test_without_its_peepholes_its_gradients_are_those_of_keras():
    without = [*weights()[:3], np.zeros((3, N))]
    *found, at_peepholes = gradients(rnn(PeepholeLSTMCell(N, dtype="float64"), without))
    for one, other in zip(found, gradients(rnn(keras.layers.LSTMCell(N, dtype="float64"), without[:3])), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)
    assert np.abs(at_peepholes).max() > 0.01  # they can leave zero


def test_without_a_bias():
    x, h, c = data()
    kernel, recurrent_kernel, bias, peepholes = weights()
    bare = rnn(PeepholeLSTMCell(N, use_bias=False, dtype="float64"), [kernel, recurrent_kernel, peepholes])
    expected = by_equations([kernel, recurrent_kernel, 0 * bias, peepholes], x, h, c)[0]
    np.testing.assert_allclose(bare(x, initial_state=[h, c])[0], expected, rtol=0, atol=1e-10)


def test_starts_as_the_initialisers_say_and_nothing_limits_its_peepholes():
    cell = PeepholeLSTMCell(N, kernel_regularizer="l2", kernel_constraint="non_neg", kernel_initializer="ones")
    cell.build((None, D))
    np.testing.assert_array_equal(cell.peephole_kernel, np.ones((3, N)))
    assert cell.peephole_kernel.regularizer is None and cell.peephole_kernel.constraint is None
    np.testing.assert_array_equal(np.split(np.asarray(cell.bias), 4)[1], np.ones(N))


def test_constructor_and_config_are_those_of_the_lstm_cell():
    kwargs = {"activation": "relu", "dropout": 0.1, "seed": 3, "name": "cell", "unit_forget_bias": False}
    cell = PeepholeLSTMCell(N, **kwargs)
    assert cell.get_config() == LSTMCell(N, **kwargs).get_config()
    assert PeepholeLSTMCell.from_config(cell.get_config()).get_config() == cell.get_config()


def test_save_and_load(tmp_path):
    x, *_ = data()
    loaded = saved_and_loaded(tmp_path, PeepholeLSTMCell(N, recurrent_dropout=0.1), x)
    assert isinstance(loaded.cell, PeepholeLSTMCell)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    x, *_ = data()
    layer = keras.layers.RNN(PeepholeLSTMCell(N, dtype=policy), dtype=policy)
    layer.build((B, T, D))
    layer.set_weights(weights())
    found = layer(x)
    assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
    assert {one.dtype for one in layer.weights} == {"float32"}
    zeros = np.zeros((B, N))
    expected = by_equations(weights(), x, zeros, zeros)[0][:, -1]
    np.testing.assert_allclose(tf.cast(found, "float32"), expected, rtol=0, atol=5e-2)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        check_conformance(self, PeepholeLSTMCell(N, dropout=0.1, recurrent_dropout=0.1, seed=1), weights=4)


def test_wrong_shapes_are_named():
    cell = PeepholeLSTMCell(N, dtype="float64")
    cell.build((None, D))
    with pytest.raises(ValueError, match=rf"inputs must have shape \(batch, {D}\), got \({B}, {D + 1}\)"):
        cell(np.zeros((B, D + 1)), [np.zeros((B, N))] * 2)
    with pytest.raises(ValueError, match=rf"states: c must have shape \({B}, {N}\), got \({B}, {N + 1}\)"):
        cell(np.zeros((B, D)), [np.zeros((B, N)), np.zeros((B, N + 1))])
    with pytest.raises(ValueError, match="states must be the pair h, c"):
        cell(np.zeros((B, D)), [np.zeros((B, N))])
    with pytest.raises(ValueError, match="units must be a positive integer, got 0"):
        PeepholeLSTMCell(0)
