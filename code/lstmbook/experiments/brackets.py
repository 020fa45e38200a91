"""An LSTM of one unit, its weights set by hand, that counts how deep a text's brackets are nested."""

import numpy as np

from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan

OPEN_GATE = 20.0
_SCAN = Scan(LSTM)


def weights():
    """All three gates held open by their biases; an opening bracket writes +1, a closing one -1."""
    arrays = {
        f"{kind}_{gate}": np.zeros({"W": (2, 1), "U": (1, 1), "b": (1,)}[kind]) for gate in "ifgo" for kind in "WUb"
    }
    arrays |= {f"b_{gate}": np.array([OPEN_GATE]) for gate in "ifo"}
    return arrays | {"W_g": np.array([[OPEN_GATE], [-OPEN_GATE]])}


def read(text, parameters=None):
    """Cell and hidden state after each character, two lists, with the weights above or with ``parameters``.

    ValueError for anything but round brackets, and for no character at all.
    """
    if set(text) - set("()"):
        raise ValueError(f"only round brackets can be read, got {sorted(set(text) - set('()'))}")
    if not text:
        raise ValueError("there is no bracket to read")
    inputs = np.array([[[character == "(", character == ")"] for character in text]], float)
    result = _SCAN(inputs, weights() if parameters is None else parameters)
    return result["c"][0, :, 0].tolist(), result["h"][0, :, 0].tolist()


def depth(text):
    """How many brackets are open after each character, counted exactly."""
    return np.cumsum([1 if character == "(" else -1 for character in text]).tolist()
