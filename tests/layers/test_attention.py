"""Attention layers against Keras's: values, weights, masks and gradients; and wrong layers rejected."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src import testing
from layers.cases import changed
from lstmbook.layers import AdditiveAttention, MultiHeadAttention, MultiplicativeAttention, attention

B, TQ, TK, D, U = 3, 4, 5, 4, 6  # D is a power of four: Keras's 1 / sqrt(D) passes through single precision
TOLERANCE = 1e-10


def random_arrays(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


QUERY, VALUE, KEY = random_arrays(0, (B, TQ, D), (B, TK, D), (B, TK, D))
PAIRS = np.random.default_rng(1).random((B, TQ, TK)) < 0.5
PAIRS[..., 1] = True  # of a row without any, Keras makes a mean
PADDING = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 1, 1, 0]], bool)
MASKS = {
    "no mask": {},
    "pairs": {"mask": PAIRS},
    "padding": {"mask": PADDING},
    "causal": {"causal": True},
    "causal and padding": {"mask": PADDING, "causal": True},
}


def built(layer, seed=2):
    layer.build(QUERY.shape, VALUE.shape, KEY.shape)
    layer.set_weights(random_arrays(seed, *(weight.shape for weight in layer.weights)))
    return layer


def keras_masks(mask=None, causal=False):
    """The arguments of Keras's two attention layers with one score for the same masks."""
    pairs = None if mask is None else np.broadcast_to(mask if mask.ndim == 3 else mask[:, None], (B, TQ, TK))
    return pairs, causal


def stock(ours, query, value, key, mask=None, causal=False):
    """Context and weights of Keras's own layers with the weights of ours; projections are applied outside."""
    weights = [weight.value for weight in ours.weights]
    pairs, causal = keras_masks(mask, causal)
    if isinstance(ours, MultiHeadAttention):
        layer = keras.layers.MultiHeadAttention(ours.num_heads, ours.key_dim, ours.value_dim, dtype="float64")
        layer.build(query.shape, value.shape, key.shape)
        for theirs, array in zip(layer.weights, ours.get_weights(), strict=True):
            theirs.assign(array)
        with_scores = {"attention_mask": pairs, "use_causal_mask": causal, "return_attention_scores": True}
        return layer, layer(query, value, key, **with_scores)
    pairs = np.ones((B, TQ, TK), bool) if pairs is None else pairs
    if causal:
        pairs = pairs & np.tri(TQ, TK, dtype=bool)
    if isinstance(ours, AdditiveAttention):
        layer = keras.layers.AdditiveAttention(dtype="float64")
        query, key = tf.matmul(query, weights[0]), tf.matmul(key, weights[1])
    else:
        layer = keras.layers.Attention(dtype="float64")
        if ours.score == "general":
            query = tf.matmul(query, weights[0])
        elif ours.score == "scaled":
            query = query / np.sqrt(D)
    if isinstance(ours, AdditiveAttention):
        scores = tf.reduce_sum(weights[2] * tf.tanh(query[:, :, None] + key[:, None]), axis=-1)
    else:
        scores = tf.matmul(query, key, transpose_b=True)
    context, shares = layer._apply_scores(scores, value, scores_mask=pairs)
    return layer, (context, shares)


LAYERS = {
    "additive": lambda: AdditiveAttention(U, dtype="float64"),
    "dot": lambda: MultiplicativeAttention("dot", dtype="float64"),
    "general": lambda: MultiplicativeAttention("general", dtype="float64"),
    "scaled": lambda: MultiplicativeAttention("scaled", dtype="float64"),
    "heads": lambda: MultiHeadAttention(3, 4, 2, dtype="float64"),
}


def everything(function, sources):
    """Context and weights, and the gradients of a random linear function of both."""
    with tf.GradientTape() as tape:
        tape.watch(sources)
        context, weights = function()
        a, b = (random_arrays(5, one.shape)[0] for one in (context, weights))
        loss = tf.reduce_sum(a * context) + tf.reduce_sum(b * weights)
    return [np.asarray(one) for one in (context, weights, *tape.gradient(loss, sources))]


@pytest.mark.parametrize("masks", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_equals_keras(make, masks):
    layer, inputs = built(make()), [tf.constant(one) for one in (QUERY, VALUE, KEY)]
    own = [weight.value for weight in layer.trainable_variables]
    ours = everything(lambda: layer(*inputs, **masks), [*inputs, *own])
    if isinstance(layer, MultiHeadAttention):
        theirs_layer, _ = stock(layer, *inputs, **masks)
        own = [weight.value for weight in theirs_layer.trainable_variables]
        pairs, causal = keras_masks(**masks)
        call = {"attention_mask": pairs, "use_causal_mask": causal, "return_attention_scores": True}
        theirs = everything(lambda: theirs_layer(*inputs, **call), [*inputs, *own])
    else:
        theirs = everything(lambda: stock(layer, *inputs, **masks)[1], [*inputs, *own])
    for found, expected in zip(ours, theirs, strict=True):
        # The key's bias adds one number to a whole row of scores, which no softmax sees.
        assert np.abs(expected).max() > 0.01 or expected.shape == (3, 4)
        np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


def outside(layer):
    """Queries and keys with the projections that Keras's layers do not have."""
    if isinstance(layer, AdditiveAttention):
        W, U_memory, vector = layer.get_weights()
        return QUERY @ W, KEY @ U_memory, [vector]
    if layer.score == "general":
        return QUERY @ layer.get_weights()[0], KEY, []
    return QUERY / (np.sqrt(D) if layer.score == "scaled" else 1), KEY, []


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("kind", ["additive", "dot", "general", "scaled"])
def test_equals_the_public_call_of_keras(kind, causal):
    layer = built(LAYERS[kind]())
    query, key, arrays = outside(layer)
    theirs = (keras.layers.AdditiveAttention if kind == "additive" else keras.layers.Attention)(dtype="float64")
    theirs.build([query.shape, VALUE.shape, key.shape])
    theirs.set_weights(arrays)
    call = {"mask": [None, PADDING], "return_attention_scores": True, "use_causal_mask": causal}
    ours = layer(QUERY, VALUE, KEY, mask=PADDING, causal=causal)
    for found, expected in zip(ours, theirs([query, VALUE, key], **call), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_a_query_that_may_attend_nowhere_gets_zeros(make):
    mask = PAIRS.copy()
    mask[1, 2] = False
    layer = built(make())
    context, weights = (np.asarray(one) for one in layer(QUERY, VALUE, KEY, mask=mask))
    none = weights[1, :, 2] if weights.ndim == 4 else weights[1, 2]
    assert not none.any() and np.isfinite(context).all()
    expected = layer.get_weights()[-1] if isinstance(layer, MultiHeadAttention) else np.zeros(D)
    np.testing.assert_allclose(context[1, 2], expected, rtol=0, atol=1e-15)
    totals = weights.sum(axis=-1)
    assert np.allclose(np.delete(totals.reshape(B, -1, TQ), 2, axis=2), 1)


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_gradients_of_a_query_that_may_attend_nowhere_are_finite(make):
    layer, inputs = built(make()), [tf.constant(one) for one in (QUERY, VALUE, KEY)]
    own = [weight.value for weight in layer.trainable_variables]
    for found in everything(lambda: layer(*inputs, mask=np.zeros((B, TK), bool)), [*inputs, *own])[2:]:
        assert np.isfinite(found).all()


def test_causal_is_top_left():
    for steps, keys in ((2, 5), (5, 2)):
        query, value = random_arrays(3, (1, steps, D), (1, keys, D))
        layer = MultiplicativeAttention("dot", dtype="float64")
        _, weights = layer(query, value, causal=True)
        assert np.array_equal(np.asarray(weights)[0] > 0, np.tri(steps, keys, dtype=bool))


def test_padding_of_the_values_is_heeded_and_that_of_the_queries_handed_on():
    padded = VALUE.copy()
    padded[~PADDING] = 0
    value = keras.layers.Masking()(tf.constant(padded))
    query = keras.layers.Masking()(tf.constant(np.where(np.arange(TQ)[None, :, None] < 2, QUERY, 0)))
    layer = MultiplicativeAttention("dot", dtype="float64")
    context, weights = layer(query, value)
    expected = layer(np.asarray(query), padded, mask=PADDING)
    np.testing.assert_allclose(context, expected[0], rtol=0, atol=1e-7)  # Masking computes in single precision
    assert not np.asarray(weights)[~np.broadcast_to(PADDING[:, None], (B, TQ, TK))].any()
    assert np.array_equal(context._keras_mask, np.tile(np.arange(TQ) < 2, (B, 1)))
    # A mask of the call is one of keys, and none of the context's steps.
    assert np.array_equal(layer(query, VALUE, mask=PADDING)[0]._keras_mask, context._keras_mask)
    assert all(getattr(one, "_keras_mask", None) is None for one in layer(QUERY, VALUE, mask=PADDING))


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
@pytest.mark.parametrize("score", ["dot", "scaled"])
def test_large_scores_do_not_overflow(score, policy):
    query, key = np.full((1, 1, D), 50.0), np.array([[[50.0] * D, [0.0] * D]])  # a score of 10,000
    context, weights = MultiplicativeAttention(score, dtype=policy)(query, np.eye(2)[None, :, :], key)
    assert keras.backend.standardize_dtype(context.dtype) == policy.removeprefix("mixed_")
    assert np.array_equal(tf.cast(weights, "float32"), [[[1, 0]]])
    masked = MultiplicativeAttention(score, dtype=policy)(query, np.eye(2)[None], key, mask=np.array([[False, True]]))
    assert np.array_equal(tf.cast(masked[1], "float32"), [[[0, 1]]])


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_heads_in_mixed_precision(policy):
    layers = [MultiHeadAttention(3, 4, 2, dtype=policy), keras.layers.MultiHeadAttention(3, 4, 2, dtype=policy)]
    arrays = random_arrays(2, *(weight.shape for weight in built(MultiHeadAttention(3, 4, 2)).weights))
    found = []
    for layer in layers:
        layer.build(QUERY.shape, VALUE.shape, KEY.shape)
        layer.set_weights(arrays)
        context = layer(QUERY, VALUE, KEY)
        found.append(tf.cast(context[0] if isinstance(context, (tuple, list)) else context, "float32"))
    assert {weight.dtype for weight in layers[0].weights} == {"float32"}
    np.testing.assert_allclose(*found, rtol=0, atol=0.3)


WRONG_FUNCTIONS = {
    "softmax over the queries": (
        attention.attended,
        "ops.softmax(ops.where(allowed, scores, ops.cast(lowest, scores.dtype)), axis=-1)",
        "ops.softmax(ops.where(allowed, scores, ops.cast(lowest, scores.dtype)), axis=-2)",
    ),
    "mask inverted": (attention.attended, "ops.where(allowed, scores,", "ops.where(~allowed, scores,"),
    "mask after the softmax": (
        attention.attended,
        "ops.softmax(ops.where(allowed, scores, ops.cast(lowest, scores.dtype)), axis=-1)",
        "ops.softmax(scores, axis=-1)",
    ),
    "mask on the wrong axis": (attention._pairs, "ops.expand_dims(mask, 1)", "ops.expand_dims(mask, 2)"),
    "causal mask strict": (attention.allowed_pairs, "places <= ops", "places < ops"),
    "causal mask upper": (attention.allowed_pairs, "places <= ops", "places >= ops"),
    "causal mask aligned at the other end": (
        attention.allowed_pairs,
        "places <= ops.expand_dims(ops.arange(ops.shape(query)[1]), 1)",
        "places - ops.shape(key)[1] <= ops.expand_dims(ops.arange(ops.shape(query)[1]) - ops.shape(query)[1], 1)",
    ),
}


@pytest.mark.parametrize("change", WRONG_FUNCTIONS.values(), ids=WRONG_FUNCTIONS)
def test_a_wrong_mask_or_softmax_is_rejected(change, monkeypatch):
    function, old, new = change
    monkeypatch.setattr(attention, function.__name__, changed(function, old, new))
    query = QUERY if old != "ops.expand_dims(mask, 1)" else random_arrays(7, (B, TK, D))[0]  # so that any axis fits
    masks = {"mask": PADDING, "causal": True}
    layer = built(MultiplicativeAttention("dot", dtype="float64"))
    pairs = PADDING[:, None] & np.tri(query.shape[1], TK, dtype=bool)
    expected = np.exp(query @ np.swapaxes(KEY, 1, 2)) * pairs
    expected /= expected.sum(axis=-1, keepdims=True)
    assert np.abs(layer(query, VALUE, KEY, **masks)[1] - expected).max() > 1e-3


def test_an_unchanged_mask_and_softmax_are_accepted():
    pairs = PADDING[:, None] & np.tri(TQ, TK, dtype=bool)
    expected = np.exp(QUERY @ np.swapaxes(KEY, 1, 2)) * pairs
    expected /= expected.sum(axis=-1, keepdims=True)
    _, weights = built(MultiplicativeAttention("dot", dtype="float64"))(QUERY, VALUE, KEY, mask=PADDING, causal=True)
    np.testing.assert_allclose(weights, expected, rtol=0, atol=1e-12)


WRONG_LAYERS = {
    "scale multiplied": ("scaled", "query / query", "query * query"),
    "scaled by 1/d": ("scaled", "** 0.5", "** 1.0"),
    "not scaled": ("scaled", "query / query.shape[-1] ** 0.5", "query"),
    "general score transposed": (
        "general",
        "ops.matmul(query, self.score_kernel)",
        "ops.matmul(query, ops.transpose(self.score_kernel))",
    ),
    "tanh missing": ("additive", "ops.tanh(asked + offered)", "(asked + offered)"),
    "the vector inside the tanh": (
        "additive",
        "ops.tanh(asked + offered) * self.score_vector",
        "ops.tanh((asked + offered) * self.score_vector)",
    ),
    "W and U exchanged": ("additive", "ops.matmul(query, self.query_kernel)", "ops.matmul(query, self.memory_kernel)"),
}


@pytest.mark.parametrize("change", WRONG_LAYERS.values(), ids=WRONG_LAYERS)
def test_a_wrong_score_is_rejected(change, monkeypatch):
    kind, old, new = change
    layer = built(LAYERS[kind]())
    scores = changed(type(layer).scores, old, new)
    monkeypatch.setattr(type(layer), "scores", scores)
    _, (context, _) = stock(layer, *map(tf.constant, (QUERY, VALUE, KEY)))
    assert np.abs(layer(QUERY, VALUE, KEY)[0] - context).max() > 1e-3


WRONG_HEADS = {
    "Q and K exchanged": ("scores", 'self._projected("query", query)', 'self._projected("key", query)'),
    "V for K": ("call", "self.scores(query, key)", "self.scores(query, value)"),
    "scaled by the width of the model": ("scores", "self.key_dim**0.5", "query.shape[-1]**0.25"),
    "not scaled": ("scores", " / self.key_dim**0.5", ""),
    "heads merged in the wrong order": ("call", '"bhta,had->btd", context', '"bhta,had->btd", context[:, ::-1]'),
    "output bias missing": ("call", "(output if bias is None else output + bias)", "output"),
}


@pytest.mark.parametrize("change", WRONG_HEADS.values(), ids=WRONG_HEADS)
def test_wrong_heads_are_rejected(change, monkeypatch):
    layer = built(LAYERS["heads"]())
    _, (output, _) = stock(layer, *map(tf.constant, (QUERY, VALUE, KEY)))
    name, old, new = change
    monkeypatch.setattr(MultiHeadAttention, name, changed(getattr(MultiHeadAttention, name), old, new))
    assert np.abs(layer(QUERY, VALUE, KEY)[0] - output).max() > 1e-3


def test_heads_exchange_weights_with_keras():
    ours, theirs = MultiHeadAttention(3, 4, 2), keras.layers.MultiHeadAttention(3, 4, 2)
    for layer in (ours, theirs):
        layer.build(QUERY.shape, VALUE.shape, KEY.shape)
    assert [weight.shape for weight in ours.weights] == [weight.shape for weight in theirs.weights]
    assert [weight.name for weight in ours.weights[:2]] == ["query_kernel", "query_bias"]


@pytest.mark.parametrize("make", [LAYERS["additive"], LAYERS["heads"]], ids=["additive", "heads"])
def test_each_kernel_starts_with_a_draw_of_its_own(make):
    layer = make()
    layer.build((1, TQ, D), (1, TK, D))
    first, *others = (weight for weight in layer.get_weights() if weight.ndim > 1)
    assert all(np.abs(first - one).max() > 0.01 for one in others if one.shape == first.shape)
    assert any(one.shape == first.shape for one in others)


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_configured_saved_and_loaded(make, tmp_path):
    layer = make()
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    query, value = keras.Input((TQ, D), dtype="float64"), keras.Input((TK, D), dtype="float64")
    context, weights = layer(query, value, causal=True)
    assert context.shape == (None, TQ, D) and weights.shape[-2:] == (TQ, TK)
    model = keras.Model([query, value], [context, weights])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for one, other in zip(
        model.predict([QUERY, VALUE], verbose=0), loaded.predict([QUERY, VALUE], verbose=0), strict=True
    ):
        np.testing.assert_array_equal(one, other)


class TestConformance(testing.TestCase):
    def test_keras_conformance(self):
        of = {"query_shape": (B, TQ, D), "value_shape": (B, TK, D)}
        for kind, arguments, number in (
            (AdditiveAttention, {"units": U}, 3),
            (MultiplicativeAttention, {"score": "general"}, 1),
            (MultiHeadAttention, {"num_heads": 2, "key_dim": 4}, 8),
        ):
            weights = (B, 2, TQ, TK) if kind is MultiHeadAttention else (B, TQ, TK)
            self.run_layer_test(
                kind,
                init_kwargs=arguments,
                input_shape=of,
                expected_output_shape=((B, TQ, D), weights),
                expected_num_trainable_weights=number,
                expected_num_non_trainable_weights=0,
                expected_num_seed_generators=0,
                supports_masking=True,
                run_training_check=False,  # a loss of two outputs is asked for nowhere
            )


BAD = {
    "an unknown score": (lambda: MultiplicativeAttention("cosine"), "score must be one of dot, general, scaled, got"),
    "no units": (lambda: AdditiveAttention(0), "units must be a positive integer, got 0"),
    "no heads": (lambda: MultiHeadAttention(0, 4), "num_heads must be a positive integer"),
    "heads that are no number": (lambda: MultiHeadAttention(2.0, 4), "num_heads must be a positive integer"),
    "sizes that differ": (
        lambda: MultiplicativeAttention("dot")(QUERY, VALUE, KEY[..., :3]),
        "needs queries and keys of one size, got 4 and 3",
    ),
    "a mask of the wrong rank": (
        lambda: MultiplicativeAttention()(QUERY, VALUE, mask=np.ones(TK, bool)),
        rf"mask must have shape \({B}, {TQ}, {TK}\) or \({B}, {TK}\), got \({TK},\)",
    ),
    "a mask of the wrong length": (
        lambda: MultiplicativeAttention()(QUERY, VALUE, mask=np.ones((B, TQ), bool)),
        rf"mask must have shape .* got \({B}, {TQ}\)",
    ),
    "a mask of queries and keys exchanged": (
        lambda: MultiplicativeAttention()(QUERY, VALUE, mask=np.ones((B, TK, TQ), bool)),
        "mask must have shape",
    ),
    "a key of other steps": (
        lambda: MultiplicativeAttention()(QUERY, VALUE, KEY[:, :3]),
        "key and value must have as many steps, got 3 and 5",
    ),
    "a query without steps": (lambda: MultiHeadAttention(1, 4)(QUERY[:, 0], VALUE), "query must have shape"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
