"""One trainer: Adam as Keras computes it, each run by its own gradient, for any model."""

import keras
import numpy as np
import pytest
from keras import ops
from lstmbook.training.fit import fit
from lstmbook.training.starts import started

RNG = np.random.default_rng(0)
STARTS = [[RNG.normal(size=(3, 2)), RNG.normal(size=2)] for _ in range(4)]
BATCHES = [(RNG.normal(size=(4, 5, 3)), RNG.normal(size=(4, 5, 2))) for _ in range(6)]


def squared(weights, x, y):
    """Mean squared error of linear models."""
    kernel, bias = weights
    return ops.mean(ops.square(ops.matmul(x, kernel) + ops.expand_dims(bias, 1) - y), axis=(1, 2))


def alone(run, rate, clip):
    """What Keras makes of one run: its own optimizer, its own clipping."""
    weights = [keras.Variable(array, dtype="float64") for array in STARTS[run]]
    optimizer, losses = keras.optimizers.Adam(rate, global_clipnorm=clip), []
    optimizer.build(weights)
    for x, y in BATCHES:
        kernel, bias = map(np.asarray, weights)
        off = x[run] @ kernel + bias - y[run]
        losses.append(np.mean(off**2))
        slopes = 2 * off / off.size
        optimizer.apply([ops.convert_to_tensor(one) for one in (x[run].T @ slopes, slopes.sum(axis=0))])
    return [np.asarray(weight) for weight in weights], losses


@pytest.mark.parametrize("clip", [None, 0.1, 0.8])
@pytest.mark.parametrize("rate", [0.05, keras.optimizers.schedules.CosineDecay(0.05, 6)])
def test_each_run_ends_as_keras_would_train_it_alone(rate, clip):
    for run, (weights, losses) in enumerate(fit(squared, STARTS, range(4), BATCHES, rate, clip)):
        expected, their_losses = alone(run, rate, clip)
        assert losses.shape == (6,) and np.allclose(losses, their_losses, rtol=1e-6)
        for ours, theirs in zip(weights, expected, strict=True):
            assert ours.dtype == np.float64 and np.allclose(ours, theirs, rtol=0, atol=1e-7)


def test_clipping_one_run_leaves_the_others_alone():
    """With a gradient that is huge in one run and below the norm in another, only the first is scaled."""
    slopes = np.array([[1e-3, 0.0], [3.0, 4.0]])
    ends = fit(
        lambda weights, x: ops.sum(weights[0] * x, axis=1), [[np.zeros(2)]] * 2, [0, 1], [(slopes,)] * 3, 1.0, 0.5
    )
    wild = fit(lambda weights, x: ops.sum(weights[0] * x, axis=1), [[np.zeros(2)]] * 2, [0, 1], [(slopes,)] * 3, 1.0)
    assert np.array_equal(ends[0][0][0], wild[0][0][0])
    # Adam hardly sees the size of a constant gradient; what it has divided by does.
    assert not np.array_equal(ends[1][0][0], wild[1][0][0])


def test_without_batches_the_runs_are_where_they_started():
    starts = [started(one, seed) for seed, one in enumerate(STARTS)]  # nudged, if that is asked for
    for (weights, losses), start in zip(fit(squared, STARTS, range(4), [], 0.1), starts, strict=True):
        assert losses.shape == (0,) and all(map(np.array_equal, weights, start))


def test_runs_are_nudged_by_their_own_seeds(monkeypatch):
    monkeypatch.setenv("LSTMBOOK_NUDGE", "1")
    starts = [STARTS[0]] * 3
    one, other, same = (weights[0] for weights, _ in fit(squared, starts, [0, 1, 0], [], 0.1))
    assert np.array_equal(one, same) and not np.array_equal(one, other) and not np.array_equal(one, STARTS[0][0])
    assert np.allclose(one, STARTS[0][0], rtol=1e-11)


def test_no_runs_and_other_numbers_of_seeds_are_refused():
    with pytest.raises(ValueError, match="no runs"):
        fit(squared, [], [], [], 0.1)
    with pytest.raises(ValueError):
        fit(squared, STARTS, range(3), [], 0.1)
