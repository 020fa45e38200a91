"""`MLSTM`: recurrent and parallel against the equations, masks, states, gradients; and wrong ones rejected."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed, check_saved_twofold
from lstmbook.equations.mlstm import MLSTM as EQUATIONS
from lstmbook.equations.mlstm_backward import MLSTM_BACKWARD
from lstmbook.equations.sequence import Scan
from lstmbook.experiments.backpropagation import walked_back
from lstmbook.layers import MLSTM, mlstm

B, T, D, DK, N = 3, 7, 3, 3, 3  # all alike: what is transposed is not caught by its shape
MASKS = {
    "no mask": None,
    "ragged": np.array([[1] * 7, [1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 1, 0, 1]], bool),
    "late and never": np.array([[0, 0, 1, 1, 0, 1, 1], [0] * 7, [1] * 7], bool),
}
WAYS = pytest.mark.parametrize("parallel", [True, False], ids=["parallel", "recurrent"])
NAMES = [f"{block}_{kind}" for block in mlstm.BLOCKS for kind in ("kernel", "bias")]


def arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


X, *STATES = arrays(2, (B, T, D), (B, DK, N), (B, DK), (B, 1))


def layer(dtype="float64", d=D, key_dim=DK, units=N, **options):
    made = MLSTM(units, key_dim, dtype=dtype, **options)
    made.build((B, T, d))
    made.set_weights(arrays(1, *(one.shape for one in made.weights)))
    return made


def by_equations(made, x=X, mask=None, start=STATES):
    weights = dict(zip(EQUATIONS.parameters, made.get_weights(), strict=True))
    return Scan(EQUATIONS)(x, weights, mask=mask, start=dict(zip("Cnm", start, strict=True)))


def shown(true, mask):
    """h of the last step that counts, as Keras shows it, and zeros before the first."""
    if mask is None:
        return true["h"]
    kept, found = np.zeros((B, N)), []
    for step in range(T):
        kept = np.where(mask[:, step, None], true["h"][:, step], kept)
        found.append(kept)
    return np.stack(found, axis=1)


def assert_equations(made, mask=None):
    found, *last = made(X, initial_state=STATES, mask=mask)
    true = by_equations(made, mask=mask)
    np.testing.assert_allclose(found, shown(true, mask), rtol=0, atol=1e-10)
    for name, state in zip("Cnm", last, strict=True):
        np.testing.assert_allclose(state, true[name][:, -1], rtol=0, atol=1e-10, err_msg=name)


@WAYS
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_both_forms_are_the_equations(parallel, mask):
    assert_equations(layer(parallel=parallel, return_sequences=True, return_state=True), mask)


@WAYS
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_the_last_output_is_that_of_the_last_step_that_counts(parallel, mask):
    made = layer(parallel=parallel)
    true = shown(by_equations(made, mask=mask), mask)[:, -1]
    np.testing.assert_allclose(made(X, initial_state=STATES, mask=mask), true, rtol=0, atol=1e-10)


@pytest.mark.parametrize(("steps", "d", "key_dim", "units"), [(1, 2, 1, 1), (2, 3, 5, 2), (13, 4, 2, 6)])
def test_recurrent_and_parallel_agree_at_all_sizes_without_biases_and_from_zero(steps, d, key_dim, units):
    (x,) = arrays(3, (B, steps, d))
    options = {"d": d, "key_dim": key_dim, "units": units, "use_bias": False, "return_sequences": True}
    one, other = (layer(parallel=way, **options) for way in (True, False))
    np.testing.assert_allclose(one(x), other(x), rtol=0, atol=1e-10)
    weights = dict(zip([name for name in EQUATIONS.parameters if name[0] == "W"], one.get_weights(), strict=True))
    zeros = {f"b_{name[2:]}": np.zeros(array.shape[1]) for name, array in weights.items()}
    np.testing.assert_allclose(one(x), Scan(EQUATIONS)(x, weights | zeros)["h"], rtol=0, atol=1e-10)


@WAYS
def test_it_goes_on_where_it_stopped(parallel):
    made = layer(parallel=parallel, return_sequences=True, return_state=True)
    first, *states = made(X[:, :3])
    second, *_ = made(X[:, 3:], initial_state=states)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), made(X)[0], rtol=0, atol=1e-10)


@WAYS
def test_gradients_of_every_block_are_those_of_the_backward_step(parallel):
    made, (loss_bar,) = layer(parallel=parallel, return_sequences=True), arrays(4, (B, T, N))
    x, states = tf.Variable(X), [tf.Variable(one) for one in STATES]
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(loss_bar * made(x, initial_state=states))
    found = tape.gradient(loss, [x, *states[:2], *(one.value for one in made.trainable_variables)])
    forward = by_equations(made)
    known = forward | {"x": X, "loss_bar": loss_bar}
    for name, first in zip("Cn", STATES, strict=False):
        known[f"{name}_prev"] = np.concatenate([first[:, None], forward[name][:, :-1]], axis=1)
    weights = dict(zip(EQUATIONS.parameters, made.get_weights(), strict=True))
    total = walked_back(MLSTM_BACKWARD, weights, known, {})
    larger = np.abs(np.sum(forward["q"] * forward["n"], axis=-1, keepdims=True)) > np.exp(-forward["m"])
    assert 0.1 < larger.mean() < 0.9  # both branches of the denominator
    for one, name in zip(found, ["x", "C", "n", *EQUATIONS.parameters], strict=True):
        assert np.abs(total[name]).max() > 0.01
        np.testing.assert_allclose(one, total[name], rtol=0, atol=1e-10, err_msg=name)


# What is changed, in which function, and whether the recurrent form has it.
WRONG = {
    "one in place of exp(-m)": ("read", "ops.exp(-m)", "1.0"),
    "k not scaled": ("gated", "k / k.shape[-1] ** 0.5", "k"),
    "k^T v transposed": ("written", "k[..., :, None] * v[..., None, :]", "v[..., :, None] * k[..., None, :]"),
    "n without i": ("written", "n = f * n + i * k", "n = f * n + k"),
    "no stabiliser in i": ("written", "ops.exp(log_i - new_m)", "ops.exp(log_i)"),
    "no stabiliser in f": ("written", "ops.exp(log_f + m - new_m)", "ops.exp(log_f)"),
    "no absolute value": ("read", "ops.abs(against)", "against"),
    "the new stabiliser with the old one left out": ("written", "log_f + m - new_m)", "log_f - new_m)"),
    "i and f swapped": ("gated", "q, k, v, log_i, f, o = blocks", "q, k, v, f, log_i, o = blocks"),
    "q and k swapped": ("gated", "q, k, v, log_i, f, o = blocks", "k, q, v, log_i, f, o = blocks"),
    "one in place of exp(-m), at once": ("parallel", "ops.exp(-new_m))\n", "1.0)\n"),
    "an exclusive sum": ("parallel", "ops.cumsum(log_f, axis=-2)", "ops.cumsum(log_f, axis=-2) - log_f"),
    "the future seen": ("_past", "places[None] <= places[:, None]", "places[None] >= places[:, None]"),
    "the step itself not seen": ("_past", "places[None] <= places[:, None]", "places[None] < places[:, None]"),
    "the start left out": ("parallel", " + kept * ops.matmul(q, C)", ""),
    "the start left out of the normaliser": ("parallel", "against + kept * ops.matmul(q, n[..., None])", "against"),
    "the input gate left out, at once": ("parallel", "total - log_i", "total"),
}


def with_change(name, old, new, monkeypatch):
    monkeypatch.setattr(mlstm, name, changed(getattr(mlstm, name), old, new))


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_layer_is_rejected(change, monkeypatch):
    parallel = change[0] in ("parallel", "_past", "gated")
    made = layer(parallel=parallel, return_sequences=True, return_state=True)
    assert_equations(made)
    with_change(*change, monkeypatch)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_equations(made)


def test_a_gradient_through_the_stabiliser_would_change_nothing(monkeypatch):
    def gradients():
        made = layer(return_sequences=True)
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(made(X) ** 2)
        return tape.gradient(loss, [one.value for one in made.trainable_variables])

    held = gradients()
    with_change("parallel", "ops.stop_gradient(largest)", "largest", monkeypatch)
    for one, other in zip(held, gradients(), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


@WAYS
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_gates_and_their_gradients_stay_numbers(parallel, dtype):
    made = layer(dtype, parallel=parallel)
    x = tf.Variable(1000 * np.random.default_rng(5).normal(size=(B, 100, D)).astype(dtype))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(made(x))
    assert np.isfinite(loss) and np.isfinite(tape.gradient(loss, x)).all()


def test_weights_config_shapes_and_mask():
    options = {"return_sequences": True, "return_state": True, "kernel_constraint": "max_norm"}
    made = MLSTM(4, 2, **options)
    again = MLSTM.from_config(made.get_config())
    assert again.get_config() == made.get_config() and again.key_dim == 2 and again.kernel_constraint is not None
    assert [tuple(one) for one in made.compute_output_shape((None, 5, D))] == [
        (None, 5, 4),
        (None, 2, 4),
        (None, 2),
        (None, 1),
    ]
    assert MLSTM(4, 2).compute_output_shape((None, 5, D)) == (None, 4)
    assert made.compute_mask(X, MASKS["ragged"])[0] is MASKS["ragged"] and MLSTM(4, 2).compute_mask(X, 1) is None
    h, *states = made(keras.Input((T, D)))
    assert h.shape == (None, T, 4) and [one.shape for one in states] == [(None, 2, 4), (None, 2), (None, 1)]
    assert [one.name for one in made.weights] == NAMES
    assert [one.shape for one in made.weights[::2]] == [(D, 2), (D, 2), (D, 4), (D, 1), (D, 1), (D, 4)]
    assert EQUATIONS.parameters == tuple(f"{kind}_{letter}" for letter in "qkvifo" for kind in "Wb")


def test_kernels_of_one_shape_start_apart():
    made = MLSTM(N, DK)
    made.build((None, None, D))
    kernels = made.get_weights()[::2]
    for place, one in enumerate(kernels):
        assert not any(np.array_equal(one, other) for other in kernels[:place])


def test_save_load_and_a_number_of_steps_that_is_not_known(tmp_path):
    first, second = MLSTM(5, 2, return_sequences=True), MLSTM(N, DK, kernel_regularizer="l2", parallel=False)
    check_saved_twofold(tmp_path, first, second, X, 1e-5)


@WAYS
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(parallel, policy):
    found = layer(policy, parallel=parallel)(X.astype("float32"), initial_state=STATES)
    assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
    true = by_equations(layer())["h"][:, -1]
    np.testing.assert_allclose(tf.cast(found, "float32"), true, rtol=0, atol=0.1)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        for parallel in (True, False):
            self.run_layer_test(
                MLSTM,
                init_kwargs={"units": 4, "key_dim": 3, "return_sequences": True, "parallel": parallel},
                input_shape=(B, T, D),
                expected_output_shape=(B, T, 4),
                expected_num_trainable_weights=12,
                expected_num_non_trainable_weights=0,
                expected_num_seed_generators=0,
                supports_masking=True,
            )


@pytest.mark.parametrize("size", [0, -1, 2.5, "3", None, True])
def test_sizes_must_be_positive_integers(size):
    with pytest.raises(ValueError, match="units must be a positive integer, got"):
        MLSTM(size, 3)
    with pytest.raises(ValueError, match="key_dim must be a positive integer, got"):
        MLSTM(3, size)


BAD = {
    "inputs of one step": (lambda made: made(X[:, 0]), r"inputs must have shape \(batch, steps, 3\), got \(3, 3\)"),
    "no steps": (lambda made: made(X[:, :0]), r"inputs must have at least one step, got \(3, 0, 3\)"),
    "a mask of other steps": (
        lambda made: made(X, mask=np.ones((B, T - 1), bool)),
        r"mask must have shape \(3, 7\), got \(3, 6\)",
    ),
    "one state": (lambda made: made(X, initial_state=STATES[:1]), "initial_state must be the list of C, n, m, got"),
    "a state that broadcasts": (
        lambda made: made(X, initial_state=[STATES[0], STATES[1][:1], STATES[2]]),
        r"initial_state: n must have shape \(3, 3\), got \(1, 3\)",
    ),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(layer())
