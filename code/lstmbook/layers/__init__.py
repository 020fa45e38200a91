"""The book's models as Keras 3 layers: what the reader trains.

Nothing here imports ``lstmbook.equations``: each model is written twice on purpose, once as mathematics
and once as Keras, and the tests make the two one.
"""

from lstmbook.layers.ablated import AblatedLSTMCell
from lstmbook.layers.attention import AdditiveAttention, MultiHeadAttention, MultiplicativeAttention
from lstmbook.layers.attention_block import AttentionBlock
from lstmbook.layers.attention_decoder import AttentionDecoder, AttentionLSTMCell
from lstmbook.layers.attention_pooling import AttentionPooling
from lstmbook.layers.clockwork import ClockworkRNNCell
from lstmbook.layers.coupled import CoupledLSTMCell
from lstmbook.layers.gru import GRUCell
from lstmbook.layers.interpretable import InterpretableAttention
from lstmbook.layers.lstm import LSTMCell
from lstmbook.layers.min_gru import MinGRU
from lstmbook.layers.min_lstm import MinLSTM
from lstmbook.layers.mlstm import MLSTM
from lstmbook.layers.peephole import PeepholeLSTMCell
from lstmbook.layers.positions import RotaryMultiHeadAttention, SinusoidalPositions
from lstmbook.layers.slstm import SLSTMCell

__all__ = [
    "AblatedLSTMCell",
    "AdditiveAttention",
    "AttentionBlock",
    "AttentionDecoder",
    "AttentionLSTMCell",
    "AttentionPooling",
    "ClockworkRNNCell",
    "CoupledLSTMCell",
    "GRUCell",
    "InterpretableAttention",
    "LSTMCell",
    "MLSTM",
    "MinGRU",
    "MinLSTM",
    "MultiHeadAttention",
    "MultiplicativeAttention",
    "PeepholeLSTMCell",
    "RotaryMultiHeadAttention",
    "SLSTMCell",
    "SinusoidalPositions",
]
