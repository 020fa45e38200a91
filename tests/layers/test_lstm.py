"""`lstmbook.layers.LSTMCell` against Keras's: values, states, masks, gradients; and wrong cells rejected."""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed, check_conformance, saved_and_loaded
from lstmbook.layers import LSTMCell

B, T, D, N = 4, 5, 3, 3  # D == N: a transposed kernel is not caught by its shape
MASKS = {
    "no mask": None,
    "ragged": np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 1, 0, 1, 1]], bool),
    "a fully masked row": np.array([[1, 1, 1, 1, 1], [0, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 1, 1, 1, 1]], bool),
}


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def weights(d=D, n=N):
    return random_arrays(1, (d, 4 * n), (n, 4 * n), (4 * n,))


def rnn(cell, arrays=None, **kwargs):
    """`keras.layers.RNN` with `cell`, in float64, with the given weights."""
    layer = keras.layers.RNN(cell, dtype="float64", **kwargs)
    return built(layer, arrays)


def built(layer, arrays=None):
    arrays = weights() if arrays is None else arrays
    layer.build((B, T, arrays[0].shape[0]))
    layer.set_weights(arrays)
    return layer


def stock_cell(arrays=None, **kwargs):
    return rnn(keras.layers.LSTMCell(N, dtype="float64"), arrays, **kwargs)


def stock_layer(arrays=None, **kwargs):
    return built(keras.layers.LSTM(N, dtype="float64", **kwargs), arrays)


def everything(layer, mask=None, d=D, n=N):
    """Outputs and final states of a layer that returns both, and the gradients of a random linear loss."""
    x, h, c, *seeds = random_arrays(2, (B, T, d), (B, n), (B, n), (B, T, n), (B, n), (B, n))
    x, h, c = (tf.Variable(array) for array in (x, h, c))
    with tf.GradientTape() as tape:
        results = layer(x, initial_state=[h, c], mask=mask)
        loss = sum(tf.reduce_sum(seed * result) for seed, result in zip(seeds, results, strict=True))
    sources = [x, h, c, *(weight.value for weight in layer.trainable_variables)]
    gradients = tape.gradient(loss, sources)
    names = ["x", "h", "c", "kernel", "recurrent_kernel", "bias"]
    found = dict(zip(["outputs", "final h", "final c"], results, strict=True))
    found |= {f"gradient of {name}": gradient for name, gradient in zip(names, gradients, strict=False)}
    return {name: np.asarray(value) for name, value in found.items()}


def assert_same(ours, stock, tolerance=1e-10):
    assert ours.keys() == stock.keys()
    for name, expected in stock.items():
        assert np.abs(expected).max() > 0.01, f"{name}: the test sees nothing"
        np.testing.assert_allclose(ours[name], expected, rtol=0, atol=tolerance, err_msg=name)


def assert_parity(cell, stock=stock_cell, mask=None, **kwargs):
    kwargs |= {"return_sequences": True, "return_state": True}
    assert_same(everything(rnn(cell, **kwargs), mask), everything(stock(**kwargs), mask))


@pytest.mark.parametrize("kwargs", [{}, {"go_backwards": True}, {"unroll": True}], ids=["", "backwards", "unroll"])
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("stock", [stock_cell, stock_layer])
def test_equals_keras(stock, mask, kwargs):
    assert_parity(LSTMCell(N, dtype="float64"), stock, mask, **kwargs)


def test_equals_keras_with_other_sizes_and_without_bias():
    d, n = 2, 5
    arrays = weights(d, n)[:2]
    kwargs = {"return_sequences": True, "return_state": True}
    ours = rnn(LSTMCell(n, use_bias=False, dtype="float64"), arrays, **kwargs)
    stock = rnn(keras.layers.LSTMCell(n, use_bias=False, dtype="float64"), arrays, **kwargs)
    assert_same(everything(ours, d=d, n=n), everything(stock, d=d, n=n))


def test_equals_keras_with_other_activations():
    kinds = {"activation": "softsign", "recurrent_activation": "hard_sigmoid", "dtype": "float64"}
    kwargs = {"return_sequences": True, "return_state": True}
    ours, stock = rnn(LSTMCell(N, **kinds), **kwargs), rnn(keras.layers.LSTMCell(N, **kinds), **kwargs)
    assert_same(everything(ours), everything(stock))


def test_one_step_is_the_six_equations():
    x, h, c = random_arrays(3, (B, D), (B, N), (B, N))
    kernel, recurrent_kernel, bias = weights()
    cell = LSTMCell(N, dtype="float64")
    cell.build((None, D))
    cell.set_weights([kernel, recurrent_kernel, bias])
    output, (new_h, new_c) = cell(x, [h, c])

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    W_i, W_f, W_g, W_o = np.split(kernel, 4, axis=1)
    U_i, U_f, U_g, U_o = np.split(recurrent_kernel, 4, axis=1)
    b_i, b_f, b_g, b_o = np.split(bias, 4)
    i = sigmoid(x @ W_i + h @ U_i + b_i)
    f = sigmoid(x @ W_f + h @ U_f + b_f)
    g = np.tanh(x @ W_g + h @ U_g + b_g)
    o = sigmoid(x @ W_o + h @ U_o + b_o)
    c = f * c + i * g
    np.testing.assert_allclose(new_c, c, rtol=0, atol=1e-12)
    np.testing.assert_allclose(new_h, o * np.tanh(c), rtol=0, atol=1e-12)
    np.testing.assert_array_equal(output, new_h)


def transposed_blocks(kernel):
    return keras.ops.concatenate([keras.ops.transpose(block) for block in keras.ops.split(kernel, 4, axis=1)], axis=1)


WRONG = {
    "f and o swapped": ("i, f, g, o =", "i, o, g, f ="),
    "i and f swapped": ("i, f, g, o =", "f, i, g, o ="),
    "g and o swapped": ("i, f, g, o =", "i, f, o, g ="),
    "no tanh on the hidden state": ("o * self.activation(c)", "o * c"),
    "h from the old c": (
        "c = f * c + i * g\n    h = o * self.activation(c)",
        "h = o * self.activation(c)\n    c = f * c + i * g",
    ),
    "sigmoid of the candidate": ("g = self.activation(g)", "g = self.recurrent_activation(g)"),
    "no activation of the candidate": ("g = self.activation(g)", "g = g"),
    "forget gate not applied": ("f * c + i * g", "c + i * g"),
    "coupled gates": ("f * c + i * g", "(1 - i) * c + i * g"),
    "kernel transposed": (
        "self.from_inputs(inputs, training)",
        "ops.matmul(inputs, transposed_blocks(self.kernel)) + self.bias",
    ),
    "recurrent kernel transposed": (
        "self.from_hidden(h, training)",
        "ops.matmul(h, transposed_blocks(self.recurrent_kernel))",
    ),
    "no bias": ("self.from_inputs(inputs, training)", "ops.matmul(inputs, self.kernel)"),
    "h and c exchanged on the way in": ("h, c = self", "c, h = self"),
    "h and c exchanged on the way out": ("return h, [h, c]", "return h, [c, h]"),
    "c put out": ("return h, [h, c]", "return c, [h, c]"),
}


def wrong_cell(old, new):
    """A cell whose step is the source of ours with one change."""
    call = changed(LSTMCell.call, old, new, transposed_blocks=transposed_blocks)
    return type("WrongCell", (LSTMCell,), {"call": call})(N, dtype="float64")


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_cell_is_rejected(change):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_parity(wrong_cell(*change))


def test_an_unchanged_cell_built_from_its_source_is_accepted():
    assert_parity(wrong_cell("h, c = self", "h, c = self"))


def test_stateful():
    x, more = random_arrays(4, (B, T, D), (B, T, D))
    ours, stock = rnn(LSTMCell(N, dtype="float64"), stateful=True), stock_layer(stateful=True)
    for batch in (x, more):
        np.testing.assert_allclose(ours(batch), stock(batch), rtol=0, atol=1e-10)
    ours.reset_state()
    fresh = rnn(LSTMCell(N, dtype="float64"))
    np.testing.assert_allclose(ours(x), fresh(x), rtol=0, atol=1e-10)


@pytest.mark.parametrize("rates", [(0.4, 0.0), (0.0, 0.4), (0.3, 0.4)], ids=["inputs", "recurrent", "both"])
def test_dropout_equals_keras_with_the_same_seed(rates):
    (x,) = random_arrays(5, (B, T, D))
    kwargs = {"dropout": rates[0], "recurrent_dropout": rates[1], "seed": 7, "dtype": "float64"}
    ours, stock = rnn(LSTMCell(N, **kwargs)), rnn(keras.layers.LSTMCell(N, **kwargs))
    undropped = stock_cell()(x)
    np.testing.assert_allclose(ours(x, training=False), undropped, rtol=0, atol=1e-10)
    stock(x, training=False)  # each call draws masks
    for _ in range(2):
        dropped = ours(x, training=True)
        np.testing.assert_allclose(dropped, stock(x, training=True), rtol=0, atol=1e-10)
        assert np.abs(dropped - undropped).max() > 0.01


def test_recurrent_dropout_changes_the_input_masks_from_one_to_four():
    x = np.ones((B, D), "float32")
    assert not isinstance(LSTMCell(N, dropout=0.5).get_dropout_mask(x), list)
    assert len(LSTMCell(N, dropout=0.5, recurrent_dropout=0.5).get_dropout_mask(x)) == 4


@pytest.mark.parametrize("unit_forget_bias", [True, False])
def test_starts_as_keras(unit_forget_bias):
    kwargs = {
        "kernel_initializer": keras.initializers.GlorotUniform(seed=1),
        "recurrent_initializer": keras.initializers.Orthogonal(seed=2),
        "bias_initializer": keras.initializers.RandomNormal(seed=3),
        "unit_forget_bias": unit_forget_bias,
    }
    ours, stock = LSTMCell(N, **kwargs), keras.layers.LSTMCell(N, **kwargs)
    for cell in (ours, stock):
        cell.build((None, D))
    assert [weight.name for weight in ours.weights] == ["kernel", "recurrent_kernel", "bias"]
    for mine, theirs in zip(ours.get_weights(), stock.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_forget_bias_starts_at_one():
    cell = LSTMCell(2)
    cell.build((None, D))
    np.testing.assert_array_equal(cell.bias, [0, 0, 1, 1, 0, 0, 0, 0])


def test_regularizers_and_constraints_reach_the_weights():
    kinds = [f"{weight}_{kind}" for kind in ("regularizer", "constraint") for weight in ("kernel", "recurrent", "bias")]
    values = [keras.regularizers.L2(rate) for rate in (1, 2, 4)] + [keras.constraints.MaxNorm(k) for k in (1, 2, 3)]
    cell = LSTMCell(N, **dict(zip(kinds, values, strict=True)))
    cell.build((None, D))
    assert [weight.regularizer for weight in cell.weights] == values[:3]
    assert [weight.constraint for weight in cell.weights] == values[3:]
    assert len(cell.losses) == 3


def test_constructor_and_config_are_those_of_keras():
    ours, stock = (inspect.signature(cell.__init__).parameters for cell in (LSTMCell, keras.layers.LSTMCell))
    assert {name: p.default for name, p in ours.items()} == {name: p.default for name, p in stock.items()}
    kwargs = {
        "activation": "relu",
        "dropout": 0.1,
        "bias_regularizer": "l2",
        "seed": 3,
        "name": "cell",
        "dtype": "mixed_bfloat16",
    }
    cell = LSTMCell(N, **kwargs)
    assert cell.get_config() == keras.layers.LSTMCell(N, **kwargs).get_config()
    assert LSTMCell.from_config(cell.get_config()).get_config() == cell.get_config()


def test_save_and_load(tmp_path):
    (x,) = random_arrays(6, (B, T, D))
    loaded = saved_and_loaded(tmp_path, [LSTMCell(4), LSTMCell(N, recurrent_dropout=0.1)], x, return_sequences=True)
    assert isinstance(loaded.cell.cells[0], LSTMCell)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    (x,) = random_arrays(7, (B, T, D))
    layers = [keras.layers.RNN(kind(N, dtype=policy), dtype=policy) for kind in (LSTMCell, keras.layers.LSTMCell)]
    ours, stock = (built(layer)(x) for layer in layers)
    compute_dtype = policy.removeprefix("mixed_")
    assert keras.backend.standardize_dtype(ours.dtype) == compute_dtype
    assert layers[0].cell.get_initial_state(2)[0].dtype.name == compute_dtype
    assert {weight.dtype for weight in layers[0].weights} == {"float32"}
    np.testing.assert_allclose(tf.cast(ours, "float32"), tf.cast(stock, "float32"), rtol=0, atol=1e-2)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        check_conformance(self, LSTMCell(N, dropout=0.1, recurrent_dropout=0.1, seed=1), weights=3)


def test_symbolic_call_of_the_cell_alone():
    output, (h, c) = LSTMCell(N)(keras.Input((D,)), [keras.Input((N,)), keras.Input((N,))])
    assert output.shape == h.shape == c.shape == (None, N)
    assert LSTMCell(N).compute_output_shape((None, D), [(None, N)] * 2) == ((None, N), [(None, N)] * 2)


@pytest.mark.parametrize("units", [0, -1, 2.5, "3", None, True])
def test_units_must_be_a_positive_integer(units):
    with pytest.raises(ValueError, match="units must be a positive integer, got"):
        LSTMCell(units)


@pytest.mark.parametrize("name", ["dropout", "recurrent_dropout"])
@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_dropout_must_be_a_fraction(name, rate):
    with pytest.raises(ValueError, match=f"^{name} must be at least 0 and less than 1"):
        LSTMCell(N, **{name: rate})


def test_the_inputs_need_a_known_last_dimension():
    with pytest.raises(ValueError, match=r"inputs must have a known last dimension, got shape \(2, None\)"):
        LSTMCell(N).build((2, None))


def test_the_inputs_must_have_the_dimension_the_cell_was_built_for():
    layer = rnn(LSTMCell(N, dtype="float64"))
    with pytest.raises(ValueError, match=rf"inputs must have shape \(batch, {D}\), got \({B}, {D + 1}\)"):
        layer(np.zeros((B, T, D + 1)))
    with pytest.raises(ValueError, match=rf"inputs must have shape \(batch, {D}\), got \({B}, {T}, {D}\)"):
        layer.cell(np.zeros((B, T, D)), [np.zeros((B, N))] * 2)


STATES = {
    "one": ([(B, N)], "states must be the pair h, c"),
    "three": ([(B, N)] * 3, "states must be the pair h, c"),
    "other size": ([(B, N), (B, N + 1)], rf"states: c must have shape \({B}, {N}\), got \({B}, {N + 1}\)"),
    "size that broadcasts": ([(B, 1), (B, N)], rf"states: h must have shape \({B}, {N}\), got \({B}, 1\)"),
    "no batch": ([(N,), (B, N)], rf"states: h must have shape \({B}, {N}\), got \({N},\)"),
    "batch that broadcasts": ([(B, N), (1, N)], rf"states: c must have shape \({B}, {N}\), got \(1, {N}\)"),
}


@pytest.mark.parametrize(("shapes", "message"), STATES.values(), ids=STATES)
def test_the_states_must_be_two_of_the_right_shape(shapes, message):
    with pytest.raises(ValueError, match=message):
        LSTMCell(N)(np.zeros((B, D)), [np.zeros(shape) for shape in shapes])


def test_the_states_must_be_a_pair_and_not_one_tensor():
    with pytest.raises(ValueError, match="states must be the pair h, c"):
        LSTMCell(N)(np.zeros((B, D)), np.zeros((2, B, N)))
