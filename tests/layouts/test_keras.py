"""Keras alone."""

import keras
import numpy as np
import pytest
from layouts.cases import BY_KEY, D, N, assert_equal_dicts, random, random_params
from lstmbook import layouts


def test_keras_attention():
    params = random_params("multi_head_attention")
    d = {name: params[f"W_{name}"].shape[1] for name in "qkv"}
    # Keras rounds 1/sqrt(key_dim) to float32, whatever the dtype: exact for a power of four only.
    layer = keras.layers.MultiHeadAttention(2, 4, value_dim=3, output_shape=8, dtype="float64")
    query, key, value = random(2, 5, d["q"]), random(2, 6, d["k"]), random(2, 6, d["v"])
    layer.build(query.shape, value.shape, key.shape)
    layer.set_weights(layouts.multi_head_attention_to_keras(params))

    def heads(x, name):
        return np.einsum("btd,hdk->bhtk", x, params[f"W_{name}"]) + params[f"b_{name}"][:, None]

    scores = heads(query, "q") @ heads(key, "k").swapaxes(-1, -2) / np.sqrt(4)
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    expected = np.einsum("bhtv,hvo->bto", weights @ heads(value, "v"), params["W_out"]) + params["b_out"]
    np.testing.assert_allclose(layer(query, value, key), expected, rtol=0, atol=1e-10)
    assert_equal_dicts(layouts.multi_head_attention_from_keras(*layer.get_weights()), params)


def test_keras_and_haiku_start_to_remember():
    cell = keras.layers.LSTMCell(N)
    cell.build((None, D))
    assert "1" in BY_KEY["keras"].forget_bias
    np.testing.assert_array_equal(layouts.lstm_from_keras(*cell.get_weights())["b_f"], np.ones(N))
    haiku = layouts.lstm_from_haiku(w=random(D + N, 4 * N), b=np.zeros(4 * N))
    np.testing.assert_array_equal(haiku["b_f"], np.ones(N))
    np.testing.assert_array_equal(haiku["b_i"], np.zeros(N))


def test_the_rows_of_a_peephole_kernel_are_i_f_o():
    params = random_params("peephole_lstm") | {f"p_{gate}": np.full(N, place) for place, gate in enumerate("ifo")}
    np.testing.assert_array_equal(layouts.peephole_lstm_to_keras(params)[-1][:, 0], [0, 1, 2])


def test_an_lstm_without_peepholes_has_no_peephole_kernel():
    with pytest.raises(ValueError, match=r"^params: missing \['p_i', 'p_f', 'p_o'\]$"):
        layouts.peephole_lstm_to_keras(random_params("lstm"))
