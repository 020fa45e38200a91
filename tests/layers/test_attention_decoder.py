"""`AttentionLSTMCell` and `AttentionDecoder` against the equation: values, masks, gradients; wrong ones rejected."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed
from lstmbook.equations.attention_decoder import BAHDANAU, masked
from lstmbook.equations.sequence import Scan
from lstmbook.layers import AdditiveAttention, AttentionDecoder, AttentionLSTMCell, LSTMCell

B, T, TM, D, N, DM, U = 3, 4, 5, 3, 4, 3, 4  # D == DM and N == U: shapes alone catch no exchange
RNG = np.random.default_rng(0)
NAMES = ["kernel", "recurrent_kernel", "bias", "context_kernel", "query_kernel", "memory_kernel", "score_vector"]
SHAPES = [(D, 4 * N), (N, 4 * N), (4 * N,), (DM, 4 * N), (N, U), (DM, U), (U,)]
ARRAYS = [RNG.normal(size=shape) for shape in SHAPES]
X, MEMORY, H, C = (RNG.normal(size=shape) for shape in ((B, T, D), (B, TM, DM), (B, N), (B, N)))
SEEN = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 1, 1], [1, 0, 0, 0, 0]], bool)
NONE = np.array([[1, 1, 0, 1, 0], [0, 0, 0, 0, 0], [1, 0, 0, 0, 0]], bool)
STEPS = np.array([[1, 1, 1, 1], [0, 1, 0, 1], [1, 1, 0, 0]], bool)  # one starts, and one ends, with padding
MASKS = {"all": None, "some": SEEN, "one sequence reads nothing": NONE}
TOLERANCE = 1e-10


def made(cell=None, arrays=ARRAYS):
    """A cell in float64 with the given weights."""
    cell = cell or AttentionLSTMCell(N, DM, U, dtype="float64")
    cell.build((B, D))
    cell.set_weights(arrays)
    return cell


def by_layer(x, memory, h, c, seen, steps=None, cell=None):
    decoder = AttentionDecoder(made(cell), dtype="float64")
    return decoder(x, memory, memory_mask=seen, initial_state=[h, c], inputs_mask=steps), decoder.cell


def by_cell(x, memory, h, c, seen, steps=None, cell=None):
    cell = made(cell)
    rnn = keras.layers.RNN(cell, return_sequences=True, dtype="float64")
    states = [h, c, memory] + ([] if seen is None else [seen])
    return (rnn(x, initial_state=states, mask=steps),), cell


WAYS = {"layer": by_layer, "cell": by_cell}


def in_blocks(arrays):
    """The weights as the equation names them."""
    blocks = {}
    for letter, packed in zip("WUbV", arrays, strict=False):
        blocks |= {f"{letter}_{gate}": one for gate, one in zip("ifgo", np.split(packed, 4, axis=-1), strict=True)}
    return blocks | dict(zip(["W_query", "U_memory", "v_score"], arrays[4:], strict=True))


def by_equation(x=X, memory=MEMORY, h=H, c=C, seen=None, steps=None, arrays=ARRAYS, model=BAHDANAU):
    model = model if seen is None else masked(model)
    fixed = {"memory": memory} | ({} if seen is None else {"seen": seen})
    found = Scan(model)(x, in_blocks(arrays), mask=steps, start={"h": h, "c": c}, **fixed)
    return found["h"], found["weights"]


@pytest.mark.parametrize("seen", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_equals_the_equation(way, seen):
    found, _ = way(X, MEMORY, H, C, seen)
    for ours, wanted in zip(found, by_equation(seen=seen), strict=False):
        np.testing.assert_allclose(ours, wanted, rtol=0, atol=TOLERANCE)


def test_the_equation_is_the_one_that_stands_in_the_docstring():
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    kernel, recurrent, bias, context_kernel, W, U_memory, w = ARRAYS
    scores = np.tanh((H @ W)[:, None] + MEMORY @ U_memory) @ w
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    r = np.einsum("bj,bjd->bd", weights, MEMORY)
    z = X[:, 0] @ kernel + H @ recurrent + bias + r @ context_kernel
    i, f, g, o = np.split(z, 4, axis=-1)
    c = sigmoid(f) * C + sigmoid(i) * np.tanh(g)
    found, _ = by_layer(X[:, :1], MEMORY, H, C, None)
    np.testing.assert_allclose(found[0][:, 0], sigmoid(o) * np.tanh(c), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found[1][:, 0], weights, rtol=0, atol=1e-12)


@pytest.mark.parametrize("seen", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("steps", [None, STEPS], ids=["all steps", "padded steps"])
def test_the_layer_does_what_keras_does_with_the_cell(seen, steps):
    (ours, weights), _ = by_layer(X, MEMORY, H, C, seen, steps)
    (theirs,), _ = by_cell(X, MEMORY, H, C, seen, steps)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    if steps is not None:
        assert not np.asarray(weights)[1, 0].any()  # nothing came before
        np.testing.assert_array_equal(weights[1, 2], weights[1, 1])


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_padding_of_either_side_changes_nothing(way):
    longer = np.concatenate([X, RNG.normal(size=(B, 2, D))], axis=1)
    more = np.concatenate([MEMORY, RNG.normal(size=(B, 3, DM))], axis=1)
    steps, rows = (np.repeat([one], B, axis=0) for one in (np.arange(T + 2) < T, np.arange(TM + 3) < TM))
    found, _ = way(longer, more, H, C, rows, steps)
    wanted, _ = way(X, MEMORY, H, C, None)
    np.testing.assert_allclose(found[0][:, :T], wanted[0], rtol=0, atol=1e-12)


def loss_of(results, seeds):
    return sum(tf.reduce_sum(seed * one) for seed, one in zip(seeds, results, strict=False))


SEEDS = [RNG.normal(size=(B, T, N)), RNG.normal(size=(B, T, TM))]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_gradients_are_those_of_the_equation(way):
    """Along one random direction of each block, by central differences of the equation, of sixth order."""
    seeds = SEEDS if way is by_layer else SEEDS[:1]
    sources = [tf.constant(one) for one in (X, MEMORY, H, C)]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        results, cell = way(*sources, SEEN)
        loss = loss_of(results, seeds)
    gradients = tape.gradient(loss, [*sources, *(weight.value for weight in cell.trainable_variables)])
    assert [weight.name for weight in cell.weights] == NAMES

    def equation(arrays):
        results = by_equation(*arrays[:4], SEEN, arrays=arrays[4:])
        return sum((seed * one).sum() for seed, one in zip(seeds, results, strict=False))

    everything = [X, MEMORY, H, C, *ARRAYS]
    for place, gradient in enumerate(gradients):
        direction = RNG.normal(size=everything[place].shape)
        direction /= np.linalg.norm(direction)

        def at(step, place=place, direction=direction):
            return equation([*everything[:place], everything[place] + step * direction, *everything[place + 1 :]])

        size = 0.01  # six values: the error is of the order of size ** 6
        stencil = {1: 45 / 60, 2: -9 / 60, 3: 1 / 60}
        wanted = sum(weight * (at(k * size) - at(-k * size)) for k, weight in stencil.items()) / size
        found = float(tf.reduce_sum(gradient * direction))
        assert abs(wanted) > 1e-4, "the test sees nothing"
        assert abs(found - wanted) < 1e-8 * max(1, abs(wanted)), place


def test_gradients_of_a_sequence_that_reads_nothing_are_finite():
    sources = [tf.constant(one) for one in (X, MEMORY, H, C)]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        results, cell = by_layer(*sources, np.zeros((B, TM), bool))
        loss = loss_of(results, SEEDS)
    for one in tape.gradient(loss, [*sources, *(weight.value for weight in cell.trainable_variables)]):
        assert np.isfinite(one).all()


def test_without_a_memory_to_read_it_is_the_lstm():
    lstm = LSTMCell(N, dtype="float64")
    lstm.build((B, D))
    lstm.set_weights(ARRAYS[:3])
    wanted = keras.layers.RNN(lstm, return_sequences=True, dtype="float64")(X, initial_state=[H, C])
    (found, weights), _ = by_layer(X, MEMORY, H, C, np.zeros((B, TM), bool))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12)
    assert not np.asarray(weights).any()


def test_it_reads_as_the_attention_layer_reads():
    layer = AdditiveAttention(U, dtype="float64")
    layer.build((B, 1, N), MEMORY.shape)
    layer.set_weights(ARRAYS[4:])
    cell = made()
    context, weights = cell.read(H, MEMORY, cell.offered(MEMORY), SEEN)
    wanted = layer(H[:, None], MEMORY, mask=SEEN)
    np.testing.assert_allclose(context, wanted[0][:, 0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(weights, wanted[1][:, 0], rtol=0, atol=1e-12)


def test_weights_of_keras_cell_fit_with_the_context_beside_the_input():
    stock = keras.layers.LSTMCell(N, dtype="float64")
    stock.build((B, D + DM))
    stock.set_weights([np.concatenate([ARRAYS[0], ARRAYS[3]]), *ARRAYS[1:3]])
    cell = made()
    context, _ = cell.read(H, MEMORY, cell.offered(MEMORY))
    wanted, _ = stock(np.concatenate([X[:, 0], context], axis=1), [H, C])
    np.testing.assert_allclose(cell(X[:, 0], [H, C, MEMORY])[0], wanted, rtol=0, atol=1e-12)


AFTER = """context, weights = self.read(h, memory, offered, allowed)
    z = self.from_inputs(inputs, training) + self.from_hidden(h, training)
    i, f, g, o = ops.split(z + ops.matmul(context, self.context_kernel), 4, axis=-1)
    i, f, o = (self.recurrent_activation(gate) for gate in (i, f, o))
    c = f * c + i * self.activation(g)
    return o * self.activation(c), c, weights"""
WRONG = {
    "the query is the new hidden state": (
        "step",
        AFTER,
        """first = ops.split(self.from_inputs(inputs, training) + self.from_hidden(h, training), 4, axis=-1)
    i, f, o = (self.recurrent_activation(first[place]) for place in (0, 1, 3))
    asks = o * self.activation(f * c + i * self.activation(first[2]))
    """
        + AFTER.replace("self.read(h,", "self.read(asks,"),
    ),
    "the context comes after the cell": (
        "step",
        "return o * self.activation(c), c, weights",
        "return o * self.activation(c) + ops.matmul(context, self.context_kernel)[:, : self.units], c, weights",
    ),
    "the cell hears no context": ("step", "z + ops.matmul(context, self.context_kernel)", "z"),
    "the candidate hears no context": (
        "step",
        "c = f * c + i * self.activation(g)",
        "c = f * c + i * self.activation(g - ops.matmul(context, self.context_kernel[:, 2 * 4 : 3 * 4]))",
    ),
    "the context is of projected keys": (
        "read",
        "memory, allowed)\n",
        "ops.matmul(memory, self.memory_kernel)[..., :3], allowed)\n",
    ),
    "the mask of the memory is ignored": (
        "read",
        "allowed = None if allowed is None else ops.expand_dims(allowed, 1)",
        "allowed = None",
    ),
    "the mask of the memory is inverted": (
        "read",
        "else ops.expand_dims(allowed, 1)",
        "else ops.logical_not(ops.expand_dims(allowed, 1))",
    ),
    "the cell asks": ("step", "self.read(h,", "self.read(c,"),
    "no tanh in the score": ("scores", "ops.tanh(asked + offered)", "(asked + offered)"),
    "W and U exchanged": (
        "scores",
        "ops.matmul(h, self.query_kernel)",
        "ops.matmul(h, ops.transpose(self.query_kernel))",
    ),
    "i and f exchanged": ("step", "i, f, g, o = ops.split", "f, i, g, o = ops.split"),
}


def wrong_cell(method, old, new):
    """A cell of whose source one place was changed."""
    wrong = changed(getattr(AttentionLSTMCell, method), old, new)
    return type("WrongCell", (AttentionLSTMCell,), {method: wrong})(N, DM, U, dtype="float64")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_cell_is_rejected(change, way):
    (hidden, *_), _ = way(X, MEMORY, H, C, SEEN, cell=wrong_cell(*change))
    assert np.abs(hidden - by_equation(seen=SEEN)[0]).max() > 1e-3


def test_an_unchanged_cell_built_from_its_source_is_accepted():
    (hidden, _), _ = by_layer(X, MEMORY, H, C, SEEN, cell=wrong_cell("step", "self.read(h,", "self.read(h,"))
    np.testing.assert_allclose(hidden, by_equation(seen=SEEN)[0], rtol=0, atol=TOLERANCE)


WRONG_LAYERS = {
    "starts from nothing": ("call", "_start(initial_state,", "_start(None,"),
    "masked steps count": ("decoded", "(keep, new, old)", "(ops.ones_like(keep), new, old)"),
    "the mask of the memory is lost": ("call", "_allowed(memory_mask,", "_allowed(None,"),
    "offers the memory itself": (
        "decoded",
        "offered = cell.offered(memory)",
        "offered = ops.pad(memory, [(0, 0), (0, 0), (0, 1)])",
    ),
}


@pytest.mark.parametrize("change", WRONG_LAYERS.values(), ids=WRONG_LAYERS)
def test_a_wrong_layer_is_rejected(change, monkeypatch):
    method, old, new = change
    wanted, _ = by_cell(X, MEMORY, H, C, SEEN, STEPS)
    monkeypatch.setattr(AttentionDecoder, method, changed(getattr(AttentionDecoder, method), old, new))
    (found, _), _ = by_layer(X, MEMORY, H, C, SEEN, STEPS)
    assert np.abs(found - wanted[0]).max() > 1e-3


def test_masks_travel_with_inputs_and_memory():
    x, memory = X.astype("float32"), MEMORY.astype("float32")
    x[~STEPS], memory[~SEEN] = 0, 0
    masking = keras.layers.Masking()
    decoder = AttentionDecoder(made(AttentionLSTMCell(N, DM, U)))
    hidden, weights = decoder(masking(x), masking(memory))
    wanted = decoder(x, memory, memory_mask=SEEN, inputs_mask=STEPS)
    for found, expected in zip((hidden, weights), wanted, strict=True):
        np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(hidden._keras_mask, STEPS)
    _, weights = decoder(x, masking(memory), memory_mask=~SEEN)  # what is said goes before what is attached
    assert np.array_equal(np.asarray(weights)[:, 0] > 0, ~SEEN)


@pytest.mark.parametrize("memory_mask", [None, SEEN])
@pytest.mark.parametrize("masked_inputs", [False, True])
def test_the_mask_handed_on_is_that_of_the_inputs(memory_mask, masked_inputs):
    """An argument called ``mask`` would be handed on in its place."""
    x = np.where(STEPS[..., None], X, 0).astype("float32")
    x = keras.layers.Masking()(x) if masked_inputs else x
    hidden, weights = AttentionDecoder(made(AttentionLSTMCell(N, DM, U)))(x, MEMORY, memory_mask=memory_mask)
    assert np.array_equal(getattr(hidden, "_keras_mask", None), STEPS if masked_inputs else None)
    assert getattr(weights, "_keras_mask", None) is None


def functional(cell, way):
    """A model of unknown batch and lengths, padded with zeros on both sides."""
    x, memory = (keras.layers.Masking()(keras.Input((None, size))) for size in (D, DM))
    if way is by_layer:
        outputs = AttentionDecoder(cell)(x, memory)
    else:
        outputs = keras.layers.RNN(cell, return_sequences=True)(
            x, initial_state=[*(keras.layers.Dense(N)(x[:, 0]) for _ in "hc"), memory]
        )
    return keras.Model(keras.utils.get_source_inputs(outputs[0] if way is by_layer else outputs), outputs)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_saved_and_loaded_and_trained(way, tmp_path):
    keras.utils.set_random_seed(0)
    cell = AttentionLSTMCell(N, DM, U, dropout=0.1, recurrent_dropout=0.1, seed=1)
    model = functional(cell, way)
    sources = [X, MEMORY] if model.inputs[0].shape[-1] == D else [MEMORY, X]
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for one, other in zip(model(sources) if way is by_layer else [model(sources)], flat(loaded(sources)), strict=True):
        np.testing.assert_array_equal(one, other)
    if way is by_layer:
        before = [np.array(one) for one in cell.get_weights()]
        model.compile("sgd", ["mse", "mse"], run_eagerly=False)
        model.fit([X, MEMORY], [np.ones((B, T, N)), np.zeros((B, T, TM))], epochs=1, verbose=0)
        assert all(np.abs(a - b).max() > 0 for a, b in zip(before, cell.get_weights(), strict=True))


def flat(results):
    return results if isinstance(results, (list, tuple)) else [results]


def test_configured():
    cell = AttentionLSTMCell(N, DM, U, activation="relu", dropout=0.1, seed=3, name="cell", dtype="mixed_bfloat16")
    assert AttentionLSTMCell.from_config(cell.get_config()).get_config() == cell.get_config()
    decoder = AttentionDecoder(cell, name="decoder", dtype="mixed_bfloat16")
    again = AttentionDecoder.from_config(decoder.get_config())
    assert again.get_config() == decoder.get_config() and again.cell is not cell
    assert AttentionLSTMCell(N).memory_size == AttentionLSTMCell(N).score_units == N


def test_each_matrix_starts_with_a_draw_of_its_own():
    cell = AttentionLSTMCell(N, N, N)
    cell.build((None, N))
    square = [cell.query_kernel, cell.memory_kernel, cell.kernel[:, :N], cell.context_kernel[:, :N]]
    for place, one in enumerate(square):
        assert all(np.abs(one - other).max() > 0.01 for other in square[:place])
    seeded = AttentionLSTMCell(N, N, N, kernel_initializer=keras.initializers.Constant(0.5))
    seeded.build((None, N))
    assert np.array_equal(seeded.score_vector, [0.5] * N)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    decoder = AttentionDecoder(made(AttentionLSTMCell(N, DM, U, dtype=policy)), dtype=policy)
    hidden, weights = decoder(X, MEMORY, memory_mask=NONE, initial_state=[H, C])
    assert {one.dtype for one in decoder.weights} == {"float32"}
    for one, wanted in zip((hidden, weights), by_equation(seen=NONE), strict=True):
        assert keras.backend.standardize_dtype(one.dtype) == policy.removeprefix("mixed_")
        np.testing.assert_allclose(tf.cast(one, "float32"), wanted, rtol=0, atol=0.05)


def test_the_dtype_of_the_layer_is_that_of_what_it_returns():
    hidden, weights = AttentionDecoder(made(AttentionLSTMCell(N, DM, U, dtype="float32")), dtype="float64")(X, MEMORY)
    assert {keras.backend.standardize_dtype(one.dtype) for one in (hidden, weights)} == {"float64"}


@pytest.mark.parametrize("policies", [("mixed_float16", "float32"), ("float32", "mixed_float16")])
def test_the_cell_computes_under_its_own_policy_as_in_keras(policies):
    outer, inner = policies

    def cell():
        return made(AttentionLSTMCell(N, DM, U, dtype=inner))

    found, _ = AttentionDecoder(cell(), dtype=outer)(X, MEMORY, initial_state=[H, C])
    wanted = keras.layers.RNN(cell(), True, dtype=outer)(X, initial_state=[H, C, MEMORY])
    found, wanted = (tf.cast(one, "float32") for one in (found, wanted))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-3 if "mixed" in inner else 0)


def test_large_scores_do_not_overflow_in_half_precision():
    arrays = [*ARRAYS[:4], np.zeros((N, U)), 50 * np.ones((DM, U)), np.full(U, 2500.0)]
    cell = made(AttentionLSTMCell(N, DM, U, dtype="mixed_float16"), arrays)
    memory = np.ones((1, 2, DM)) * np.array([[[1.0], [-1.0]]])  # scores of 10,000 and of -10,000
    hidden, weights = AttentionDecoder(cell, dtype="mixed_float16")(X[:1], memory)
    assert np.array_equal(tf.cast(weights[0, 0], "float32"), [1, 0])
    _, weights = AttentionDecoder(cell, dtype="mixed_float16")(X[:1], memory, memory_mask=np.array([[False, True]]))
    assert np.array_equal(tf.cast(weights[0, 0], "float32"), [0, 1])
    assert np.isfinite(hidden).all()


@pytest.mark.parametrize("rates", [(0.4, 0.0), (0.0, 0.4), (0.3, 0.4)], ids=["inputs", "recurrent", "both"])
def test_dropout_is_that_of_the_cell_in_keras(rates):
    def cell():
        return AttentionLSTMCell(N, DM, U, dropout=rates[0], recurrent_dropout=rates[1], seed=7, dtype="float64")

    decoder, rnn = (
        AttentionDecoder(made(cell()), dtype="float64"),
        keras.layers.RNN(made(cell()), True, dtype="float64"),
    )
    for _ in range(2):
        ours, _ = decoder(X, MEMORY, initial_state=[H, C], training=True)
        theirs = rnn(X, initial_state=[H, C, MEMORY], training=True)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
        assert np.abs(ours - by_equation()[0]).max() > 0.01


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        cell = AttentionLSTMCell(N, DM, U, dropout=0.1, recurrent_dropout=0.1, seed=1)
        self.run_layer_test(
            AttentionDecoder,
            init_kwargs={"cell": cell},
            input_shape={"inputs_shape": (B, T, D), "memory_shape": (B, TM, DM)},
            expected_output_shape=((B, T, N), (B, T, TM)),
            expected_num_trainable_weights=7,
            expected_num_non_trainable_weights=0,
            expected_num_seed_generators=1,
            supports_masking=True,
            run_training_check=False,  # it hands on one input; the layer is trained above
            run_mixed_precision_check=False,  # the one cell instance is shared, so its policy cannot change
        )

    def test_keras_conformance_of_the_cell(self):
        cell = AttentionLSTMCell(N, DM, U, dropout=0.1, recurrent_dropout=0.1, seed=1)
        self.run_layer_test(
            keras.layers.RNN,
            init_kwargs={"cell": cell},
            input_shape=(B, T, D),
            call_kwargs={"initial_state": [keras.ops.cast(one, "float32") for one in (H, C, MEMORY)]},
            expected_output_shape=(B, N),
            expected_num_trainable_weights=7,
            expected_num_non_trainable_weights=0,
            expected_num_seed_generators=1,
            supports_masking=True,
            run_training_check=False,  # it would leave the memory out
            run_mixed_precision_check=False,
        )


def decoded(x=X, memory=MEMORY, **kwargs):
    return AttentionDecoder(made(), dtype="float64")(x, memory, **kwargs)


BAD = {
    "no units": (lambda: AttentionLSTMCell(0), "units must be a positive integer, got 0"),
    "no memory size": (lambda: AttentionLSTMCell(N, 0), "memory_size must be a positive integer, got 0"),
    "score units that are no number": (lambda: AttentionLSTMCell(N, DM, 2.0), "score_units must be a positive integer"),
    "another cell": (lambda: AttentionDecoder(LSTMCell(N)), "cell must be an AttentionLSTMCell, got"),
    "no memory": (lambda: keras.layers.RNN(made(), dtype="float64")(X), "a memory is needed: call the layer with"),
    "two states": (lambda: made()(X[:, 0], [H, C]), "states must be the list h, c, memory and"),
    "a state of another size": (
        lambda: made()(X[:, 0], [H[:, 1:], C, MEMORY]),
        rf"states: h must have shape \({B}, {N}\), got \({B}, {N - 1}\)",
    ),
    "a memory of another size": (
        lambda: decoded(memory=MEMORY[..., 1:]),
        rf"memory must have shape \({B}, steps, {DM}\), got \({B}, {TM}, {DM - 1}\)",
    ),
    "a memory of another batch": (lambda: decoded(memory=MEMORY[1:]), "memory must have shape"),
    "a memory of one row": (lambda: made()(X[:, 0], [H, C, MEMORY[:, 0]]), "memory must have shape"),
    "a mask of the wrong rank": (
        lambda: decoded(memory_mask=np.ones((B, T, TM), bool)),
        rf"memory_mask must have shape \({B}, {TM}\), got \({B}, {T}, {TM}\)",
    ),
    "a mask of the steps": (lambda: decoded(memory_mask=np.ones((B, T), bool)), "memory_mask must have shape"),
    "a mask of the cell's": (
        lambda: made()(X[:, 0], [H, C, MEMORY, np.ones((B, T))]),
        rf"states: seen must have shape \({B}, {TM}\)",
    ),
    "a mask of the steps of another length": (
        lambda: decoded(inputs_mask=np.ones((B, TM), bool)),
        rf"inputs_mask must have shape \({B}, {T}\), got \({B}, {TM}\)",
    ),
    "inputs of one step": (lambda: decoded(x=X[:, 0]), "inputs must have shape"),
    "inputs of another size": (lambda: decoded(x=X[..., 1:]), rf"inputs must have shape \(batch, steps, {D}\), got"),
    "one state": (lambda: decoded(initial_state=[H]), "initial_state must be the pair h, c"),
    "states in one": (lambda: decoded(initial_state=np.stack([H, C])), "initial_state must be the pair h, c"),
    "a start of another size": (
        lambda: decoded(initial_state=[H, C[:1]]),
        rf"initial_state: c must have shape \({B}, {N}\), got \(1, {N}\)",
    ),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
