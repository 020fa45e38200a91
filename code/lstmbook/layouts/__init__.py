"""Weights between the book's form and the layouts of frameworks and papers, one module for each. NumPy only.

The book's form is a plain dict with one array for each gate, for row vectors, z = x W + h U + b:

- ``lstm``: ``W_i, U_i, b_i``, the same for f, g (the candidate) and o; with peepholes also ``p_i, p_f, p_o``,
  and the name ``peephole_lstm`` where a layout has arrays of its own for them;
- ``coupled_lstm``, f = 1 - i: the same for i, g and o; with peepholes also ``p_i, p_o``;
- ``gru``: ``W_z, U_z, b_z``, the same for r and g; h' = z * h + (1 - z) * g. If the reset gate acts after the
  product, g = tanh(x W_g + b_g + r * (h U_g + bU_g)), every gate also has a recurrent bias:
  ``bU_z, bU_r, bU_g``;
- ``bidirectional_lstm``: two such dicts, ``{"forward": ..., "backward": ...}``;
- ``simple_rnn``: ``W, U, b``;
- ``min_gru``: ``W_z, b_z, W_g, b_g``, and ``min_lstm``: ``W_i, b_i`` and so for f, g; ``slstm`` as ``lstm``;
- ``multi_head_attention``, attention with H heads: ``W_q (H, d_q, d_k), b_q (H, d_k)``,
  ``W_k (H, d_key, d_k)``,
  ``W_v (H, d_value, d_v)`` and their biases, ``W_out (H, d_v, d_out), b_out (d_out,)``.

W is (d, n), U is (n, n), every bias and peephole is (n,).

``<model>_from_<layout>(*arrays)`` returns such a dict; ``<model>_to_<layout>(params)`` is its inverse and
returns a tuple of the arrays that the other takes. A layout of one array for each gate is a dict too.
Both copy, and both raise ValueError on a wrong shape, with the argument, the expected and the given shape.

Two biases that are only ever added (every LSTM's, every simple RNN's, those of a GRU whose reset gate acts
before the product) are one: summed on the way in; on the way out the first holds it and the second is zero.

Another model's pair of converters stands in the module of its framework (of the book's own layers in
``own_layers.py``), below those that are there, and uses the
checks of ``book_form.py``, where its gates are listed. Layers in a stack or in two directions are nested dicts of the
book's forms; their converters call those of one layer. Every pair is imported here and has its entry in
``crosswalk.py``; a test compares.
"""

from lstmbook.layouts.book_form import GATES
from lstmbook.layouts.chung import gru_from_chung, gru_to_chung
from lstmbook.layouts.coupled import coupled_lstm_from_lstm, coupled_lstm_to_lstm
from lstmbook.layouts.crosswalk import CONVENTIONS, crosswalk
from lstmbook.layouts.cudnn import (
    gru_from_cudnn,
    gru_to_cudnn,
    lstm_from_cudnn,
    lstm_to_cudnn,
    simple_rnn_from_cudnn,
    simple_rnn_to_cudnn,
)
from lstmbook.layouts.haiku import gru_from_haiku, gru_to_haiku, lstm_from_haiku, lstm_to_haiku
from lstmbook.layouts.keras import (
    bidirectional_lstm_from_keras,
    bidirectional_lstm_to_keras,
    gru_from_keras,
    gru_to_keras,
    lstm_from_keras,
    lstm_to_keras,
    multi_head_attention_from_keras,
    multi_head_attention_to_keras,
    simple_rnn_from_keras,
    simple_rnn_to_keras,
)
from lstmbook.layouts.onnx import (
    bidirectional_lstm_from_onnx,
    bidirectional_lstm_to_onnx,
    coupled_lstm_from_onnx,
    coupled_lstm_to_onnx,
    gru_from_onnx,
    gru_to_onnx,
    lstm_from_onnx,
    lstm_to_onnx,
    simple_rnn_from_onnx,
    simple_rnn_to_onnx,
)
from lstmbook.layouts.own_layers import (
    coupled_lstm_from_keras,
    coupled_lstm_to_keras,
    min_gru_from_keras,
    min_gru_to_keras,
    min_lstm_from_keras,
    min_lstm_to_keras,
    peephole_lstm_from_keras,
    peephole_lstm_to_keras,
    slstm_from_keras,
    slstm_to_keras,
)
from lstmbook.layouts.papers import (
    gru_from_papers,
    gru_to_papers,
    lstm_from_papers,
    lstm_to_papers,
    simple_rnn_from_papers,
    simple_rnn_to_papers,
)
from lstmbook.layouts.pytorch import (
    bidirectional_lstm_from_pytorch,
    bidirectional_lstm_to_pytorch,
    gru_from_pytorch,
    gru_to_pytorch,
    lstm_from_pytorch,
    lstm_to_pytorch,
    simple_rnn_from_pytorch,
    simple_rnn_to_pytorch,
)
from lstmbook.layouts.stacks import lstms_from_keras, lstms_from_pytorch, lstms_to_keras, lstms_to_pytorch

__all__ = [
    "CONVENTIONS",
    "GATES",
    "coupled_lstm_from_keras",
    "coupled_lstm_from_lstm",
    "coupled_lstm_from_onnx",
    "coupled_lstm_to_keras",
    "coupled_lstm_to_lstm",
    "coupled_lstm_to_onnx",
    "bidirectional_lstm_from_keras",
    "bidirectional_lstm_to_keras",
    "bidirectional_lstm_from_onnx",
    "bidirectional_lstm_to_onnx",
    "bidirectional_lstm_from_pytorch",
    "bidirectional_lstm_to_pytorch",
    "crosswalk",
    "gru_from_chung",
    "gru_from_cudnn",
    "gru_from_haiku",
    "gru_from_keras",
    "gru_from_onnx",
    "gru_from_papers",
    "gru_from_pytorch",
    "gru_to_chung",
    "gru_to_cudnn",
    "gru_to_haiku",
    "gru_to_keras",
    "gru_to_onnx",
    "gru_to_papers",
    "gru_to_pytorch",
    "lstm_from_cudnn",
    "lstm_from_haiku",
    "lstm_from_keras",
    "lstm_from_onnx",
    "lstm_from_papers",
    "lstm_from_pytorch",
    "lstm_to_cudnn",
    "lstm_to_haiku",
    "lstm_to_keras",
    "lstm_to_onnx",
    "lstm_to_papers",
    "lstm_to_pytorch",
    "lstms_from_keras",
    "lstms_from_pytorch",
    "lstms_to_keras",
    "lstms_to_pytorch",
    "min_gru_from_keras",
    "min_gru_to_keras",
    "min_lstm_from_keras",
    "min_lstm_to_keras",
    "multi_head_attention_from_keras",
    "multi_head_attention_to_keras",
    "peephole_lstm_from_keras",
    "peephole_lstm_to_keras",
    "simple_rnn_from_cudnn",
    "simple_rnn_from_keras",
    "simple_rnn_from_onnx",
    "simple_rnn_from_papers",
    "simple_rnn_from_pytorch",
    "simple_rnn_to_cudnn",
    "simple_rnn_to_keras",
    "simple_rnn_to_onnx",
    "simple_rnn_to_papers",
    "simple_rnn_to_pytorch",
    "slstm_from_keras",
    "slstm_to_keras",
]
