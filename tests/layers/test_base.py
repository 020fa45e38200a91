"""The base has room for other cells: a GRU in both conventions, its equations."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from lstmbook.layers.base import Cell

B, T, D, N = 4, 5, 3, 3  # D == N: a transposed kernel is not caught by its shape


@keras.saving.register_keras_serializable(package="lstmbook_tests")
class GRUCell(Cell):
    """One step of a GRU; exchanges weights with ``keras.layers.GRUCell``.

    z  = sigmoid(x W_z + b_z + h U_z)         update gate: how much stays
    r  = sigmoid(x W_r + b_r + h U_r)         reset gate
    g  = tanh(x W_g + b_g + (r * h) U_g)      candidate; r * (h U_g + b'_g) with ``reset_after``
    h' = z * h + (1 - z) * g
    """

    blocks = ("z", "r", "g")

    def __init__(self, units, reset_after=True, **kwargs):
        super().__init__(units, **kwargs)
        self.reset_after, self.biases = reset_after, 2 if reset_after else 1

    def call(self, inputs, states, training=False):
        (h,) = self.checked(inputs, states)
        x_z, x_r, x_g = ops.split(self.from_inputs(inputs, training), 3, axis=-1)
        h_z, h_r = ops.split(self.from_hidden(h, training, "zr"), 2, axis=-1)
        z, r = self.recurrent_activation(x_z + h_z), self.recurrent_activation(x_r + h_r)
        if self.reset_after:
            g = self.activation(x_g + r * self.from_hidden(h, training, "g"))
        else:
            g = self.activation(x_g + self.from_hidden(r * h, training, "g"))
        h = z * h + (1 - z) * g
        return h, [h]

    def get_config(self):
        return super().get_config() | {"reset_after": self.reset_after}


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def rnn(cell, seed=1, **kwargs):
    """`keras.layers.RNN` with `cell` in float64 and random weights."""
    layer = keras.layers.RNN(cell, dtype="float64", **kwargs)
    layer.build((B, T, D))
    layer.set_weights(random_arrays(seed, *(weight.shape for weight in layer.weights)))
    return layer


def everything(layer, mask=None):
    """Outputs, final states, and the gradients of a random linear loss at x and at all weights."""
    x, h, outputs, last = random_arrays(2, (B, T, D), (B, N), (B, T, N), (B, N))
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        hidden, final = layer(x, initial_state=[h], mask=mask)
        loss = tf.reduce_sum(outputs * hidden) + tf.reduce_sum(last * final)
    gradients = tape.gradient(loss, [x, *(weight.value for weight in layer.trainable_variables)])
    return [np.asarray(one) for one in (hidden, final, *gradients)]


MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0], [1, 1, 0, 1, 1]], bool)


@pytest.mark.parametrize("mask", [None, MASK], ids=["", "masked"])
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("reset_after", [True, False])
def test_a_gru_on_the_base_is_the_gru_of_keras(reset_after, use_bias, mask):
    kwargs = {"reset_after": reset_after, "use_bias": use_bias, "dtype": "float64"}
    ours, stock = (
        rnn(kind(N, **kwargs), return_sequences=True, return_state=True) for kind in (GRUCell, keras.layers.GRUCell)
    )
    assert [one.shape for one in ours.weights] == [one.shape for one in stock.weights]
    for found, expected in zip(everything(ours, mask), everything(stock, mask), strict=True):
        assert np.abs(expected).max() > 0.01
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("reset_after", [True, False])
def test_the_conventions_differ(reset_after):
    """A GRU whose reset gate acts on the other side of the product is not let through."""
    ours, other = (
        rnn(kind(N, reset_after=after, use_bias=False, dtype="float64"))
        for kind, after in ((GRUCell, reset_after), (keras.layers.GRUCell, not reset_after))
    )
    (x,) = random_arrays(5, (B, T, D))
    assert np.abs(ours(x) - other(x)).max() > 0.01


@pytest.mark.parametrize("reset_after", [True, False])
@pytest.mark.parametrize("rates", [(0.4, 0.0), (0.0, 0.4), (0.3, 0.4)], ids=["inputs", "recurrent", "both"])
def test_dropout_of_a_gru_is_that_of_keras(rates, reset_after):
    (x,) = random_arrays(5, (B, T, D))
    kwargs = {"dropout": rates[0], "recurrent_dropout": rates[1], "seed": 7, "dtype": "float64"}
    kwargs |= {"reset_after": reset_after}
    ours, stock = rnn(GRUCell(N, **kwargs)), rnn(keras.layers.GRUCell(N, **kwargs))
    dropped = ours(x, training=True)
    np.testing.assert_allclose(dropped, stock(x, training=True), rtol=0, atol=1e-10)
    assert np.abs(dropped - ours(x, training=False)).max() > 0.01


def test_a_gru_is_configured_and_saved_as_keras_does(tmp_path):
    kwargs = {"reset_after": False, "activation": "relu", "kernel_regularizer": "l2", "seed": 3, "name": "cell"}
    cell = GRUCell(N, **kwargs)
    assert cell.get_config() == keras.layers.GRUCell(N, **kwargs).get_config()
    assert GRUCell.from_config(cell.get_config()).get_config() == cell.get_config()
    inputs = keras.Input((T, D))
    model = keras.Model(inputs, keras.layers.RNN(GRUCell(N, recurrent_dropout=0.1))(inputs))
    model.save(tmp_path / "model.keras")
    x = np.random.default_rng(6).normal(size=(B, T, D)).astype("float32")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))


def test_the_states_must_be_those_that_the_cell_names():
    with pytest.raises(ValueError, match="states must be a list of h, got"):
        GRUCell(N)(np.zeros((B, D)), [np.zeros((B, N))] * 2)
    with pytest.raises(ValueError, match=rf"states: h must have shape \({B}, {N}\), got \({B}, {N + 1}\)"):
        GRUCell(N)(np.zeros((B, D)), [np.zeros((B, N + 1))])
