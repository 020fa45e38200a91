"""`SLSTMCell` in `keras.layers.RNN` against the equations, with masks and gradients; and wrong ones rejected."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed, check_conformance, saved_and_loaded
from lstmbook import layouts
from lstmbook.equations.sequence import Scan
from lstmbook.equations.slstm import SLSTM, SLSTM_EXPONENTIAL, SLSTM_PLAIN
from lstmbook.equations.slstm_backward import SLSTM_BACKWARD, SLSTM_EXPONENTIAL_BACKWARD
from lstmbook.experiments.backpropagation import walked_back
from lstmbook.layers import SLSTMCell, slstm
from lstmbook.layers.base import Cell

B, T, D, N = 3, 6, 3, 3  # D == N: a transposed kernel is not caught by its shape
MODELS = {
    "sigmoid": (SLSTM, SLSTM_BACKWARD),
    "exponential": (SLSTM_EXPONENTIAL, SLSTM_EXPONENTIAL_BACKWARD),
}
MASKS = {
    "no mask": None,
    "ragged": np.array([[1] * 6, [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 1]], bool),
    "late": np.array([[0, 0, 1, 1, 1, 0], [1] * 6, [0, 1, 1, 0, 0, 0]], bool),
}
GATES = pytest.mark.parametrize("forget_gate", MODELS)


def arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


WEIGHTS = arrays(1, (D, 4 * N), (N, 4 * N), (4 * N,))
X, *STATES = arrays(2, (B, T, D), (B, N), (B, N), (B, N), (B, N))
STATES[2] = np.abs(STATES[2]) + 0.5  # a normaliser is positive


def rnn(cell, weights=WEIGHTS, **options):
    layer = keras.layers.RNN(cell, dtype="float64", return_sequences=True, return_state=True, **options)
    layer.build((B, T, D))
    layer.set_weights(weights)
    return layer


def by_equations(forget_gate, states=STATES, mask=None, model=None):
    start = dict(zip("hcnm", states, strict=True))
    return Scan(model or MODELS[forget_gate][0])(X, layouts.slstm_from_keras(*WEIGHTS), mask=mask, start=start)


def assert_equations(cell, forget_gate, mask=None):
    shown, *last = rnn(cell)(X, initial_state=STATES, mask=mask)
    true = by_equations(forget_gate, mask=mask)
    seen = np.ones((B, T), bool) if mask is None else np.cumsum(mask, axis=1) > 0
    np.testing.assert_allclose(shown, np.where(seen[..., None], true["h"], 0), rtol=0, atol=1e-10)
    for name, state in zip("hcnm", last, strict=True):
        np.testing.assert_allclose(state, true[name][:, -1], rtol=0, atol=1e-10, err_msg=name)


@GATES
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_is_the_equations(forget_gate, mask):
    assert_equations(SLSTMCell(N, forget_gate, dtype="float64"), forget_gate, mask)


@GATES
def test_from_its_own_start_it_is_the_plain_layer(forget_gate):
    found = rnn(SLSTMCell(N, forget_gate, dtype="float64"))(X)[0]
    zeros = [np.zeros((B, N))] * 4
    plain = MODELS[forget_gate][0].but("plain", m=SLSTM.quantities["m_prev"])
    np.testing.assert_allclose(found, by_equations(forget_gate, zeros, model=plain)["h"], rtol=0, atol=1e-10)
    assert plain.expression("m") == SLSTM_PLAIN.expression("m")


WRONG = {
    "no stabiliser in i": ("ops.exp(log_i - new_m)", "ops.exp(log_i)"),
    "no stabiliser in f": ("ops.exp(log_f + m - new_m)", "ops.exp(log_f)"),
    "the old stabiliser left out": ("log_f + m - new_m)", "log_f - new_m)"),
    "the normaliser without its own past": ("n = f * n + i", "n = n + i"),
    "no normaliser": ("* c / n, c", "* c, c"),
    "i and f swapped": ("log_i, f, g, o =", "f, log_i, g, o ="),
    "g and o swapped": ("log_i, f, g, o =", "log_i, f, o, g ="),
    "a sigmoid input gate": ("i, f = ops.exp(log_i", "i, f = ops.sigmoid(log_i"),
    "the other forget gate": ("f if exponential else ops.log_sigmoid(f)", "ops.log_sigmoid(f) if exponential else f"),
    "the normaliser put out as the cell": ("/ n, c, n, new_m", "/ n, n, c, new_m"),
}


def wrong_cell(old, new, forget_gate):
    """A cell whose pointwise part is the source of ours with one change."""
    call = changed(SLSTMCell.call, "stepped(", "stepped(", stepped=changed(slstm.stepped, old, new))
    return type("WrongCell", (SLSTMCell,), {"call": call})(N, forget_gate, dtype="float64")


@GATES
@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_cell_is_rejected(change, forget_gate):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_equations(wrong_cell(*change, forget_gate), forget_gate)


def test_an_unchanged_cell_built_from_its_source_is_accepted():
    assert_equations(wrong_cell("n = f * n + i", "n = f * n + i", "sigmoid"), "sigmoid")


def automatic(forget_gate, cell=None):
    """Gradients of a random linear loss of all h at x, h, c, n and the three weights, and the loss's own gradient."""
    layer = rnn(cell or SLSTMCell(N, forget_gate, dtype="float64"))
    (loss_bar,) = arrays(4, (B, T, N))
    sources = [tf.Variable(one) for one in (X, *STATES)]
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(loss_bar * layer(sources[0], initial_state=sources[1:])[0])
    wanted = [*sources[:4], *(one.value for one in layer.trainable_variables)]
    return [np.asarray(one) for one in tape.gradient(loss, wanted)], loss_bar


@GATES
def test_gradients_of_every_block_are_those_of_the_backward_step(forget_gate):
    found, loss_bar = automatic(forget_gate)
    forward, backward = by_equations(forget_gate), MODELS[forget_gate][1]
    known = forward | {"x": X, "loss_bar": loss_bar}
    for name, first in zip("hcn", STATES, strict=False):
        known[f"{name}_prev"] = np.concatenate([first[:, None], forward[name][:, :-1]], axis=1)
    total = walked_back(backward, layouts.slstm_from_keras(*WEIGHTS), known, {})
    expected = [total[name] for name in "xhcn"]
    expected += [np.concatenate([total[f"{kind}_{gate}"] for gate in "ifgo"], axis=-1) for kind in "WUb"]
    for one, other in zip(found, expected, strict=True):
        assert np.abs(other).max() > 0.01
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


def test_a_gradient_through_the_stabiliser_would_change_nothing():
    free = wrong_cell("ops.stop_gradient(ops.maximum(log_f + m, log_i))", "ops.maximum(log_f + m, log_i)", "sigmoid")
    for one, other in zip(automatic("sigmoid")[0], automatic("sigmoid", free)[0], strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_gates_and_their_gradients_stay_numbers(dtype):
    layer = keras.layers.RNN(SLSTMCell(N, "exponential", dtype=dtype), dtype=dtype)
    layer.build((B, 300, D))
    x = tf.Variable(1000 * np.random.default_rng(5).normal(size=(B, 300, D)).astype(dtype))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(x))
    assert np.isfinite(loss) and np.isfinite(tape.gradient(loss, x)).all()


def test_the_start_is_the_logarithm_of_nothing():
    h, c, n, m = SLSTMCell(N).get_initial_state(2)
    assert not np.any(h) and not np.any(c) and not np.any(n) and np.all(np.asarray(m) == slstm.NOTHING)
    _, _, _, total, _ = rnn(SLSTMCell(N, dtype="float64"))(X[:, :1])
    np.testing.assert_allclose(total, 1, rtol=0, atol=1e-14)


def test_weights_config_saving_and_loading(tmp_path):
    cell = SLSTMCell(N, "exponential", activation="softsign", dropout=0.1, seed=2, name="cell")
    again = SLSTMCell.from_config(cell.get_config())
    assert again.get_config() == cell.get_config() and again.forget_gate == "exponential"
    cell.build((None, D))
    assert [one.name for one in cell.weights] == ["kernel", "recurrent_kernel", "bias"]
    assert [one.shape for one in cell.weights] == [(D, 4 * N), (N, 4 * N), (4 * N,)]
    assert isinstance(saved_and_loaded(tmp_path, SLSTMCell(N), X, return_sequences=True).cell, SLSTMCell)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    layer = keras.layers.RNN(SLSTMCell(N, dtype=policy), dtype=policy)
    layer.build((B, T, D))
    layer.set_weights(WEIGHTS)
    found = layer(X)
    assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
    true = rnn(SLSTMCell(N, dtype="float64"))(X)[0][:, -1]
    np.testing.assert_allclose(tf.cast(found, "float64"), true, rtol=0, atol=0.05)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        check_conformance(self, SLSTMCell(N, dropout=0.1, recurrent_dropout=0.1, seed=1), weights=3)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="forget_gate must be one of sigmoid, exponential, got 'tanh'"):
        SLSTMCell(N, "tanh")
    with pytest.raises(ValueError, match="units must be a positive integer, got 0"):
        SLSTMCell(0)
    with pytest.raises(ValueError, match="states must be the list of h, c, n, m, got"):
        SLSTMCell(N)(X[:, 0], STATES[:2])
    with pytest.raises(ValueError, match=rf"states: n must have shape \({B}, {N}\), got \({B}, {N + 1}\)"):
        SLSTMCell(N)(X[:, 0], [*STATES[:2], np.ones((B, N + 1)), STATES[3]])
    assert issubclass(SLSTMCell, Cell)
