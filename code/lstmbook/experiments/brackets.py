"""An LSTM of one unit, its weights set by hand, that counts how deep a text's brackets are nested."""

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan

OPEN_GATE = 20.0


def weights():
    """All three gates held open by their biases; an opening bracket writes +1, a closing one -1."""
    arrays = {
        f"{kind}_{gate}": np.zeros({"W": (2, 1), "U": (1, 1), "b": (1,)}[kind]) for gate in "ifgo" for kind in "WUb"
    }
    arrays |= {f"b_{gate}": np.array([OPEN_GATE]) for gate in "ifo"}
    return arrays | {"W_g": np.array([[OPEN_GATE], [-OPEN_GATE]])}


def read(text, parameters=None):
    """Cell and hidden state after each character, two lists, with the weights above or with ``parameters``.

    ValueError for no text, and for anything but round brackets.
    """
    if set(text) - set("()"):
        raise ValueError(f"only round brackets can be read, got {sorted(set(text) - set('()'))}")
    parameters = weights() if parameters is None else parameters
    seen = np.array([[[character == "(", character == ")"] for character in text]])
    found = Scan(LSTM)(seen, parameters)
    return found["c"].ravel().tolist(), found["h"].ravel().tolist()


def depth(text):
    """How many brackets are open after each character, counted exactly."""
    return np.cumsum([1 if character == "(" else -1 for character in text]).tolist()
