"""The book's backward equations against TensorFlow's, for every block, and wrong ones against the same check."""

import numpy as np
import pytest
import sympy as sp
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.lstm_backward import LSTM_BACKWARD
from lstmbook.equations.nodes import Tanh
from lstmbook.experiments.backpropagation import cell_jacobian, forward, gradients
from lstmbook.notation.core import d, n

B, T, D, N = 3, 6, 4, 4
TOLERANCE = 1e-10


@pytest.fixture(scope="module")
def problem():
    """Random weights, inputs, first states, and a loss that looks at every hidden state and at the last cell."""
    rng = np.random.default_rng(0)
    weights = {name: rng.normal(size=[{d: D, n: N}[size] for size in LSTM.shape_of(name)]) for name in LSTM.parameters}
    x, h, c = rng.normal(size=(B, T, D)), rng.normal(size=(B, N)), rng.normal(size=(B, N))
    return weights, x, h, c, rng.normal(size=(B, T, N)), rng.normal(size=(B, N))


@pytest.fixture(scope="module")
def autodiff(problem):
    """The same gradients by tf.GradientTape through keras.layers.LSTM."""
    import keras
    import tensorflow as tf

    weights, x, h, c, loss_bar, c_bar = problem
    layer = keras.layers.LSTM(N, return_sequences=True, return_state=True, dtype="float64")
    layer.build(x.shape)
    layer.set_weights(layouts.lstm_to_keras(weights))
    x, h, c = map(tf.constant, (x, h, c))
    with tf.GradientTape() as tape:
        tape.watch([x, h, c])
        hidden, _, last = layer(x, initial_state=[h, c])
        loss = tf.reduce_sum(hidden * loss_bar) + tf.reduce_sum(last * c_bar)
    found = tape.gradient(loss, [*(one.value for one in layer.trainable_variables), x, h, c])
    kernels, (x, h, c) = found[:3], found[3:]
    return layouts.lstm_from_keras(*map(np.asarray, kernels)) | {"x": x, "h": h, "c": c}


def differences(ours, theirs):
    return {name: np.abs(ours[name] - theirs[name]).max() for name in theirs}


def test_every_block_equals_autodiff(problem, autodiff):
    found = differences(gradients(*problem), autodiff)
    assert len(found) == 15 and max(found.values()) < TOLERANCE


s = LSTM_BACKWARD.quantities
one, times = sp.OneMatrix(1, n), sp.HadamardProduct
WRONG = {
    "sigma' = s (1 + s)": {"z_bar_f": times(s["c_bar"], s["c_prev"], s["f"], one + s["f"])},
    "tanh' = 1 - tanh": {"z_bar_g": times(s["c_bar"], s["i"], one - s["g"])},
    "tanh' = 1 - tanh at the output": {"c_bar": s["c_bar_plus"] + times(s["h_bar"], s["o"], one - Tanh(s["c"]))},
    "the output gate's own tanh dropped": {"z_bar_o": times(s["h_bar"], s["o"], one - s["o"])},
    "the way through the cell dropped": {"c_bar": s["c_bar_plus"] + times(s["h_bar"], s["o"])},
    "the product rule's other term dropped": {"z_bar_i": times(s["c_bar"], s["i"], one - s["i"])},
    "c of the wrong step": {"z_bar_f": times(s["c_bar"], s["c"], s["f"], one - s["f"])},
    "U for its transpose": {"h_bar_plus_prev": sp.MatAdd(*(s[f"z_bar_{gate}"] * s[f"U_{gate}"] for gate in "ifgo"))},
    "the loss's own gradient forgotten": {"h_bar": s["h_bar_plus"]},
    "the step after forgotten": {"h_bar": s["loss_bar"]},
    "the cell's way back without f": {"c_bar_plus_prev": s["c_bar"]},
}


def changed(**equations):
    """The backward model with some equations replaced."""
    return LSTM_BACKWARD.but("lstm_backward", **equations)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_equations_are_not_autodiff(name, problem, autodiff):
    found = differences(gradients(*problem, backward=changed(**WRONG[name])), autodiff)
    assert max(found.values()) > 1e-3


class Meddled:
    """The backward model with the result of each step changed."""

    def __init__(self, change):
        self.change = change

    def __getattr__(self, name):
        return getattr(LSTM_BACKWARD, name)

    def numpy(self):
        step = LSTM_BACKWARD.numpy()

        def wrong(**arrays):
            result = step(**arrays)
            return result | self.change(arrays, result)

        wrong.unchecked = wrong
        return wrong


def outer_with(arrays, result, shown):
    return {f"U_bar_{gate}": shown.T @ result[f"z_bar_{gate}"] for gate in "ifgo"}


MEDDLED = {
    "outer(h_t, delta_t) for outer(h_{t-1}, delta_t)": lambda arrays, result: outer_with(
        arrays, result, arrays["o"] * np.tanh(arrays["c"])
    ),
    "only the direct path, diag(f)": lambda arrays, result: {"h_bar_plus_prev": 0 * result["h_bar_plus_prev"]},
    "W for its transpose": lambda arrays, result: {
        "x_bar": sum(result[f"z_bar_{gate}"] @ arrays[f"W_{gate}"] for gate in "ifgo")
    },
    "outer product transposed": lambda arrays, result: {f"W_bar_{gate}": result[f"W_bar_{gate}"].T for gate in "ifgo"},
    "one gate forgotten": lambda arrays, result: {"W_bar_f": 0 * result["W_bar_f"]},
}


@pytest.mark.parametrize("name", MEDDLED)
def test_meddled_steps_are_not_autodiff(name, problem, autodiff):
    found = differences(gradients(*problem, backward=Meddled(MEDDLED[name])), autodiff)
    assert max(found.values()) > 1e-3


def test_the_gradient_at_the_last_cell_counts(problem, autodiff):
    weights, x, h, c, loss_bar, c_bar = problem
    found = differences(gradients(weights, x, h, c, loss_bar, 0 * c_bar), autodiff)
    assert max(found.values()) > 1e-3


def test_the_whole_jacobian_of_two_steps_is_the_product_in_order(problem):
    """From c_{t-2} to c_t: step by step in time, newest on the left; reversed it is another matrix."""
    weights, x, h, c, *_ = problem
    x, h, c = x[:1], h[:1], c[:1]
    states = forward(weights, x, h, c)
    one_step = cells_moved(weights, x, states)[0]
    assert np.abs(cell_jacobian(weights, states, 1)[1] - one_step).max() < 1e-8
    # Over two steps the output gate of step 2 moves as well, so the product of whole Jacobians is not everything;
    # it is for a cell whose output gate listens to nothing.
    deaf = weights | {"U_o": 0 * weights["U_o"]}
    states = forward(deaf, x, h, c)
    two_steps = cells_moved(deaf, x, states)[1]
    first, second = (cell_jacobian(deaf, states, step)[1] for step in (1, 2))
    assert np.abs(second @ first - two_steps).max() < 1e-8
    assert np.abs(first @ second - two_steps).max() > 1e-3


def cells_moved(weights, x, states, eps=1e-6):
    """Slopes of the cells of steps 2 and 3 in that of step 1, whose output gate stays: two arrays (N, N)."""
    ends = []
    for moved in (states["c"][:, 0] + sign * eps * row for row in np.eye(N) for sign in (1, -1)):
        ends.append(forward(weights, x[:, 1:3], states["o"][:, 0] * np.tanh(moved), moved)["c"][0])
    slopes = (np.array(ends[::2]) - np.array(ends[1::2])) / (2 * eps)
    return slopes[:, 0].T, slopes[:, 1].T


def test_forward_knows_the_states_before_each_step(problem):
    weights, x, h, c, *_ = problem
    states = forward(weights, x, h, c)
    for name, first in (("h", h), ("c", c)):
        assert np.array_equal(states[f"{name}_prev"][:, 0], first)
        assert np.array_equal(states[f"{name}_prev"][:, 1:], states[name][:, :-1])


def test_a_jacobian_needs_a_step_before_it(problem):
    weights, x, h, c, *_ = problem
    with pytest.raises(ValueError, match="at least 1"):
        cell_jacobian(weights, forward(weights, x, h, c), 0)


def test_without_the_hidden_states_road_only_the_line_is_left(problem):
    """The gradient at the first cell is then c_bar times the forget gates, and what each step shows, down the line."""
    weights, x, h, c, loss_bar, c_bar = problem
    back, states = gradients(*problem, through_hidden=False), forward(weights, x, h, c)
    assert not back["h"].any()
    shown = loss_bar * states["o"] * (1 - np.tanh(states["c"]) ** 2)
    kept = np.cumprod(states["f"], axis=1)
    assert np.allclose(back["c"], kept[:, -1] * c_bar + (kept * shown).sum(axis=1), atol=1e-13)


def test_all_steps_back_is_no_truncation(problem):
    whole, same = gradients(*problem), gradients(*problem, steps_back=T)
    assert all(np.array_equal(whole[name], same[name]) for name in whole)


def test_truncation_leaves_what_is_before_it_out(problem):
    cut = gradients(*problem, steps_back=2)
    whole = gradients(*problem)
    assert np.all(cut["x"][:, : T - 2] == 0) and np.allclose(cut["x"][:, -2:], whole["x"][:, -2:], atol=1e-14)


@pytest.mark.parametrize("steps_back", [-1, T + 1])
def test_impossible_truncations_are_refused(problem, steps_back):
    with pytest.raises(ValueError, match="steps_back"):
        gradients(*problem, steps_back=steps_back)


def test_a_loss_of_another_length_is_refused(problem):
    weights, x, h, c, loss_bar, c_bar = problem
    with pytest.raises(ValueError, match="loss_bar"):
        gradients(weights, x, h, c, loss_bar[:, 1:], c_bar)
