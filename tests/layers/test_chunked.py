"""LSTMs over chunks: the equations against Keras's layers and against a loop over the chunks; wrong cuts are not."""

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.equations.chunked import Chunked
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.layers.chunked import chunked_lstm

B, T, K, N = 3, 6, 3, 6  # as many features as steps would let a wrong cut pass its shapes
D = 6
RNG = np.random.default_rng(0)
X = RNG.normal(size=(B, T, D))
ARRAYS = [RNG.normal(size=shape) for shape in ((D, 4 * N), (N, 4 * N), (4 * N,)) * 2]
WEIGHTS = {"within": layouts.lstm_from_keras(*ARRAYS[:3]), "over": layouts.lstm_from_keras(*ARRAYS[3:])}
ONE = Scan(LSTM)


def by_chunks(x, start=None):
    """Chunk after chunk; ``start`` makes the first states of a chunk of what the chunk before left."""
    left, states = [], None
    for first in range(0, T, K):
        found = ONE(x[:, first : first + K], WEIGHTS["within"], start=states)
        left.append(found["h"][:, -1])
        states = start(found) if start else None
    return ONE(np.stack(left, axis=1), WEIGHTS["over"])["h"][:, -1]


def ours(x=X, length=K):
    part = Chunked(ONE, ONE, length)
    return part.last(part(x, WEIGHTS))


def keras_model(length=K):
    model = chunked_lstm(T, D, length, N, dtype="float64")
    model.set_weights(ARRAYS)
    return model


def test_the_equations_are_the_loop_and_keras():
    np.testing.assert_allclose(ours(), by_chunks(X), rtol=0, atol=1e-12)
    for length in (1, 2, K, T):
        np.testing.assert_allclose(keras_model(length)(X), ours(length=length), rtol=0, atol=1e-10)


def test_what_is_left_within_is_in_the_order_of_the_sequence():
    found = Chunked(ONE, ONE, K)(X, WEIGHTS)["within"]["h"]
    np.testing.assert_array_equal(found[:, K:], ONE(X[:, K:], WEIGHTS["within"])["h"])


def carried(found):
    return {name: found[name][:, -1] for name in "hc"}


def test_wrong_chunks_are_rejected():
    right = by_chunks(X)
    assert np.abs(by_chunks(X, carried) - right).max() > 1e-3
    assert np.abs(by_chunks(X.swapaxes(1, 2)) - right).max() > 1e-3  # features cut for steps
    every_second = X.reshape(B, K, T // K, D).swapaxes(1, 2).reshape(B, T, D)
    assert np.abs(ours(every_second) - right).max() > 1e-3
    of_the_batch = X.swapaxes(0, 1).reshape(B, T, D)
    assert np.abs(ours(of_the_batch) - right).max() > 1e-3


def test_errors_are_clear():
    for make in (lambda: keras_model(4), lambda: keras_model(0), lambda: chunked_lstm(T, D, 2.0, N)):
        with pytest.raises(ValueError, match="length must be a positive integer that divides the 6 steps"):
            make()
    with pytest.raises(ValueError, match="chunks of 4 steps do not divide a sequence of 6"):
        ours(length=4)
    for length in (0, -1, 1.5, True):
        with pytest.raises(ValueError, match="length must be a positive integer"):
            Chunked(ONE, ONE, length)
        with pytest.raises(ValueError, match="length must be a positive integer"):
            chunked_lstm(T, D, length, N)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy):
    model = chunked_lstm(6, 2, length=3, units=4, dtype=policy)
    shown = model(np.random.default_rng(0).normal(size=(2, 6, 2)))
    assert keras.backend.standardize_dtype(shown.dtype) == policy.removeprefix("mixed_")
    assert {weight.dtype for weight in model.weights} == {"float32"}
