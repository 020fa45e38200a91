"""A bidirectional LSTM of two layers: Schuster & Paliwal (1997), stacked as by Graves et al. (2013)."""

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Bidirectional, Scan, Stack


def layer():
    return Bidirectional(Scan(LSTM), Scan(LSTM, reverse=True))


BIDIRECTIONAL_STACK = Stack(layer(), layer())
