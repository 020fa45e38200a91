"""The simple recurrent network without its squashing: what can be said of networks in closed form is said of it."""

from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation.recurrent import U, W, b, h, x

LINEAR_RNN = SIMPLE_RNN.but("linear_rnn", h=x * W + h.prev * U + b)
