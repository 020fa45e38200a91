"""The simple recurrent network of Elman (1990) in the form that Keras calls ``SimpleRNN``."""

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Tanh
from lstmbook.notation.recurrent import U, W, b, h, x

SIMPLE_RNN = Model("simple_rnn", inputs=[x], states=[h.prev], equations={h: Tanh(x * W + h.prev * U + b)})
