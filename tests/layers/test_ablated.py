"""`AblatedLSTMCell` against the equations with a part taken out, and against `LSTMCell`."""

import keras
import numpy as np
import pytest
import sympy as sp
import tensorflow as tf
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.layers import AblatedLSTMCell, LSTMCell
from lstmbook.layers.ablated import PARTS
from lstmbook.notation.recurrent import c, o

B, T, D, N = 3, 5, 4, 4
VARIANTS = (None, *PARTS)


def weights():
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in ((D, 4 * N), (N, 4 * N), (4 * N,))]


def layer(cell, arrays=None, **kwargs):
    rnn = keras.layers.RNN(cell, dtype="float64", return_state=True, **kwargs)
    rnn.build((B, T, D))
    rnn.set_weights(weights() if arrays is None else arrays)
    return rnn


def data():
    rng = np.random.default_rng(1)
    return rng.normal(size=(B, T, D)), rng.normal(size=(B, N)), rng.normal(size=(B, N))


EQUATIONS = {
    None: LSTM,
    "forget gate": LSTM.but("no_forget_gate", without="f"),
    "input gate": LSTM.but("no_input_gate", without="i"),
    "output gate": LSTM.but("no_output_gate", without="o"),
    "output activation": LSTM.but("no_output_activation", h=sp.HadamardProduct(o, c)),
}


def by_equations(without):
    """Final h and c of the equations less one part."""
    x, *start = data()
    model, arrays = EQUATIONS[without], layouts.lstm_from_keras(*weights())
    kept = {name: arrays[name] for name in model.parameters}
    results = Scan(model)(x, kept, start=dict(zip("hc", start, strict=True)))
    return results["h"][:, -1], results["c"][:, -1]


@pytest.mark.parametrize("without", VARIANTS)
def test_the_missing_part_is_the_only_difference(without):
    x, h, c = data()
    _, *states = layer(AblatedLSTMCell(N, without, dtype="float64"))(x, initial_state=[h, c])
    for found, expected in zip(states, by_equations(without), strict=True):
        np.testing.assert_allclose(np.asarray(found), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("without", VARIANTS)
def test_the_variants_differ_from_each_other(without):
    ours = by_equations(without)[0]
    assert all(np.abs(ours - by_equations(other)[0]).max() > 0.01 for other in VARIANTS if other != without)


@pytest.mark.parametrize("options", [{}, {"dropout": 0.5, "seed": 3}, {"recurrent_dropout": 0.5, "seed": 3}])
def test_the_whole_cell_is_the_lstm_cell(options):
    x, h, c = data()
    ours, plain = (
        layer(kind(N, dtype="float64", **options))(x, initial_state=[h, c], training=True)[0]
        for kind in (AblatedLSTMCell, LSTMCell)
    )
    np.testing.assert_allclose(np.asarray(ours), np.asarray(plain), rtol=0, atol=1e-12)


@pytest.mark.parametrize("part", ["input gate", "forget gate", "output gate"])
def test_no_gradient_reaches_a_missing_gate(part):
    x, h, c = data()
    rnn = layer(AblatedLSTMCell(N, part, dtype="float64"))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(rnn(x, initial_state=[h, c])[0] ** 2)
    gradient = np.asarray(tape.gradient(loss, rnn.trainable_variables[0].value))
    blocks = dict(zip(["input gate", "forget gate", "candidate", "output gate"], np.split(gradient, 4, 1), strict=True))
    assert np.all(blocks.pop(part) == 0) and all(np.abs(block).max() > 1e-3 for block in blocks.values())


def test_the_config_makes_the_same_cell_again(tmp_path):
    cell = AblatedLSTMCell(N, "input gate", activation="relu", use_bias=False)
    again = AblatedLSTMCell.from_config(cell.get_config())
    assert again.get_config() == cell.get_config() and again.without == "input gate"
    inputs = keras.Input((T, D))
    model = keras.Model(inputs, keras.layers.RNN(AblatedLSTMCell(N, "forget gate"))(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    x = data()[0].astype("float32")
    np.testing.assert_allclose(np.asarray(model(x)), np.asarray(loaded(x)), atol=1e-7)


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="without must be None or one of"):
        AblatedLSTMCell(N, "peephole")
