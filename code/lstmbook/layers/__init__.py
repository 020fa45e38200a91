"""The book's models as Keras 3 layers: what the reader trains.

Nothing here imports ``lstmbook.equations``: each model is written twice on purpose, once as mathematics
and once as Keras, and the tests make the two one.
"""

from lstmbook.layers.ablated import AblatedLSTMCell
from lstmbook.layers.attention import AdditiveAttention, MultiHeadAttention, MultiplicativeAttention
from lstmbook.layers.lstm import LSTMCell

__all__ = ["AblatedLSTMCell", "AdditiveAttention", "LSTMCell", "MultiHeadAttention", "MultiplicativeAttention"]
