"""The GRU's backward equations against TensorFlow's, wrong ones against the same check, and its experiments."""

import numpy as np
import pytest
import sympy as sp
from lstmbook import layouts
from lstmbook.equations.gru_backward import GRU_BACKWARD, GRU_RESET_AFTER_BACKWARD
from lstmbook.equations.nodes import Summed
from lstmbook.experiments import counting, gru_counting
from lstmbook.experiments.gru_backpropagation import WAYS, gradients
from lstmbook.experiments.gru_reset import apart
from lstmbook.notation.core import BATCH, d, n
from lstmbook.notation.gradients import h_bar, h_bar_plus, loss_bar
from lstmbook.notation.gru import U_of, r, s_bar, z, z_bar_of
from lstmbook.notation.recurrent import g, h

B, T, D, N = 3, 6, 4, 4


def problem(reset):
    rng = np.random.default_rng(0)
    model = WAYS[reset][0]
    weights = {
        name: rng.normal(size=[{d: D, n: N}[size] for size in model.shape_of(name)]) for name in model.parameters
    }
    return weights, rng.normal(size=(B, T, D)), rng.normal(size=(B, N)), rng.normal(size=(B, T, N))


@pytest.fixture(scope="module")
def autodiff():
    """The same gradients by tf.GradientTape through keras.layers.GRU, by convention."""
    import keras
    import tensorflow as tf

    found = {}
    for reset in WAYS:
        weights, *arrays = problem(reset)
        x, start, seen = map(tf.constant, arrays)
        layer = keras.layers.GRU(N, return_sequences=True, reset_after=reset == "after", dtype="float64")
        layer.build(x.shape)
        layer.set_weights(layouts.gru_to_keras(weights))
        with tf.GradientTape() as tape:
            tape.watch([x, start])
            loss = tf.reduce_sum(layer(x, initial_state=start) * seen)
        *kernels, x_bar, h_bar = tape.gradient(loss, [*(one.value for one in layer.trainable_variables), x, start])
        found[reset] = layouts.gru_from_keras(*map(np.asarray, kernels)) | {"x": x_bar, "h": h_bar}
    return found


def largest(ours, theirs):
    assert ours.keys() == theirs.keys()
    return max(np.abs(ours[name] - theirs[name]).max() for name in theirs)


@pytest.mark.parametrize(("reset", "blocks"), [("before", 11), ("after", 14)])
def test_every_block_equals_autodiff(reset, blocks, autodiff):
    ours = gradients(*problem(reset), reset)
    assert len(ours) == blocks and largest(ours, autodiff[reset]) < 1e-10


one, times = sp.OneMatrix(1, n), sp.HadamardProduct
WRONG = {
    "z flipped": {"z_bar_z": times(h_bar, g - h.prev, z, one - z)},
    "r and z exchanged": {"z_bar_z": times(h_bar, h.prev - g, r, one - r)},
    "no slope of tanh": {"z_bar_g": times(h_bar, one - z)},
    "the loss's own gradient forgotten": {"h_bar": +h_bar_plus},
    "the step after forgotten": {"h_bar": +loss_bar},
    "the direct road forgotten": {
        "h_bar_plus_prev": sp.MatAdd(times(s_bar, r), *(z_bar_of[gate] * U_of[gate].T for gate in "zr"))
    },
    "U_g for its transpose": {"s_bar": z_bar_of["g"] * U_of["g"]},
    "the reset gate not heard at U_g": {"U_bar_g": Summed(h.prev.T * z_bar_of["g"], BATCH)},
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_equations_are_not_autodiff(name, autodiff):
    wrong = GRU_BACKWARD.but("wrong", **WRONG[name])
    assert largest(gradients(*problem("before"), "before", wrong), autodiff["before"]) > 1e-3


def test_the_second_bias_is_inside_the_reset_gate(autodiff):
    wrong = GRU_RESET_AFTER_BACKWARD.but("wrong", bU_bar_g=z_bar_of["g"])
    assert largest(gradients(*problem("after"), "after", wrong), autodiff["after"]) > 1e-3


def test_impossible_ways_back_are_refused():
    weights, x, start, seen = problem("before")
    with pytest.raises(ValueError, match="reset must be one of before, after, got 'beside'"):
        gradients(weights, x, start, seen, "beside")
    with pytest.raises(ValueError, match="loss_bar must have shape"):
        gradients(weights, x, start, seen[:, 1:], "before")


def test_the_conventions_meet_at_a_diagonal_matrix_only():
    gaps = apart([0, 0.5, 1], seed=0, features=2, units=4, batch=3, steps=5)
    assert gaps[0] < 1e-14 and 1e-3 < gaps[1] < gaps[2]
    assert apart([1], seed=0, units=1)[0] < 1e-14
    with pytest.raises(ValueError, match="sizes must be at least 1"):
        apart([1], seed=0, units=0)


@pytest.fixture(scope="module")
def trained():
    return gru_counting.train([3], [0, 1], steps=100)


def test_both_kinds_learn_short_strings_and_differ_by_seed(trained):
    assert list(trained) == [("LSTM", 3), ("GRU", 3)]
    for one, other in trained.values():
        assert one.losses[-1] < 0.5 * one.losses[0] and not np.allclose(one.readout, other.readout, atol=1e-3)


def test_reach_is_what_single_strings_say(trained):
    found = gru_counting.reaches(trained, 6)
    for (kind, longest), runs in trained.items():
        model = gru_counting.KINDS[kind][1]
        for run, far in zip(runs, found[kind, longest], strict=True):
            single = [bool(counting.trace(run, length, model)["right"].all()) for length in range(1, 7)]
            assert counting.right_up_to(run, 6, model).tolist() == single and far == counting.reach(np.array(single))


def test_climbs_and_moves_are_those_of_the_states(trained):
    for kind, state in (("LSTM", "c"), ("GRU", "h")):
        run = trained[kind, 3][0]
        states = counting.trace(run, 8, gru_counting.KINDS[kind][1])[state][:9]
        climb = gru_counting.climb(run, kind, 4, 8)
        assert climb.shape == (9,) and climb[4] > climb[2]
        assert any(np.allclose(climb, sign * states[:, unit]) for unit in range(3) for sign in (1, -1))
        assert climb[4] - climb[2] == pytest.approx(np.abs(states[4] - states[2]).max())
        assert gru_counting.last_move(run, kind, 8) == pytest.approx(np.abs(states[8] - states[7]).max())


def test_impossible_questions_are_refused(trained):
    run = trained["GRU", 3][0]
    with pytest.raises(ValueError, match="kind must be one of LSTM, GRU, got 'RNN'"):
        gru_counting.last_move(run, "RNN", 8)
    with pytest.raises(ValueError, match="longest must be between 2 and 8, got 9"):
        gru_counting.climb(run, "GRU", 9, 8)
    with pytest.raises(ValueError, match="steps"):
        gru_counting.train([3], [0], steps=-1)
