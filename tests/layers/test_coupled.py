"""`CoupledLSTMCell` against the equations and Keras's LSTM, its gradients against the backward step; wrong cells."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed, check_conformance, saved_and_loaded
from lstmbook import layouts
from lstmbook.equations.coupled import COUPLED_LSTM, COUPLED_PEEPHOLE_LSTM
from lstmbook.equations.coupled_backward import COUPLED_LSTM_BACKWARD, GATES
from lstmbook.equations.sequence import Scan
from lstmbook.experiments.backpropagation import gradients
from lstmbook.layers import CoupledLSTMCell
from lstmbook.layers import coupled as module

B, T, D, N = 4, 5, 3, 3  # D == N: a transposed kernel is not caught by its shape
MASKS = {
    "no mask": None,
    "ragged": np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 1, 0, 1, 1]], bool),
    "a fully masked row": np.array([[1, 1, 1, 1, 1], [0, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 1, 1, 1, 1]], bool),
}


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


ARRAYS = random_arrays(1, (D, 3 * N), (N, 3 * N), (3 * N,), (2, N))
X, H, C, *SEEDS = random_arrays(2, (B, T, D), (B, N), (B, N), (B, T, N), (B, N), (B, N))


def built(layer, arrays):
    layer.build((B, T, D))
    layer.set_weights(arrays)
    return layer


def rnn(cell, arrays=None, **kwargs):
    arrays = ARRAYS[: 4 if cell.peephole else 3] if arrays is None else arrays
    return built(keras.layers.RNN(cell, dtype="float64", **kwargs), arrays)


def everything(layer, mask=None):
    """Outputs, final states, and the gradients of a random linear loss at x, at both first states and the weights."""
    variables = [tf.Variable(array) for array in (X, H, C)]
    x, h, c = variables
    with tf.GradientTape() as tape:
        results = layer(x, initial_state=[h, c], mask=mask)
        loss = sum(tf.reduce_sum(seed * result) for seed, result in zip(SEEDS, results, strict=True))
    sources = [*variables, *(weight.value for weight in layer.trainable_variables)]
    found = [np.asarray(one) for one in (*results, *tape.gradient(loss, sources))]
    assert all(np.abs(one).max() > 0.01 for one in found), "the test sees nothing"
    return found


ALL = {"return_sequences": True, "return_state": True}


def as_keras_lstm(arrays):
    return layouts.lstm_to_keras(layouts.coupled_lstm_to_lstm(layouts.coupled_lstm_from_keras(*arrays)))


def of_keras(mask):
    """The same of Keras's LSTM with the converted weights; the gradients of the i and f blocks meet with opposite
    signs in the block of the one gate."""
    layer = built(keras.layers.LSTM(N, dtype="float64", **ALL), as_keras_lstm(ARRAYS[:3]))
    *others, kernel, recurrent_kernel, bias = everything(layer, mask)
    blocks = (np.split(one, 4, axis=-1) for one in (kernel, recurrent_kernel, bias))
    return [*others, *(np.concatenate([i - f, g, o], axis=-1) for i, f, g, o in blocks)]


def assert_same(ours, theirs):
    for found, expected in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_equals_the_lstm_of_keras_with_the_negative_block(mask):
    assert_same(everything(rnn(CoupledLSTMCell(N, dtype="float64"), **ALL), mask), of_keras(mask))


@pytest.mark.parametrize("peephole", [False, True])
def test_equals_the_equations(peephole):
    layer = rnn(CoupledLSTMCell(N, peephole=peephole, dtype="float64"), **ALL)
    model = COUPLED_PEEPHOLE_LSTM if peephole else COUPLED_LSTM
    weights = layouts.coupled_lstm_from_keras(*layer.get_weights())
    expected = Scan(model)(X, weights, start={"h": H, "c": C})
    hidden, h, c = layer(X, initial_state=[H, C])
    assert_same([hidden, h, c], [expected["h"], expected["h"][:, -1], expected["c"][:, -1]])


def backwards(weights):
    """Gradients by the book's backward step: x, h, c, then kernel, recurrent kernel and bias as the layer has them."""
    loss_bar = SEEDS[0].copy()
    loss_bar[:, -1] += SEEDS[1]
    total = gradients(weights, X, H, C, loss_bar, SEEDS[2], COUPLED_LSTM_BACKWARD, model=COUPLED_LSTM)
    return [
        *(total[name] for name in "xhc"),
        *(np.concatenate([total[f"{kind}_{gate}"] for gate in GATES], axis=-1) for kind in "WUb"),
    ]


def test_the_backward_step_is_automatic_differentiation():
    weights = layouts.coupled_lstm_from_keras(*ARRAYS[:3])
    assert_same(everything(rnn(CoupledLSTMCell(N, dtype="float64"), **ALL))[3:], backwards(weights))


def test_without_peepholes_it_is_the_cell_without():
    plain, peeping = (CoupledLSTMCell(N, peephole=one, dtype="float64") for one in (False, True))
    shut = rnn(peeping, [*ARRAYS[:3], np.zeros((2, N))])
    np.testing.assert_array_equal(shut(X), rnn(plain)(X))
    assert np.abs(rnn(CoupledLSTMCell(N, peephole=True, dtype="float64"))(X) - rnn(plain)(X)).max() > 0.01


def test_one_step_is_the_equations_typed_by_hand():
    layer = rnn(CoupledLSTMCell(N, peephole=True, dtype="float64"))
    kernel, recurrent_kernel, bias, (p_i, p_o) = ARRAYS
    z_i, z_g, z_o = np.split(X[:, 0] @ kernel + H @ recurrent_kernel + bias, 3, axis=1)
    i = 1 / (1 + np.exp(-(z_i + p_i * C)))
    c = (1 - i) * C + i * np.tanh(z_g)
    h = np.tanh(c) / (1 + np.exp(-(z_o + p_o * c)))
    output, (new_h, new_c) = layer.cell(X[:, 0], [H, C])
    assert_same([output, new_h, new_c], [h, h, c])


def transposed_blocks(kernel):
    return keras.ops.concatenate([keras.ops.transpose(block) for block in keras.ops.split(kernel, 3, axis=1)], axis=1)


WRONG_STEPS = {
    "f = -i": ("(1 - i) * c", "-i * c"),
    "f = i": ("(1 - i) * c", "i * c"),
    "f = 1 + i": ("(1 - i) * c", "(1 + i) * c"),
    "the gate swapped with its complement": ("(1 - i) * c + i *", "i * c + (1 - i) *"),
    "f = sigmoid(1 - z)": (
        "c = (1 - i) * c + i",
        "c = recurrent_activation(1 - ops.split(z, 3, axis=-1)[0]) * c + i",
    ),
    "no forgetting": ("(1 - i) * c", "c"),
    "i and o swapped": ("i, g, o =", "o, g, i ="),
    "i and g swapped": ("i, g, o =", "g, i, o ="),
    "g and o swapped": ("i, g, o =", "i, o, g ="),
    "no tanh on the hidden state": ("return o * activation(c)", "return o * c"),
    "no tanh on the candidate": ("i * activation(g)", "i * g"),
    "sigmoid on the candidate": ("i * activation(g)", "i * recurrent_activation(g)"),
    "h and c exchanged": ("return o * activation(c), c", "return c, o * activation(c)"),
}
WRONG_CALLS = {
    "kernel transposed": (
        "self.from_inputs(inputs, training)",
        "ops.matmul(inputs, transposed_blocks(self.kernel)) + self.bias",
    ),
    "recurrent kernel transposed": (
        "self.from_hidden(h, training)",
        "ops.matmul(h, transposed_blocks(self.recurrent_kernel))",
    ),
    "h and c exchanged on the way in": ("h, c = self", "c, h = self"),
    "h and c exchanged on the way out": ("return h, [h, c]", "return h, [c, h]"),
}


def cell_with(call):
    return type("WrongCell", (CoupledLSTMCell,), {"call": call})(N, dtype="float64")


def of_step(old, new):
    return cell_with(
        changed(CoupledLSTMCell.call, "h, c = self", "h, c = self", coupled=changed(module.coupled, old, new))
    )


@pytest.mark.parametrize("change", WRONG_STEPS.values(), ids=WRONG_STEPS)
def test_a_wrong_step_is_rejected(change):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_same(everything(rnn(of_step(*change), **ALL)), of_keras(None))


@pytest.mark.parametrize("change", WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_a_wrong_call_is_rejected(change):
    wrong = cell_with(changed(CoupledLSTMCell.call, *change, transposed_blocks=transposed_blocks))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_same(everything(rnn(wrong, **ALL)), of_keras(None))


def test_an_unchanged_cell_built_from_its_source_is_accepted():
    assert_same(everything(rnn(of_step("i, g, o =", "i, g, o ="), **ALL)), of_keras(None))


PEEPHOLES = {
    "the gate sees the new cell": ("i = recurrent_activation(i + p_i * c)\n", "i = recurrent_activation(i)\n"),
    "rows swapped": ("p_i, p_o = peepholes", "p_o, p_i = peepholes"),
    "outside the sigmoid": ("recurrent_activation(i + p_i * c)", "recurrent_activation(i) + p_i * c"),
    "the output gate sees the old cell": (
        "c = (1 - i) * c + i * activation(g)\n    o = recurrent_activation(o + p_o * c)",
        "o = recurrent_activation(o + p_o * c)\n    c = (1 - i) * c + i * activation(g)",
    ),
}


@pytest.mark.parametrize("change", PEEPHOLES.values(), ids=PEEPHOLES)
def test_wrong_peepholes_are_rejected(change):
    z, c = ARRAYS[2] + np.zeros((B, 1)), keras.ops.convert_to_tensor(C)
    peepholes = keras.ops.unstack(keras.ops.convert_to_tensor(ARRAYS[3]))
    right, wrong = (
        step(keras.ops.convert_to_tensor(z), c, keras.ops.tanh, keras.ops.sigmoid, peepholes)
        for step in (module.coupled, changed(module.coupled, *change))
    )
    assert np.abs(np.asarray(right[0]) - np.asarray(wrong[0])).max() > 0.01


def test_it_starts_to_keep_as_an_lstm_does():
    kwargs = {
        "kernel_initializer": keras.initializers.GlorotUniform(seed=1),
        "recurrent_initializer": keras.initializers.Orthogonal(seed=2),
        "bias_initializer": keras.initializers.Constant(0.5),
    }
    cell, without = CoupledLSTMCell(N, **kwargs), CoupledLSTMCell(N, unit_forget_bias=False, **kwargs)
    for one in (cell, without):
        one.build((None, D))
    np.testing.assert_array_equal(cell.bias, [-1] * N + [0.5] * 2 * N)
    np.testing.assert_array_equal(without.bias, [0.5] * 3 * N)
    lstm = keras.layers.LSTMCell(N)
    lstm.build((None, D))
    ours = layouts.coupled_lstm_to_lstm(layouts.coupled_lstm_from_keras(*cell.get_weights()))
    np.testing.assert_array_equal(ours["b_f"], layouts.lstm_from_keras(*lstm.get_weights())["b_f"])
    assert cell.count_params() * 4 == lstm.count_params() * 3


def test_the_peepholes_come_last_and_start_as_the_kernel_does():
    cell = CoupledLSTMCell(N, peephole=True, kernel_initializer=keras.initializers.Constant(0.25), use_bias=False)
    cell.build((None, D))
    assert [weight.name for weight in cell.weights] == ["kernel", "recurrent_kernel", "peephole_kernel"]
    np.testing.assert_array_equal(cell.peephole_kernel, np.full((2, N), 0.25))


def test_no_bias_is_a_bias_of_zero():
    bare = rnn(CoupledLSTMCell(N, use_bias=False, dtype="float64"), ARRAYS[:2])
    np.testing.assert_allclose(
        bare(X), rnn(CoupledLSTMCell(N, dtype="float64"), [*ARRAYS[:2], 0 * ARRAYS[2]])(X), rtol=0, atol=1e-14
    )


@pytest.mark.parametrize("rates", [(0.5, 0.0), (0.0, 0.5)], ids=["inputs", "recurrent"])
def test_dropout_acts_in_training_alone(rates):
    cell = CoupledLSTMCell(N, dropout=rates[0], recurrent_dropout=rates[1], seed=7, dtype="float64")
    layer, plain = rnn(cell), rnn(CoupledLSTMCell(N, dtype="float64"))
    np.testing.assert_allclose(layer(X, training=False), plain(X), rtol=0, atol=1e-14)
    assert np.abs(layer(X, training=True) - plain(X)).max() > 0.01


def test_the_config_makes_the_same_cell_again(tmp_path):
    cell = CoupledLSTMCell(N, peephole=True, unit_forget_bias=False, activation="relu", bias_regularizer="l2", seed=3)
    again = CoupledLSTMCell.from_config(cell.get_config())
    assert again.get_config() == cell.get_config() and again.peephole and not again.unit_forget_bias
    cells = [CoupledLSTMCell(4), CoupledLSTMCell(N, peephole=True, recurrent_dropout=0.1)]
    loaded = saved_and_loaded(tmp_path, cells, X, return_sequences=True)
    assert isinstance(loaded.cell.cells[0], CoupledLSTMCell)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    layer = keras.layers.RNN(CoupledLSTMCell(N, peephole=True, dtype=policy), dtype=policy)
    found = built(layer, ARRAYS)(X)
    assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
    assert {weight.dtype for weight in layer.weights} == {"float32"}
    exact = rnn(CoupledLSTMCell(N, peephole=True, dtype="float64"))(X)
    np.testing.assert_allclose(tf.cast(found, "float64"), exact, rtol=0, atol=3e-2)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        check_conformance(
            self, CoupledLSTMCell(N, peephole=True, dropout=0.1, recurrent_dropout=0.1, seed=1), weights=4
        )


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="units must be a positive integer, got 0"):
        CoupledLSTMCell(0)
    with pytest.raises(ValueError, match="dropout must be at least 0 and less than 1"):
        CoupledLSTMCell(N, dropout=1.0)
    cell = CoupledLSTMCell(N)
    with pytest.raises(ValueError, match="states must be the pair h, c"):
        cell(np.zeros((B, D)), [np.zeros((B, N))])
    with pytest.raises(ValueError, match=rf"inputs must have shape \(batch, {D}\), got \({B}, {D + 1}\)"):
        cell(np.zeros((B, D + 1)), [np.zeros((B, N))] * 2)
