import numpy as np
import pytest
from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Sigmoid, Tanh
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation import QUANTITIES, d, n


def difference(model, arguments, inputs):
    """Largest difference to keras.layers.SimpleRNN over all steps, in float64."""
    import keras

    layer = keras.layers.SimpleRNN(arguments["U"].shape[0], return_sequences=True, dtype="float64")
    layer.build(inputs.shape)
    layer.set_weights([arguments["W"], arguments["U"], arguments["b"]])
    step, h, hidden = model.numpy(), arguments["h_prev"], []
    for x in inputs.swapaxes(0, 1):
        h = step(**{**arguments, "x": x, "h_prev": h})["h"]
        hidden.append(h)
    return np.abs(np.stack(hidden, axis=1) - layer(inputs, initial_state=arguments["h_prev"])).max()


@pytest.mark.parametrize(("features", "units"), [(3, 5), (4, 4)])
def test_equals_keras(features, units, arguments):
    inputs = np.random.default_rng(1).normal(size=(2, 5, features))
    assert difference(SIMPLE_RNN, arguments(SIMPLE_RNN, {"d": features, "n": units}, batch=2), inputs) < 1e-10


x, h, W, U, b = (QUANTITIES[name].symbol for name in ("x", "h_prev", "W", "U", "b"))


@pytest.mark.parametrize(
    "wrong",
    [Tanh(x * W + h * U.T + b), Sigmoid(x * W + h * U + b), Tanh(x * W + h * U), Tanh(x * W - h * U + b)],
)
def test_wrong_variants_are_not_keras(wrong, arguments):
    model = Model("simple_rnn", SIMPLE_RNN.inputs, SIMPLE_RNN.states, SIMPLE_RNN.parameters, (("h", wrong),))
    inputs = np.random.default_rng(1).normal(size=(2, 5, 4))
    assert difference(model, arguments(SIMPLE_RNN, {"d": 4, "n": 4}, batch=2), inputs) > 1e-3


@pytest.mark.parametrize(("features", "units"), [(1, 1), (3, 5)])
def test_counts(features, units, multiplications):
    import keras

    layer = keras.layers.SimpleRNN(units)
    layer.build((None, None, features))
    sizes = {d: features, n: units}
    assert SIMPLE_RNN.parameter_count().subs(sizes) == layer.count_params()
    assert SIMPLE_RNN.multiply_adds().subs(sizes) == multiplications(SIMPLE_RNN, {"d": features, "n": units})
