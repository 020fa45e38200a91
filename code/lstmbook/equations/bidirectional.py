"""Two LSTMs over one sequence, one of which reads it backwards: an object over whole sequences, not over a step.

Source: Schuster & Paliwal, "Bidirectional Recurrent Neural Networks", IEEE Transactions on Signal Processing 45(11),
1997, for simple networks; Graves & Schmidhuber, Neural Networks 18(5-6), 2005, for LSTMs.
"""

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Bidirectional, Scan

BIDIRECTIONAL_LSTM = Bidirectional(Scan(LSTM), Scan(LSTM, reverse=True))
