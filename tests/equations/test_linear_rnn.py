import keras
import numpy as np
from lstmbook.equations.linear_rnn import LINEAR_RNN
from lstmbook.equations.sequence import Scan


def test_equals_keras_without_an_activation(arguments):
    inputs = np.random.default_rng(1).normal(size=(2, 5, 3))
    given = arguments(LINEAR_RNN, {"d": 3, "n": 4}, batch=2)
    layer = keras.layers.SimpleRNN(4, activation="linear", return_sequences=True, dtype="float64")
    layer.build(inputs.shape)
    layer.set_weights([given["W"], given["U"], given["b"]])
    parameters = {name: given[name] for name in LINEAR_RNN.parameters}
    ours = Scan(LINEAR_RNN)(inputs, parameters, start={"h": given["h_prev"]})["h"]
    assert np.abs(ours - layer(inputs, initial_state=given["h_prev"])).max() < 1e-10


def test_the_squashing_is_all_that_has_changed():
    changes = LINEAR_RNN.changes
    assert changes.changed == ("h",) and not (changes.added or changes.new or changes.dropped)
