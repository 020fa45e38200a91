import numpy as np
import pytest
from lstmbook.equations.attention_backward import ATTENTION_BACKWARD
from lstmbook.experiments import attention_scale


def test_scores_spread_with_the_width_unless_they_are_scaled():
    narrow, wide = (attention_scale.drawn(width, draws=300) for width in (4, 64))
    assert wide[0].variance == pytest.approx(64, rel=0.15) and narrow[0].variance == pytest.approx(4, rel=0.15)
    assert wide[1].variance == pytest.approx(1, rel=0.15) and narrow[1].variance == pytest.approx(1, rel=0.15)
    assert wide[0].by_rank[0] > narrow[0].by_rank[0] + 0.1
    for one in (*narrow, *wide):
        assert one.by_rank.sum() == pytest.approx(1) and np.all(np.diff(one.by_rank) <= 0)
        assert one.norms.shape == (300,) and np.all(one.norms <= 0.5)


@pytest.mark.parametrize("place", [0, 1], ids=["unscaled", "scaled"])
def test_gradients_at_queries_are_those_of_the_backward_pass(place):
    width, keys = 5, 4
    found = attention_scale.drawn(width, keys, draws=3)[place]
    rng = np.random.default_rng(0)
    rng.normal(size=(3, 1, width))
    k, told = rng.normal(size=(3, keys, width)), rng.normal(size=(3, keys))
    v = np.eye(keys)[None].repeat(3, 0)  # of which the context is the weights themselves
    back = ATTENTION_BACKWARD.numpy()(
        q=np.zeros((3, 1, width)), k=k, v=v, weights=found.weights[:, None], context_bar=told[:, None]
    )["q_bar"][:, 0]
    back = back if place else back * np.sqrt(width)
    np.testing.assert_allclose(found.at_queries, np.linalg.norm(back, axis=-1), rtol=1e-12)


def test_the_jacobian_is_the_slope_of_the_softmax():
    scores, step = np.array([0.3, -1.2, 0.8]), 1e-6
    powers = np.exp([scores, *(scores + step * np.eye(3)), *(scores - step * np.eye(3))])
    weights = powers / powers.sum(axis=-1, keepdims=True)
    slopes = (weights[1:4] - weights[4:]) / (2 * step)
    np.testing.assert_allclose(attention_scale.jacobian(weights[0]), slopes, rtol=0, atol=1e-9)


def test_a_cold_lookup_takes_the_nearest_key_and_a_hot_one_the_mean():
    angles, keys, values = np.array([0.1, 2.0, 4.1]), np.array([0.0, 2.1, 4.2]), np.array([1.0, 5.0, 3.0])
    np.testing.assert_allclose(attention_scale.looked_up(angles, keys, values, 1e-3), values, rtol=0, atol=1e-9)
    np.testing.assert_allclose(attention_scale.looked_up(angles, keys, values, 1e9), 3.0, rtol=0, atol=1e-6)


@pytest.mark.parametrize("bad", [{"width": 0}, {"width": 4, "keys": 0}, {"width": 4, "draws": 0}])
def test_empty_draws_are_refused(bad):
    with pytest.raises(ValueError, match="must be at least 1, got 0"):
        attention_scale.drawn(**bad)


def test_a_temperature_of_zero_is_refused():
    with pytest.raises(ValueError, match="temperature must be positive, got 0"):
        attention_scale.looked_up([0.0], [0.0], np.ones(1), 0)
