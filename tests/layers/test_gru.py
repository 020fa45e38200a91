"""`lstmbook.layers.GRUCell` in both conventions against Keras's: values, masks, gradients; and wrong cells rejected."""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed, check_conformance, saved_and_loaded
from lstmbook.layers import GRUCell

B, T, D, N = 4, 5, 3, 3  # D == N: a transposed kernel is not caught by its shape
MASKS = {
    "no mask": None,
    "ragged": np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 1, 0, 1, 1]], bool),
    "a fully masked row": np.array([[1, 1, 1, 1, 1], [0, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 1, 1, 1, 1]], bool),
}
both = pytest.mark.parametrize("after", [True, False], ids=["after", "before"])


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def weights(after, d=D, n=N):
    return random_arrays(1, (d, 3 * n), (n, 3 * n), (2, 3 * n) if after else (3 * n,))


def rnn(cell, arrays=None, **kwargs):
    """`keras.layers.RNN` with `cell`, in float64, with the given weights."""
    return built(keras.layers.RNN(cell, dtype="float64", **kwargs), cell.reset_after, arrays)


def built(layer, after, arrays=None):
    arrays = weights(after) if arrays is None else arrays
    layer.build((B, T, arrays[0].shape[0]))
    layer.set_weights(arrays)
    return layer


def stock_cell(after, arrays=None, **kwargs):
    return rnn(keras.layers.GRUCell(N, reset_after=after, dtype="float64"), arrays, **kwargs)


def stock_layer(after, arrays=None, **kwargs):
    return built(keras.layers.GRU(N, reset_after=after, dtype="float64", **kwargs), after, arrays)


def everything(layer, mask=None, d=D, n=N):
    """Outputs and the final state of a layer that returns both, and the gradients of a random linear loss."""
    x, h, *seeds = random_arrays(2, (B, T, d), (B, n), (B, T, n), (B, n))
    x, h = tf.Variable(x), tf.Variable(h)
    with tf.GradientTape() as tape:
        results = layer(x, initial_state=[h], mask=mask)
        loss = sum(tf.reduce_sum(seed * result) for seed, result in zip(seeds, results, strict=True))
    sources = [x, h, *(weight.value for weight in layer.trainable_variables)]
    gradients = tape.gradient(loss, sources)
    names = ["x", "h", "kernel", "recurrent_kernel", "bias"]
    found = dict(zip(["outputs", "final h"], results, strict=True))
    found |= {f"gradient of {name}": gradient for name, gradient in zip(names, gradients, strict=False)}
    return {name: np.asarray(value) for name, value in found.items()}


def assert_same(ours, stock, tolerance=1e-10):
    assert ours.keys() == stock.keys()
    for name, expected in stock.items():
        assert np.abs(expected).max() > 0.01, f"{name}: the test sees nothing"
        np.testing.assert_allclose(ours[name], expected, rtol=0, atol=tolerance, err_msg=name)


def assert_parity(cell, stock=stock_cell, mask=None, **kwargs):
    kwargs |= {"return_sequences": True, "return_state": True}
    assert_same(everything(rnn(cell, **kwargs), mask), everything(stock(cell.reset_after, **kwargs), mask))


def cell_of(after):
    return GRUCell(N, reset_after=after, dtype="float64")


@both
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize(
    ("stock", "kwargs"),
    [(stock_cell, {}), (stock_layer, {"go_backwards": True}), (stock_layer, {"unroll": True})],
    ids=["cell", "layer, backwards", "layer, unrolled"],
)
def test_equals_keras(stock, mask, kwargs, after):
    assert_parity(cell_of(after), stock, mask, **kwargs)


@both
def test_equals_keras_with_other_sizes_and_without_bias(after):
    d, n = 2, 5
    arrays = weights(after, d, n)[:2]
    kwargs = {"return_sequences": True, "return_state": True}
    options = {"use_bias": False, "reset_after": after, "dtype": "float64"}
    ours, stock = (rnn(kind(n, **options), arrays, **kwargs) for kind in (GRUCell, keras.layers.GRUCell))
    assert_same(everything(ours, d=d, n=n), everything(stock, d=d, n=n))


@both
def test_equals_keras_with_other_activations(after):
    kinds = {"activation": "softsign", "recurrent_activation": "hard_sigmoid", "dtype": "float64"}
    kwargs = {"return_sequences": True, "return_state": True}
    ours, stock = (rnn(kind(N, reset_after=after, **kinds), **kwargs) for kind in (GRUCell, keras.layers.GRUCell))
    assert_same(everything(ours), everything(stock))


@both
def test_one_step_is_the_four_equations(after):
    x, h = random_arrays(3, (B, D), (B, N))
    kernel, recurrent_kernel, bias = weights(after)
    cell = cell_of(after)
    cell.build((None, D))
    cell.set_weights([kernel, recurrent_kernel, bias])
    output, (new_h,) = cell(x, [h])

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    W_z, W_r, W_g = np.split(kernel, 3, axis=1)
    U_z, U_r, U_g = np.split(recurrent_kernel, 3, axis=1)
    (b_z, b_r, b_g), (bU_z, bU_r, bU_g) = np.reshape(bias if after else [bias, 0 * bias], (2, 3, N))
    z = sigmoid(x @ W_z + b_z + h @ U_z + bU_z)
    r = sigmoid(x @ W_r + b_r + h @ U_r + bU_r)
    g = np.tanh(x @ W_g + b_g + (r * (h @ U_g + bU_g) if after else (r * h) @ U_g))
    np.testing.assert_allclose(new_h, z * h + (1 - z) * g, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(output, new_h)


def transposed_blocks(kernel):
    count = kernel.shape[1] // kernel.shape[0]
    return keras.ops.concatenate(
        [keras.ops.transpose(block) for block in keras.ops.split(kernel, count, axis=1)], axis=1
    )


AFTER = "r * self.from_hidden(h, training, 'g')".replace("'", '"')
BEFORE = 'self.from_hidden(r * h, training, "g")'
U_G = "self.recurrent_kernel[:, -self.units:]"
WRONG_IN_BOTH = {
    "z flipped": ("z * h + (1 - z) * g", "(1 - z) * h + z * g"),
    "r and z exchanged": ("z, r = self", "r, z = self"),
    "z and r swapped among the inputs": ("x_z, x_r, x_g", "x_r, x_z, x_g"),
    "z and r swapped in the state": ("h_z, h_r =", "h_r, h_z ="),
    "the candidate's block first": ("x_z, x_r, x_g", "x_g, x_z, x_r"),
    "no reset gate": ("x_r + h_r)", "x_r + h_r) * 0 + 1"),
    "forgets nothing": ("z * h + (1 - z) * g", "h + (1 - z) * g"),
    "kernel transposed": (
        "self.from_inputs(inputs, training)",
        "self.from_inputs(inputs, training) + ops.matmul(inputs, transposed_blocks(self.kernel) - self.kernel)",
    ),
    "no bias": ("self.from_inputs(inputs, training)", "ops.matmul(inputs, self.kernel)"),
}
WRONG_AFTER = {
    "reset before the product": (AFTER, f"ops.matmul(r * h, {U_G}) + self.bias[1, -self.units:]"),
    "the second bias outside the reset gate": (AFTER, f"r * ops.matmul(h, {U_G}) + self.bias[1, -self.units:]"),
    "the second bias twice": (AFTER, f"{AFTER} + self.bias[1, -self.units:]"),
    "no tanh": ("g = self.activation(x_g + r", "g = (x_g + r"),
    "sigmoid of the candidate": ("g = self.activation(x_g + r", "g = self.recurrent_activation(x_g + r"),
    "recurrent kernel transposed": (
        AFTER,
        f"r * (ops.matmul(h, transposed_blocks({U_G})) + self.bias[1, -self.units:])",
    ),
}
WRONG_BEFORE = {
    "reset after the product": (BEFORE, 'r * self.from_hidden(h, training, "g")'),
    "no tanh": ("g = self.activation(x_g + self", "g = (x_g + self"),
    "recurrent kernel transposed": (BEFORE, f"ops.matmul(r * h, transposed_blocks({U_G}))"),
}
WRONG = [
    pytest.param(after, change, id=f"{'after' if after else 'before'}: {name}")
    for after, own in ((True, WRONG_AFTER), (False, WRONG_BEFORE))
    for name, change in (WRONG_IN_BOTH | own).items()
]


def wrong_cell(old, new, after):
    """A cell whose step is the source of ours with one change."""
    call = changed(GRUCell.call, old, new, transposed_blocks=transposed_blocks)
    return type("WrongCell", (GRUCell,), {"call": call})(N, reset_after=after, dtype="float64")


@pytest.mark.parametrize(("after", "change"), WRONG)
def test_a_wrong_cell_is_rejected(after, change):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_parity(wrong_cell(*change, after))


@both
def test_an_unchanged_cell_built_from_its_source_is_accepted(after):
    assert_parity(wrong_cell("z, r = self", "z, r = self", after))


@both
def test_the_conventions_differ(after):
    """With the same weights and no bias at all, the reset gate on the other side gives another network."""
    arrays, (x,) = weights(after)[:2], random_arrays(5, (B, T, D))
    ours, other = (
        rnn(kind(N, reset_after=side, use_bias=False, dtype="float64"), arrays)
        for kind, side in ((GRUCell, after), (keras.layers.GRUCell, not after))
    )
    assert np.abs(ours(x) - other(x)).max() > 0.01


@both
def test_stateful(after):
    x, more = random_arrays(4, (B, T, D), (B, T, D))
    ours, stock = rnn(cell_of(after), stateful=True), stock_layer(after, stateful=True)
    for batch in (x, more):
        np.testing.assert_allclose(ours(batch), stock(batch), rtol=0, atol=1e-10)
    ours.reset_state()
    np.testing.assert_allclose(ours(x), rnn(cell_of(after))(x), rtol=0, atol=1e-10)


@both
@pytest.mark.parametrize("rates", [(0.4, 0.0), (0.0, 0.4), (0.3, 0.4)], ids=["inputs", "recurrent", "both"])
def test_dropout_equals_keras_with_the_same_seed(rates, after):
    (x,) = random_arrays(5, (B, T, D))
    kwargs = {"dropout": rates[0], "recurrent_dropout": rates[1], "seed": 7, "dtype": "float64", "reset_after": after}
    ours, stock = (rnn(kind(N, **kwargs)) for kind in (GRUCell, keras.layers.GRUCell))
    undropped = stock_cell(after)(x)
    np.testing.assert_allclose(ours(x, training=False), undropped, rtol=0, atol=1e-10)
    stock(x, training=False)  # each call draws masks
    for _ in range(2):
        dropped = ours(x, training=True)
        np.testing.assert_allclose(dropped, stock(x, training=True), rtol=0, atol=1e-10)
        assert np.abs(dropped - undropped).max() > 0.01


@both
def test_starts_as_keras(after):
    kwargs = {
        "kernel_initializer": keras.initializers.GlorotUniform(seed=1),
        "recurrent_initializer": keras.initializers.Orthogonal(seed=2),
        "bias_initializer": keras.initializers.RandomNormal(seed=3),
        "reset_after": after,
    }
    ours, stock = GRUCell(N, **kwargs), keras.layers.GRUCell(N, **kwargs)
    for cell in (ours, stock):
        cell.build((None, D))
    assert [weight.name for weight in ours.weights] == ["kernel", "recurrent_kernel", "bias"]
    for mine, theirs in zip(ours.get_weights(), stock.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_regularizers_and_constraints_reach_the_weights():
    kinds = [f"{weight}_{kind}" for kind in ("regularizer", "constraint") for weight in ("kernel", "recurrent", "bias")]
    values = [keras.regularizers.L2(rate) for rate in (1, 2, 4)] + [keras.constraints.MaxNorm(k) for k in (1, 2, 3)]
    cell = GRUCell(N, **dict(zip(kinds, values, strict=True)))
    cell.build((None, D))
    assert [weight.regularizer for weight in cell.weights] == values[:3]
    assert [weight.constraint for weight in cell.weights] == values[3:]
    assert len(cell.losses) == 3


@both
def test_constructor_and_config_are_those_of_keras(after):
    ours, stock = (inspect.signature(cell.__init__).parameters for cell in (GRUCell, keras.layers.GRUCell))
    assert {name: p.default for name, p in ours.items()} == {name: p.default for name, p in stock.items()}
    assert list(ours) == list(stock)
    kwargs = {
        "activation": "relu",
        "dropout": 0.1,
        "bias_regularizer": "l2",
        "reset_after": after,
        "seed": 3,
        "name": "cell",
        "dtype": "mixed_bfloat16",
    }
    cell = GRUCell(N, **kwargs)
    assert cell.get_config() == keras.layers.GRUCell(N, **kwargs).get_config()
    assert GRUCell.from_config(cell.get_config()).get_config() == cell.get_config()


def test_save_and_load(tmp_path):
    (x,) = random_arrays(6, (B, T, D))
    cells = [GRUCell(4), GRUCell(N, reset_after=False, recurrent_dropout=0.1)]
    loaded = saved_and_loaded(tmp_path, cells, x, return_sequences=True).cell.cells
    assert [type(cell) for cell in loaded] == [GRUCell] * 2
    assert [cell.reset_after for cell in loaded] == [True, False]


@both
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy, after):
    (x,) = random_arrays(7, (B, T, D))
    layers = [
        keras.layers.RNN(kind(N, reset_after=after, dtype=policy), dtype=policy)
        for kind in (GRUCell, keras.layers.GRUCell)
    ]
    ours, stock = (built(layer, after)(x) for layer in layers)
    compute_dtype = policy.removeprefix("mixed_")
    assert keras.backend.standardize_dtype(ours.dtype) == compute_dtype
    assert layers[0].cell.get_initial_state(2)[0].dtype.name == compute_dtype
    assert {weight.dtype for weight in layers[0].weights} == {"float32"}
    np.testing.assert_allclose(tf.cast(ours, "float32"), tf.cast(stock, "float32"), rtol=0, atol=1e-2)


class TestConformance(testing.TestCase):
    def check(self, after):
        check_conformance(self, GRUCell(N, reset_after=after, dropout=0.1, recurrent_dropout=0.1, seed=1), weights=3)

    def test_keras_conformance_after(self):
        self.check(True)

    def test_keras_conformance_before(self):
        self.check(False)


def test_symbolic_call_of_the_cell_alone():
    output, (h,) = GRUCell(N)(keras.Input((D,)), [keras.Input((N,))])
    assert output.shape == h.shape == (None, N)
    assert GRUCell(N).compute_output_shape((None, D), [(None, N)]) == ((None, N), [(None, N)])


@pytest.mark.parametrize("units", [0, -1, 2.5, "3", None, True])
def test_units_must_be_a_positive_integer(units):
    with pytest.raises(ValueError, match="units must be a positive integer, got"):
        GRUCell(units)


@pytest.mark.parametrize("name", ["dropout", "recurrent_dropout"])
@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_dropout_must_be_a_fraction(name, rate):
    with pytest.raises(ValueError, match=f"^{name} must be at least 0 and less than 1"):
        GRUCell(N, **{name: rate})


def test_the_inputs_must_have_the_dimension_the_cell_was_built_for():
    with pytest.raises(ValueError, match=r"inputs must have a known last dimension, got shape \(2, None\)"):
        GRUCell(N).build((2, None))
    layer = rnn(cell_of(True))
    with pytest.raises(ValueError, match=rf"inputs must have shape \(batch, {D}\), got \({B}, {D + 1}\)"):
        layer(np.zeros((B, T, D + 1)))


STATES = {
    "two": ([(B, N)] * 2, "states must be a list of h, got"),
    "other size": ([(B, N + 1)], rf"states: h must have shape \({B}, {N}\), got \({B}, {N + 1}\)"),
    "size that broadcasts": ([(B, 1)], rf"states: h must have shape \({B}, {N}\), got \({B}, 1\)"),
    "batch that broadcasts": ([(1, N)], rf"states: h must have shape \({B}, {N}\), got \(1, {N}\)"),
}


@pytest.mark.parametrize(("shapes", "message"), STATES.values(), ids=STATES)
def test_the_states_must_be_one_of_the_right_shape(shapes, message):
    with pytest.raises(ValueError, match=message):
        GRUCell(N)(np.zeros((B, D)), [np.zeros(shape) for shape in shapes])
