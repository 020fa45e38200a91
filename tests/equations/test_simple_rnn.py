import numpy as np
import pytest
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.equations.sequence import Scan
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation.core import d, n
from lstmbook.notation.recurrent import U, W, b, x
from lstmbook.notation.recurrent import h as hidden

h = hidden.prev


def difference(model, arguments, inputs):
    """Largest difference to keras.layers.SimpleRNN over all steps, in float64."""
    import keras

    layer = keras.layers.SimpleRNN(arguments["U"].shape[0], return_sequences=True, dtype="float64")
    layer.build(inputs.shape)
    layer.set_weights([arguments["W"], arguments["U"], arguments["b"]])
    parameters = {name: arguments[name] for name in model.parameters}
    ours = Scan(model)(inputs, parameters, start={"h": arguments["h_prev"]})["h"]
    return np.abs(ours - layer(inputs, initial_state=arguments["h_prev"])).max()


@pytest.mark.parametrize(("features", "units"), [(3, 5), (4, 4)])
def test_equals_keras(features, units, arguments):
    inputs = np.random.default_rng(1).normal(size=(2, 5, features))
    assert difference(SIMPLE_RNN, arguments(SIMPLE_RNN, {"d": features, "n": units}, batch=2), inputs) < 1e-10


@pytest.mark.parametrize(
    "wrong",
    [Tanh(x * W + h * U.T + b), Sigmoid(x * W + h * U + b), Tanh(x * W + h * U), Tanh(x * W - h * U + b)],
)
def test_wrong_variants_are_not_keras(wrong, arguments):
    inputs = np.random.default_rng(1).normal(size=(2, 5, 4))
    model = SIMPLE_RNN.but("wrong", h=wrong)
    assert difference(model, arguments(SIMPLE_RNN, {"d": 4, "n": 4}, batch=2), inputs) > 1e-3


@pytest.mark.parametrize(("features", "units"), [(1, 1), (3, 5)])
def test_counts(features, units, multiplications):
    import keras

    layer = keras.layers.SimpleRNN(units)
    layer.build((None, None, features))
    sizes = {d: features, n: units}
    assert SIMPLE_RNN.parameter_count().subs(sizes) == layer.count_params()
    assert SIMPLE_RNN.multiply_adds().subs(sizes) == multiplications(SIMPLE_RNN, {"d": features, "n": units})
