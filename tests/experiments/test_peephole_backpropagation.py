"""The backward pass through peepholes against TensorFlow's through the layer, every block; wrong ones are rejected."""

import keras
import numpy as np
import pytest
import sympy as sp
import tensorflow as tf
from lstmbook import layouts
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.equations.peephole_backward import PEEPHOLE_BACKWARD
from lstmbook.experiments.peephole_backpropagation import gradients
from lstmbook.layers import PeepholeLSTMCell
from lstmbook.notation.core import d, n
from lstmbook.notation.gradients import z_bar_of
from lstmbook.notation.recurrent import c, p_of

B, T, D, N = 3, 6, 4, 4


@pytest.fixture(scope="module")
def problem():
    rng = np.random.default_rng(0)
    shapes = {name: [{d: D, n: N}[size] for size in PEEPHOLE_LSTM.shape_of(name)] for name in PEEPHOLE_LSTM.parameters}
    weights = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, h, c_first = rng.normal(size=(B, T, D)), rng.normal(size=(B, N)), rng.normal(size=(B, N))
    return weights, x, h, c_first, rng.normal(size=(B, T, N)), rng.normal(size=(B, N))


@pytest.fixture(scope="module")
def autodiff(problem):
    weights, x, h, c_first, loss_bar, c_bar = problem
    cell = PeepholeLSTMCell(N, dtype="float64")
    layer = keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype="float64")
    layer.build(x.shape)
    layer.set_weights(layouts.peephole_lstm_to_keras(weights))
    entering = [tf.constant(array) for array in (x, h, c_first)]
    with tf.GradientTape() as tape:
        tape.watch(entering)
        hidden, _, last = layer(entering[0], initial_state=entering[1:])
        loss = tf.reduce_sum(hidden * loss_bar) + tf.reduce_sum(last * c_bar)
    found = tape.gradient(loss, [*(one.value for one in layer.trainable_variables), *entering])
    found = [array.numpy() for array in found]
    return layouts.peephole_lstm_from_keras(*found[:4]) | dict(zip("xhc", found[4:], strict=True))


def differences(ours, theirs):
    return {name: np.abs(ours[name] - theirs[name]).max() for name in theirs}


def test_every_block_equals_autodiff(problem, autodiff):
    found = differences(gradients(*problem), autodiff)
    assert len(found) == 18 and max(found.values()) < 1e-10


RIGHT, TIMES = PEEPHOLE_BACKWARD.expression, sp.HadamardProduct
WRONG = {
    "p_o of the old cell": {"p_bar_o": RIGHT("p_bar_o").subs(c, c.prev)},
    "p_i of the new cell": {"p_bar_i": RIGHT("p_bar_i").subs(c.prev, c)},
    "no road from the output gate": {"c_bar": RIGHT("c_bar") - TIMES(z_bar_of["o"], p_of["o"])},
    "no road from the input gate": {"c_bar_plus_prev": RIGHT("c_bar_plus_prev") - TIMES(z_bar_of["i"], p_of["i"])},
    "p_o for p_f": {"c_bar_plus_prev": RIGHT("c_bar_plus_prev").subs(p_of["f"], p_of["o"])},
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_equations_are_not_autodiff(name, problem, autodiff):
    wrong = PEEPHOLE_BACKWARD.but("peephole_backward", **WRONG[name])
    assert max(differences(gradients(*problem, backward=wrong), autodiff).values()) > 1e-3


def test_a_loss_of_another_length_is_refused(problem):
    weights, x, h, c_first, loss_bar, c_bar = problem
    with pytest.raises(ValueError, match=r"loss_bar must have shape \(3, 6, 4\), got \(3, 5, 4\)"):
        gradients(weights, x, h, c_first, loss_bar[:, 1:], c_bar)
