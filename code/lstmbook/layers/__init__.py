"""The book's models as Keras 3 layers: what the reader trains.

Nothing here imports ``lstmbook.equations``: each model is written twice on purpose, once as mathematics
and once as Keras, and the tests make the two one.
"""

from lstmbook.layers.ablated import AblatedLSTMCell
from lstmbook.layers.lstm import LSTMCell
from lstmbook.layers.peephole import PeepholeLSTMCell

__all__ = ["AblatedLSTMCell", "LSTMCell", "PeepholeLSTMCell"]
