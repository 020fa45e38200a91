import numpy as np
import pytest
from lstmbook.experiments.gradient_flow import NETWORKS, gradient_by_lag, network, scalar_cells


@pytest.mark.parametrize("name", NETWORKS)
def test_is_relative_to_lag_zero_and_repeatable(name):
    one, again = (gradient_by_lag(name, seed=1, steps=6, units=4, features=2, batch=2) for _ in range(2))
    assert one.shape == (6,) and one[0] == 1 and np.array_equal(one, again)


def test_forget_biases_are_what_they_say():
    layer = network("forget bias 5", 4, 10, seed=0)
    layer.build((None, None, 2))
    assert np.array_equal(np.split(layer.cell.bias.numpy(), 4)[1], np.full(4, 5.0))


def test_chrono_draws_log_uniform_forget_biases_and_their_negatives():
    layer = network("chrono", 1000, 100, seed=0)
    layer.build((None, None, 1))
    i, f, g, o = np.split(layer.cell.bias.numpy(), 4)
    assert np.array_equal(i, -f) and not g.any() and not o.any()
    times = np.exp(f)
    assert times.min() >= 1 and times.max() <= 99 and abs(times.mean() - 50) < 3


def test_the_direct_path_is_a_gate_and_the_whole_is_not():
    direct, whole = scalar_cells(200, seed=0)
    assert np.all((0 < direct) & (direct < 1)) and np.abs(whole - direct).max() > 0.1


def test_the_impossible_is_refused():
    with pytest.raises(ValueError, match="unknown network"):
        network("GRU", 4, 10, seed=0)
    with pytest.raises(ValueError, match="at least three steps"):
        gradient_by_lag("chrono", seed=0, steps=2)
    with pytest.raises(ValueError, match="draws"):
        scalar_cells(0, seed=0)
