"""One step of a convolution over a sequence: a window of inputs, each through a matrix of its own."""

from lstmbook.equations.model import Model
from lstmbook.equations.nodes import Summed
from lstmbook.notation.core import BATCH, TIME, Axis, d, matrix, n, size, vector

w = size("w", "steps in the window of a convolution", "p")
TAP = Axis("tap", w, "p", above=True)

window = vector("x", d, (BATCH, TIME, TAP), meaning="input at one place of the window", order=10)
W = matrix("W", d, n, (TAP,), meaning="weights of one place of the window", order=100, learned=True)
y = vector("y", n, (BATCH, TIME), meaning="output of one step", order=27)

CONVOLUTION = Model("convolution", inputs=[window], states=[], equations={y: Summed(window * W, TAP)})
