"""The LSTM with coupled gates: what is let in is what is let go, f = 1 - i (the CIFG of Greff et al. 2017)."""

import sympy as sp

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.peephole import PEEPHOLE_LSTM
from lstmbook.notation.core import n
from lstmbook.notation.recurrent import i

COUPLED_LSTM = LSTM.but("coupled_lstm", f=sp.OneMatrix(1, n) - i)
COUPLED_PEEPHOLE_LSTM = PEEPHOLE_LSTM.but("coupled_peephole_lstm", f=sp.OneMatrix(1, n) - i)
