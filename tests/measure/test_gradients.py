import keras
import numpy as np
import pytest
from lstmbook.measure.gradients import cosine, norms_by_lag


def linear_network(scale, units=3):
    """h_t = x_t + scale h_{t-1}: its gradient at lag k is scale**k times the direction, exactly."""
    layer = keras.layers.SimpleRNN(units, activation=None, use_bias=False, dtype="float64")
    layer.build((None, None, units))
    layer.set_weights([np.eye(units), scale * np.eye(units)])
    return layer


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.2])
def test_a_linear_network_decays_as_a_power(scale):
    rng = np.random.default_rng(0)
    norms = norms_by_lag(linear_network(scale), rng.normal(size=(1, 9, 3)), rng.normal(size=(1, 3)))
    assert np.allclose(norms / norms[0], scale ** np.arange(9), rtol=1e-10)


def test_bad_shapes_are_refused():
    with pytest.raises(ValueError, match="inputs must have shape"):
        norms_by_lag(linear_network(1.0), np.zeros((9, 3)), np.zeros((1, 3)))
    with pytest.raises(ValueError, match="direction must have shape"):
        norms_by_lag(linear_network(1.0), np.zeros((1, 9, 3)), np.zeros((1, 4)))


def test_cosine():
    assert cosine([np.array([1.0, 0.0])], [np.array([[1.0], [1.0]])]) == pytest.approx(np.sqrt(0.5))
    with pytest.raises(ValueError, match="no direction"):
        cosine([np.zeros(2)], [np.ones(2)])
