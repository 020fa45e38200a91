"""One step as each convention documents it, from its own weights. x, h and c are vectors."""

import keras
import numpy as np
from layouts.cases import BOOK, D, N, inputs, sigmoid
from lstmbook.layers import MinGRU, MinLSTM, SLSTMCell


def pytorch_lstm(weights, x, h, c):
    W, U, b, bb = (np.split(array, 4) for array in weights)
    i = sigmoid(W[0] @ x + b[0] + U[0] @ h + bb[0])
    f = sigmoid(W[1] @ x + b[1] + U[1] @ h + bb[1])
    g = np.tanh(W[2] @ x + b[2] + U[2] @ h + bb[2])
    o = sigmoid(W[3] @ x + b[3] + U[3] @ h + bb[3])
    c = f * c + i * g
    return o * np.tanh(c), c


def pytorch_gru(weights, x, h):
    W, U, b, bb = (np.split(array, 3) for array in weights)
    r = sigmoid(W[0] @ x + b[0] + U[0] @ h + bb[0])
    z = sigmoid(W[1] @ x + b[1] + U[1] @ h + bb[1])
    n = np.tanh(W[2] @ x + b[2] + r * (U[2] @ h + bb[2]))
    return ((1 - z) * n + z * h,)


def pytorch_simple_rnn(weights, x, h):
    weight_ih, weight_hh, bias_ih, bias_hh = weights
    return (np.tanh(x @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh),)


def onnx_lstm(weights, x, h, c):
    W, R, B, *P = weights
    (Wi, Wo, Wf, Wc), (Ri, Ro, Rf, Rc) = np.split(W[0], 4), np.split(R[0], 4)
    Wbi, Wbo, Wbf, Wbc, Rbi, Rbo, Rbf, Rbc = np.split(B[0], 8)
    Pi, Po, Pf = np.split(P[0][0], 3) if P else (0, 0, 0)
    i = sigmoid(x @ Wi.T + h @ Ri.T + Pi * c + Wbi + Rbi)
    f = sigmoid(x @ Wf.T + h @ Rf.T + Pf * c + Wbf + Rbf)
    candidate = np.tanh(x @ Wc.T + h @ Rc.T + Wbc + Rbc)
    c = f * c + i * candidate
    o = sigmoid(x @ Wo.T + h @ Ro.T + Po * c + Wbo + Rbo)
    return o * np.tanh(c), c


def onnx_coupled_lstm(weights, x, h, c):
    """With ``input_forget=1`` the operator reads no block of f."""
    W, R, B, *P = weights
    (Wi, Wo, _, Wc), (Ri, Ro, _, Rc) = np.split(W[0], 4), np.split(R[0], 4)
    Wbi, Wbo, _, Wbc, Rbi, Rbo, _, Rbc = np.split(B[0], 8)
    Pi, Po, _ = np.split(P[0][0], 3) if P else (0, 0, 0)
    i = sigmoid(x @ Wi.T + h @ Ri.T + Pi * c + Wbi + Rbi)
    c = (1 - i) * c + i * np.tanh(x @ Wc.T + h @ Rc.T + Wbc + Rbc)
    o = sigmoid(x @ Wo.T + h @ Ro.T + Po * c + Wbo + Rbo)
    return o * np.tanh(c), c


def onnx_gru(weights, x, h):
    W, R, B, linear_before_reset = weights
    (Wz, Wr, Wh), (Rz, Rr, Rh) = np.split(W[0], 3), np.split(R[0], 3)
    Wbz, Wbr, Wbh, Rbz, Rbr, Rbh = np.split(B[0], 6)
    z = sigmoid(x @ Wz.T + h @ Rz.T + Wbz + Rbz)
    r = sigmoid(x @ Wr.T + h @ Rr.T + Wbr + Rbr)
    if linear_before_reset:
        candidate = np.tanh(x @ Wh.T + r * (h @ Rh.T + Rbh) + Wbh)
    else:
        candidate = np.tanh(x @ Wh.T + (r * h) @ Rh.T + Rbh + Wbh)
    return ((1 - z) * candidate + z * h,)


def onnx_simple_rnn(weights, x, h):
    W, R, B = (array[0] for array in weights)
    Wb, Rb = np.split(B, 2)
    return (np.tanh(x @ W.T + h @ R.T + Wb + Rb),)


def cudnn_gru(weights, x, h):
    W, R, bW, bR = (np.split(array, 3) for array in weights)  # linLayerID 0 reset, 1 update, 2 new
    r = sigmoid(W[0] @ x + R[0] @ h + bW[0] + bR[0])
    i = sigmoid(W[1] @ x + R[1] @ h + bW[1] + bR[1])
    new = np.tanh(W[2] @ x + r * (R[2] @ h + bR[2]) + bW[2])
    return ((1 - i) * new + i * h,)


def cudnn_lstm(weights, x, h, c):
    W, R, bW, bR = (np.split(array, 4) for array in weights)  # linLayerID 0 input, 1 forget, 2 new, 3 output
    i, f, new, o = (W[k] @ x + R[k] @ h + bW[k] + bR[k] for k in range(4))
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
    return sigmoid(o) * np.tanh(c), c


def haiku_lstm(weights, x, h, c):
    w, b = weights
    i, g, f, o = np.split(np.concatenate([x, h]) @ w + b, 4)
    c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def haiku_gru(weights, x, h):
    (iz, ir, ia), (hz, hr, ha), (bz, br, ba) = (np.split(array, 3, axis=-1) for array in weights)
    z, r = sigmoid(x @ iz + h @ hz + bz), sigmoid(x @ ir + h @ hr + br)
    a = np.tanh(x @ ia + (r * h) @ ha + ba)
    return ((1 - z) * h + z * a,)


def papers_lstm(p, x, h, c):
    i, f, g, o = (p[f"W_{gate}"] @ x + p[f"U_{gate}"] @ h + p[f"b_{gate}"] for gate in "ifgo")
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def papers_gru(p, x, h, chung=False):
    z = sigmoid(p["W_z"] @ x + p["U_z"] @ h + p["b_z"])
    r = sigmoid(p["W_r"] @ x + p["U_r"] @ h + p["b_r"])
    candidate = np.tanh(p["W_g"] @ x + p["U_g"] @ (r * h) + p["b_g"])
    return ((1 - z) * h + z * candidate,) if chung else (z * h + (1 - z) * candidate,)


def chung_gru(p, x, h):
    return papers_gru(p, x, h, chung=True)


def papers_simple_rnn(p, x, h):
    return (np.tanh(p["W"] @ x + p["U"] @ h + p["b"]),)


def keras_step(weights, layer, inputs):
    layer.build((None, D))
    layer.set_weights(weights)
    _, states = layer(inputs[0][None], [state[None] for state in inputs[1:]])
    return tuple(state[0] for state in states)


def keras_lstm(weights, *inputs):
    return keras_step(weights, keras.layers.LSTMCell(N, dtype="float64"), inputs)


def keras_peephole_lstm(weights, x, h, c):
    """There is none in Keras 3: as ``PeepholeLSTMCell`` of TensorFlow 2 computes, its three vectors the rows of one."""
    kernel, recurrent_kernel, bias, (to_input, to_forget, to_output) = weights
    x_i, x_f, x_c, x_o = np.split(x @ kernel + bias, 4)
    h_i, h_f, h_c, h_o = np.split(h @ recurrent_kernel, 4)
    i, f = sigmoid(x_i + h_i + to_input * c), sigmoid(x_f + h_f + to_forget * c)
    c = f * c + i * np.tanh(x_c + h_c)
    o = sigmoid(x_o + h_o + to_output * c)
    return o * np.tanh(c), c


def keras_coupled_lstm(weights, x, h, c):
    """There is none in Keras: three blocks i, c, o, as Keras packs four."""
    kernel, recurrent_kernel, bias, *peepholes = weights
    to_input, to_output = peepholes[0] if peepholes else (0, 0)
    x_i, x_c, x_o = np.split(x @ kernel + bias, 3)
    h_i, h_c, h_o = np.split(h @ recurrent_kernel, 3)
    i = sigmoid(x_i + h_i + to_input * c)
    c = c + i * (np.tanh(x_c + h_c) - c)
    return sigmoid(x_o + h_o + to_output * c) * np.tanh(c), c


def keras_gru(weights, *inputs):
    reset_after = weights[2].ndim == 2
    return keras_step(weights, keras.layers.GRUCell(N, reset_after=reset_after, dtype="float64"), inputs)


def keras_simple_rnn(weights, *inputs):
    return keras_step(weights, keras.layers.SimpleRNNCell(N, dtype="float64"), inputs)


def keras_slstm(weights, *inputs):
    return keras_step(weights, SLSTMCell(N, dtype="float64"), inputs)


def keras_min(kind):
    def step(weights, x, h):
        layer = kind(N, dtype="float64")
        layer.build((None, 1, D))
        layer.set_weights(weights)
        return (layer(x[None, None], initial_state=h[None])[0],)

    return step


STEPS = {
    ("min_gru", "keras"): keras_min(MinGRU),
    ("min_lstm", "keras"): keras_min(MinLSTM),
    ("slstm", "keras"): keras_slstm,
    ("lstm", "keras"): keras_lstm,
    ("peephole_lstm", "keras"): keras_peephole_lstm,
    ("coupled_lstm", "keras"): keras_coupled_lstm,
    ("coupled_lstm", "onnx"): onnx_coupled_lstm,
    ("gru", "keras"): keras_gru,
    ("simple_rnn", "keras"): keras_simple_rnn,
    ("lstm", "pytorch"): pytorch_lstm,
    ("gru", "pytorch"): pytorch_gru,
    ("simple_rnn", "pytorch"): pytorch_simple_rnn,
    ("lstm", "onnx"): onnx_lstm,
    ("gru", "onnx"): onnx_gru,
    ("simple_rnn", "onnx"): onnx_simple_rnn,
    ("lstm", "cudnn"): cudnn_lstm,
    ("gru", "cudnn"): cudnn_gru,
    ("simple_rnn", "cudnn"): pytorch_simple_rnn,
    ("lstm", "haiku"): haiku_lstm,
    ("gru", "haiku"): haiku_gru,
    ("lstm", "papers"): papers_lstm,
    ("gru", "papers"): papers_gru,
    ("simple_rnn", "papers"): papers_simple_rnn,
    ("gru", "chung"): chung_gru,
}


def assert_same_step(model, key, params, weights):
    values = inputs(model)
    for ours, theirs in zip(BOOK[model](params, *values), STEPS[model, key](weights, *values), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-10)
