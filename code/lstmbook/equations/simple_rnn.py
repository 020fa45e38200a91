"""The simple recurrent network of Elman (1990) in the form that Keras calls ``SimpleRNN``."""

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Tanh
from lstmbook.notation import QUANTITIES

_x, _h, _W, _U, _b = (QUANTITIES[name].symbol for name in ("x", "h_prev", "W", "U", "b"))

SIMPLE_RNN = Model(
    name="simple_rnn",
    inputs=("x",),
    states=("h_prev",),
    parameters=("W", "U", "b"),
    equations=(("h", Tanh(_x * _W + _h * _U + _b)),),
)
