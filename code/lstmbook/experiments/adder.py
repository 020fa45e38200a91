"""An LSTM of one unit, its weights set by hand, that adds the two marked numbers of the adding problem."""

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.tasks import adding

OPEN_GATE = 30.0


def weights(small):
    """Forget and output gates held open, an input gate that the mark opens, a candidate of ``small`` times the number.

    Without a mark the input gate is as far shut as the others are open.
    """
    arrays = {name: np.zeros([1 for _ in LSTM.shape_of(name)]) for name in LSTM.parameters}
    arrays |= {f"W_{gate}": np.zeros((2, 1)) for gate in "ifgo"}
    arrays |= {"b_f": np.array([OPEN_GATE]), "b_o": np.array([OPEN_GATE]), "b_i": np.array([-OPEN_GATE])}
    return arrays | {"W_i": np.array([[0.0], [2 * OPEN_GATE]]), "W_g": np.array([[small], [0.0]])}


def errors(small, length, sequences=200):
    """Mean squared error on rows of ``length`` numbers, and the part of it that is due to gates short of their ends.

    The answer is the last hidden state divided by ``small``. The second number compares it with the same unit whose
    gates are exactly at their ends, where nothing but the two tanh is left.
    """
    inputs, answers = adding.batch(np.random.default_rng(0), sequences, length)
    inputs = inputs.astype("float64")
    hidden = Scan(LSTM)(inputs, weights(small))["h"][:, -1]
    curved = np.tanh((np.tanh(small * inputs[..., :1]) * inputs[..., 1:]).sum(axis=1))
    return float(np.mean((hidden / small - answers) ** 2)), float(np.mean(((hidden - curved) / small) ** 2))
