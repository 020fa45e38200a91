import numpy as np
import pytest
from lstmbook.experiments.backpropagation import forward
from lstmbook.experiments.gradient_flow import (
    NETWORKS,
    _over_two_steps,
    chained,
    gradient_by_lag,
    growth,
    lags,
    network,
    over_seeds,
    scalar_cells,
    starting_weights,
    truncated,
    truncation_cosines,
    wide_gradient_by_lag,
)
from lstmbook.measure.gradients import norms_by_lag


@pytest.mark.parametrize("name", NETWORKS)
def test_is_relative_to_lag_zero_and_repeatable(name):
    one, again = (gradient_by_lag(name, seed=1, steps=6, units=4, features=2, batch=2) for _ in range(2))
    assert one.shape == (6,) and one[0] == 1 and np.array_equal(one, again)


def test_our_own_walk_back_finds_what_differentiation_finds():
    rng = np.random.default_rng(1)
    inputs, direction = 0.5 * rng.normal(size=(2, 7, 3)), rng.normal(size=(2, 4))
    norms = norms_by_lag(network("forget bias 1", 4, 7, seed=1), inputs, direction)
    ours = gradient_by_lag("forget bias 1", seed=1, scale=0.5, steps=7, units=4, features=3, batch=2)
    assert np.allclose(ours, norms / norms[0], rtol=1e-10, atol=0)


def test_the_line_alone_passes_on_the_product_of_the_forget_gates():
    """One unit with one feature: c_bar is the same product at every lag, and all else in x_bar is local."""
    options = {"seed": 0, "scale": 1.0, "steps": 6, "units": 1, "features": 1, "batch": 1}
    line = gradient_by_lag("forget bias 1", **options, through_hidden=False)
    rng = np.random.default_rng(0)
    weights = starting_weights("forget bias 1", 1, 6, 0, 1)
    states = forward(weights, rng.normal(size=(1, 6, 1)), np.zeros((1, 1)), np.zeros((1, 1)))

    def local(time):
        i, f, g, c_prev = (states[name][0, time, 0] for name in ("i", "f", "g", "c_prev"))
        slopes = {"i": g * i * (1 - i), "f": c_prev * f * (1 - f), "g": i * (1 - g**2)}
        return sum(slope * weights[f"W_{gate}"].item() for gate, slope in slopes.items())

    back, expected = 1.0, []
    for time in reversed(range(5)):
        back *= states["f"][0, time + 1, 0]
        expected.append(abs(back * local(time)))
    # Relative to lag 1: at lag 0 the output gate has its part as well.
    assert np.allclose(line[2:] / line[1], np.array(expected[1:]) / expected[0])
    assert not np.allclose(line, gradient_by_lag("forget bias 1", **options))


def test_chrono_without_its_input_biases_leaves_them_at_zero():
    weights = starting_weights("chrono, forget biases only", 8, 100, 0, 2)
    both = starting_weights("chrono", 8, 100, 0, 2)
    assert not weights["b_i"].any() and np.array_equal(both["b_i"], -both["b_f"])
    assert np.array_equal(weights["b_f"], both["b_f"])


def test_the_product_of_two_steps_is_not_the_derivative_over_two():
    errors = chained(50, 4, seed=0)
    assert errors.shape == (50,) and np.median(errors) > 0.02
    assert np.array_equal(errors, chained(50, 4, seed=0))


def test_the_true_derivative_over_two_steps_is_that_of_small_differences():
    rng, units = np.random.default_rng(3), 3
    weights = {}
    for gate in "ifgo":
        weights |= {f"W_{gate}": rng.normal(size=(1, units)), f"U_{gate}": rng.normal(size=(units, units))}
        weights[f"b_{gate}"] = rng.normal(size=units)
    inputs = rng.normal(size=(1, 3, 1))
    first = {name: array[:, 0] for name, array in forward(weights, inputs, *rng.normal(size=(2, 1, units))).items()}

    def last_cell(cell):
        return forward(weights, inputs[:, 1:], first["o"] * np.tanh(cell), cell)["c"][0, -1]

    step = 1e-6
    differences = [
        (last_cell(first["c"] + step * row) - last_cell(first["c"] - step * row)) / (2 * step) for row in np.eye(units)
    ]
    assert np.allclose(_over_two_steps(weights, inputs[:, 1:], first), np.transpose(differences), atol=1e-8)


def test_seeds_are_stacked_and_options_reach_the_experiment():
    stacked = over_seeds(wide_gradient_by_lag, 6, seeds=(3, 4), steps=5, units=2)
    assert np.array_equal(stacked, [wide_gradient_by_lag(6, seed, steps=5, units=2) for seed in (3, 4)])
    assert over_seeds(scalar_cells, 4).shape == (3, 2, 4)


def test_lags_are_those_of_each_network_at_each_scale():
    sizes = {"steps": 5, "units": 3, "features": 2, "batch": 2}
    found = lags(("SimpleRNN", "chrono"), {"weak": 0.1, "strong": 2.0}, **sizes)
    assert list(found) == ["weak", "strong"] and list(found["weak"]) == ["SimpleRNN", "chrono"]
    assert np.array_equal(found["strong"]["chrono"][1], gradient_by_lag("chrono", 1, 2.0, **sizes))
    assert found["weak"]["SimpleRNN"].shape == (3, 5)


def test_a_gradient_turns_towards_the_whole_one_as_the_window_grows():
    cosines = truncation_cosines(1, seed=0, steps=8, units=4, features=2, batch=2)
    parts = truncated(1, seed=0, steps=8, units=4, features=2, batch=2)
    one, whole = (np.concatenate([array.ravel() for array in parts[place].values()]) for place in (2, -1))
    assert cosines.shape == (8,) and cosines[-1] == pytest.approx(1) and cosines[0] < 0.999
    assert cosines[2] == pytest.approx(one @ whole / np.linalg.norm(one) / np.linalg.norm(whole))


def test_growth_is_a_factor_a_step_for_either_half():
    near, far = growth(np.concatenate([1.1 ** np.arange(50), 1.1**49 * 0.9 ** np.arange(1, 51)]))
    assert near == pytest.approx(1.1, rel=5e-3) and far == pytest.approx(0.9, rel=5e-3)


def test_small_recurrent_weights_let_a_gradient_vanish():
    assert growth(wide_gradient_by_lag(1, seed=0, steps=60)).max() < 1


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
    with pytest.raises(ValueError, match="one unit"):
        chained(1, 0, seed=0)
    with pytest.raises(ValueError, match="three steps and one unit"):
        wide_gradient_by_lag(6, seed=0, steps=2)
    with pytest.raises(ValueError, match="forty lags"):
        growth(np.ones(39))
    with pytest.raises(ValueError, match="no other road"):
        gradient_by_lag("SimpleRNN", seed=0, through_hidden=False)
