"""`MinGRU` and `MinLSTM`: scan and walk against the equations, masks, states, gradients; and wrong ones rejected."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from keras.src import testing
from layers.cases import check_saved_twofold
from lstmbook import layouts
from lstmbook.equations.min_backward import MIN_GRU_BACKWARD, MIN_LSTM_BACKWARD
from lstmbook.equations.min_gru import MIN_GRU
from lstmbook.equations.min_lstm import MIN_LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.experiments.backpropagation import walked_back
from lstmbook.layers import MinGRU, MinLSTM, min_gru, min_lstm, minimal
from lstmbook.layers.scan import combined, prefixes

B, T, D, N = 3, 7, 4, 4  # D == N: a transposed kernel is not caught by its shape
LAYERS = {
    "min_gru": (MinGRU, MIN_GRU, MIN_GRU_BACKWARD, "zg"),
    "min_lstm": (MinLSTM, MIN_LSTM, MIN_LSTM_BACKWARD, "ifg"),
}
MASKS = {
    "no mask": None,
    "ragged": np.array([[1] * 7, [1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 1, 0, 1]], bool),
    "late and never": np.array([[0, 0, 1, 1, 0, 1, 1], [0] * 7, [1] * 7], bool),
}
BOTH = pytest.mark.parametrize("name", LAYERS)
WAYS = pytest.mark.parametrize("parallel", [True, False], ids=["scan", "walk"])


def arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def layer(name, dtype="float64", d=D, **options):
    kind, *_, gates = LAYERS[name]
    made = kind(N, dtype=dtype, **options)
    made.build((B, T, d))
    made.set_weights(arrays(1, (d, len(gates) * N), (len(gates) * N,))[: 1 + made.use_bias])
    return made


def params(name, made):
    kernel, *bias = map(np.asarray, made.get_weights())
    bias = bias or [np.zeros(kernel.shape[1])]
    return getattr(layouts, f"{name}_from_keras")(kernel, *bias)


X, H = arrays(2, (B, T, D), (B, N))


def by_equations(name, made, x=X, mask=None, start=H):
    return Scan(LAYERS[name][1])(x, params(name, made), mask=mask, start={"h": start})


@BOTH
@WAYS
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_both_forms_are_the_equations(name, parallel, mask):
    made = layer(name, parallel=parallel, return_sequences=True, return_state=True)
    shown, last = made(X, initial_state=H, mask=mask)
    true = by_equations(name, made, mask=mask)["h"]
    seen = np.ones((B, T), bool) if mask is None else np.cumsum(mask, axis=1) > 0
    np.testing.assert_allclose(shown, np.where(seen[..., None], true, 0), rtol=0, atol=1e-10)
    np.testing.assert_allclose(last, true[:, -1], rtol=0, atol=1e-10)


@BOTH
@WAYS
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_masks_and_states_are_as_in_a_recurrent_layer_of_keras(name, parallel, mask):
    """A cell of the same pairs in ``keras.layers.RNN``."""
    pairs = {"min_gru": min_gru, "min_lstm": min_lstm}[name].pairs

    class Cell(keras.layers.Layer):
        state_size = output_size = N

        def call(self, inputs, states):
            a, b = pairs(ops.matmul(inputs, made.kernel) + made.bias)
            h = a * states[0] + b
            return h, [h]

    options = {"return_sequences": True, "return_state": True}
    made = layer(name, parallel=parallel, **options)
    stock = keras.layers.RNN(Cell(dtype="float64"), dtype="float64", **options)
    for ours, theirs in zip(
        made(X, initial_state=H, mask=mask), stock(X, initial_state=[ops.convert_to_tensor(H)], mask=mask), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-10)


@BOTH
@pytest.mark.parametrize("steps", [1, 2, 3, 8, 13])
def test_scan_and_walk_agree_at_all_lengths_without_a_bias_and_from_zero(name, steps):
    (x,) = arrays(3, (B, steps, 2))
    scan, walk = (layer(name, d=2, parallel=way, use_bias=False, return_sequences=True) for way in (True, False))
    np.testing.assert_allclose(scan(x), walk(x), rtol=0, atol=1e-12)
    true = by_equations(name, scan, x, start=np.zeros((B, N)))["h"]
    np.testing.assert_allclose(scan(x), true, rtol=0, atol=1e-10)


@BOTH
@WAYS
def test_gradients_of_every_block_are_those_of_the_backward_step(name, parallel):
    """Walked back by the book's equations, against automatic differentiation through scan and walk."""
    *_, backward, gates = LAYERS[name]
    made = layer(name, parallel=parallel, return_sequences=True)
    x, h, (loss_bar,) = tf.Variable(X), tf.Variable(H), arrays(4, (B, T, N))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(loss_bar * made(x, initial_state=h))
    found = tape.gradient(loss, [x, h, *(one.value for one in made.trainable_variables)])
    forward = by_equations(name, made)
    known = forward | {"x": X, "loss_bar": loss_bar}
    known["h_prev"] = np.concatenate([H[:, None], forward["h"][:, :-1]], axis=1)
    total = walked_back(backward, params(name, made), known, {})
    expected = [total["x"], total["h"]]
    expected += [np.concatenate([total[f"{kind}_{gate}"] for gate in gates], axis=-1) for kind in "Wb"]
    for one, other in zip(found, expected, strict=True):
        assert np.abs(other).max() > 0.01
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


def test_the_scan_is_that_of_keras():
    a, b = arrays(5, (B, 11, N), (B, 11, N))
    for ours, theirs in zip(prefixes((a, b), combined), ops.associative_scan(combined, (a, b), axis=1), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


inclusive = minimal.scan


def exclusive(a, b, start):
    """Each state one step late."""
    states = inclusive(a, b, start)
    return ops.concatenate([start[:, None], states[:, :-1]], axis=1)


def turned(first, second):
    return combined(second, first)


WRONG = {
    "an exclusive scan": exclusive,
    "steps joined the other way round": lambda a, b, h: (lambda kept, written: kept * h[:, None] + written)(
        *prefixes((a, b), turned)
    ),
    "the start left out": lambda a, b, h: prefixes((a, b), combined)[1],
    "the start not multiplied": lambda a, b, h: prefixes((a, b), combined)[1] + h[:, None],
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_scan_is_rejected(wrong, monkeypatch):
    made = layer("min_gru", return_sequences=True)
    true = by_equations("min_gru", made)["h"]
    np.testing.assert_allclose(made(X, initial_state=H), true, rtol=0, atol=1e-10)
    monkeypatch.setattr(minimal, "scan", wrong)
    assert np.abs(made(X, initial_state=H) - true).max() > 1e-3


CANDIDATES = {
    "branches exchanged": lambda x: ops.where(x < 0, x + 0.5, ops.sigmoid(x)),
    "no half": lambda x: ops.where(x >= 0, x, ops.sigmoid(x)),
    "tanh": ops.tanh,
}


@BOTH
@pytest.mark.parametrize("wrong", CANDIDATES.values(), ids=CANDIDATES)
def test_a_wrong_candidate_is_rejected(name, wrong, monkeypatch):
    made = layer(name)
    monkeypatch.setattr({"min_gru": min_gru, "min_lstm": min_lstm}[name], "candidate", wrong)
    assert np.abs(made(X, initial_state=H) - by_equations(name, made)["h"][:, -1]).max() > 1e-3


def test_the_candidate_is_positive_and_one_half_at_zero():
    x = np.array([-1e3, -1.0, -1e-9, 0.0, 1e-9, 2.0])
    found = np.asarray(minimal.candidate(x))
    np.testing.assert_allclose(found[2:], [0.5, 0.5, 0.5, 2.5], rtol=0, atol=1e-8)
    assert found[0] >= 0 and np.all(found[1:] > 0)


def flipped(z):
    a, b = min_gru.pairs(z)
    return 1 - a, b / (1 - a) * a


def unnormalised(z):
    i, f, g = ops.split(z, 3, axis=-1)
    return ops.sigmoid(f), ops.sigmoid(i) * minimal.candidate(g)


@pytest.mark.parametrize(("name", "wrong"), [("min_gru", flipped), ("min_lstm", unnormalised)])
def test_z_flipped_and_gates_that_do_not_add_up_are_rejected(name, wrong):
    made = layer(name)
    made.pairs = wrong
    assert np.abs(made(X, initial_state=H) - by_equations(name, made)["h"][:, -1]).max() > 1e-3


@BOTH
def test_long_rows_stay_numbers_in_single_precision(name):
    (x,) = arrays(6, (1, 20_000, 2))
    scan, walk = (layer(name, "float32", d=2, parallel=way, return_sequences=True) for way in (True, False))
    found = np.asarray(scan(10 * x))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[:, :2000], walk(10 * x[:, :2000]), rtol=1e-5)


@BOTH
def test_save_load_and_a_number_of_steps_that_is_not_known(name, tmp_path):
    kind = LAYERS[name][0]
    first, second = kind(5, return_sequences=True), kind(N, kernel_regularizer="l2", parallel=False)
    check_saved_twofold(tmp_path, first, second, X, 1e-6)


@BOTH
def test_config_shapes_and_mask(name):
    kind = LAYERS[name][0]
    made = kind(N, use_bias=False, return_sequences=True, return_state=True, kernel_constraint="max_norm")
    again = kind.from_config(made.get_config())
    assert again.get_config() == made.get_config() and again.kernel_constraint is not None
    assert made.compute_output_shape((None, None, D)) == ((None, None, N), (None, N))
    assert made.compute_mask(X, MASKS["ragged"])[0] is MASKS["ragged"] and kind(N).compute_mask(X, 1) is None
    shown, last = made(keras.Input((T, D)))
    assert shown.shape == (None, T, N) and last.shape == (None, N)
    assert [one.name for one in made.weights] == ["kernel"]


@BOTH
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(name, policy):
    found = layer(name, dtype=policy)(X.astype("float32"), initial_state=H)
    assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
    true = by_equations(name, layer(name))["h"][:, -1]
    np.testing.assert_allclose(tf.cast(found, "float32"), true, rtol=0, atol=0.05)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        for kind, _, _, _ in LAYERS.values():
            self.run_layer_test(
                kind,
                init_kwargs={"units": N, "return_sequences": True},
                input_shape=(B, T, D),
                expected_output_shape=(B, T, N),
                expected_num_trainable_weights=2,
                expected_num_non_trainable_weights=0,
                expected_num_seed_generators=0,
                supports_masking=True,
            )


@BOTH
@pytest.mark.parametrize("units", [0, -1, 2.5, "3", None, True])
def test_units_must_be_a_positive_integer(name, units):
    with pytest.raises(ValueError, match="units must be a positive integer, got"):
        LAYERS[name][0](units)


BAD = {
    "inputs of one step": (lambda made: made(X[:, 0]), r"inputs must have shape \(batch, steps, 4\), got \(3, 4\)"),
    "inputs of other features": (lambda made: made(X[..., :3]), r"inputs must have shape \(batch, steps, 4\), got"),
    "no steps": (lambda made: made(X[:, :0]), r"inputs must have at least one step, got \(3, 0, 4\)"),
    "a mask of other steps": (
        lambda made: made(X, mask=np.ones((B, T - 1), bool)),
        r"mask must have shape \(3, 7\), got \(3, 6\)",
    ),
    "a state that broadcasts": (
        lambda made: made(X, initial_state=H[:1]),
        r"initial_state must have shape \(3, 4\), got \(1, 4\)",
    ),
    "two states": (lambda made: made(X, initial_state=[H, H]), "initial_state must be h or a list of h, got 2 states"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(layer("min_gru"))


def test_the_inputs_need_a_known_last_dimension():
    with pytest.raises(ValueError, match=r"inputs must have shape \(batch, steps, d\) with a known d, got"):
        MinGRU(N).build((None, None, None))
