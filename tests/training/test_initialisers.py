"""Networks start as Keras starts them."""

import keras
import numpy as np
import pytest
from lstmbook.layers import CoupledLSTMCell, MinGRU, MinLSTM, PeepholeLSTMCell, SLSTMCell
from lstmbook.measure import memory
from lstmbook.training import initialisers


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (initialisers.lstm, keras.layers.LSTM),
        (initialisers.simple_rnn, keras.layers.SimpleRNN),
        (initialisers.gru, keras.layers.GRU),
    ],
)
def test_a_network_starts_as_the_layer_of_keras(start, kind):
    layer = kind(
        6,
        kernel_initializer=keras.initializers.GlorotUniform(5),
        recurrent_initializer=keras.initializers.Orthogonal(seed=5),
    )
    layer.build((None, None, 3))
    for ours, theirs in zip(start(3, 6, seed=5), layer.get_weights(), strict=True):
        assert ours.dtype == np.float32 and np.array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("start", "kind"), [(initialisers.peephole_lstm, PeepholeLSTMCell), (initialisers.coupled_lstm, CoupledLSTMCell)]
)
def test_a_variant_starts_as_its_cell(start, kind):
    cell = kind(
        6,
        kernel_initializer=keras.initializers.GlorotUniform(5),
        recurrent_initializer=keras.initializers.Orthogonal(seed=5),
    )
    cell.build((None, 3))
    for ours, theirs in zip(start(3, 6, seed=5), cell.get_weights(), strict=True):
        assert ours.dtype == np.float32 and np.array_equal(ours, theirs)


def test_a_dense_layer_starts_as_that_of_keras():
    layer = keras.layers.Dense(4, kernel_initializer=keras.initializers.GlorotUniform(5))
    layer.build((None, 6))
    for ours, theirs in zip(initialisers.dense(6, 4, seed=5), layer.get_weights(), strict=True):
        assert ours.dtype == np.float32 and np.array_equal(ours, theirs)


@pytest.mark.parametrize("start", [initialisers.min_gru, initialisers.min_lstm])
def test_a_layer_that_does_not_hear_starts_as_itself(start):
    kind = {"min_gru": MinGRU, "min_lstm": MinLSTM}[start.__name__]
    layer = kind(6, kernel_initializer=keras.initializers.GlorotUniform(5))
    layer.build((None, None, 3))
    for ours, theirs in zip(start(3, 6, seed=5), layer.get_weights(), strict=True):
        assert ours.dtype == np.float32 and np.array_equal(ours, theirs)


def test_an_slstm_starts_as_itself():
    kernels = {"kernel": keras.initializers.GlorotUniform(5), "recurrent": keras.initializers.Orthogonal(seed=5)}
    cell = SLSTMCell(6, **{f"{name}_initializer": one for name, one in kernels.items()})
    cell.build((None, 3))
    for ours, theirs in zip(initialisers.slstm(3, 6, seed=5), cell.get_weights(), strict=True):
        assert ours.dtype == np.float32 and np.array_equal(ours, theirs)


def test_chrono_biases_spread_time_constants_evenly():
    forget, write = initialisers.chrono_biases(4000, longest=50, seed=0)
    spans = memory.time_constant(memory.gate(forget))
    assert np.array_equal(write, -forget) and spans.min() >= 2 and spans.max() <= 50
    assert np.allclose(np.percentile(spans, [25, 50, 75]), [14, 26, 38], atol=1.5)


@pytest.mark.parametrize("start", [initialisers.lstm, initialisers.simple_rnn, initialisers.gru, initialisers.dense])
def test_starts_repeat_and_differ_by_seed(start):
    one, again, other = (start(3, 4, seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


@pytest.mark.parametrize(
    "call",
    [
        lambda: initialisers.lstm(0, 3, 0),
        lambda: initialisers.lstm(3, 0, 0),
        lambda: initialisers.lstm(3, 3, -1),
        lambda: initialisers.simple_rnn(0, 3, 0),
        lambda: initialisers.simple_rnn(3, 3, 1.5),
        lambda: initialisers.gru(0, 3, 0),
        lambda: initialisers.gru(3, 3, -1),
        lambda: initialisers.min_gru(3, 0, 0),
        lambda: initialisers.min_lstm(0, 3, 0),
        lambda: initialisers.slstm(3, 3, -1),
        lambda: initialisers.dense(3, 0, 0),
        lambda: initialisers.dense(3, 3, 1.5),
        lambda: initialisers.chrono_biases(0, 10, 0),
        lambda: initialisers.chrono_biases(4, 2, 0),
        lambda: initialisers.chrono_biases(4, 10, -1),
        lambda: initialisers.chrono_biases(4, 10, 0.5),
    ],
)
def test_impossible_sizes_and_seeds_are_refused(call):
    with pytest.raises(ValueError):
        call()
