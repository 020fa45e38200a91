"""Weights of a stack: the book's ``{"layer_1": {...}, "layer_2": {...}}``, the lowest layer first.

Keras lists the arrays of the lowest layer first, then those of the layer above: ``get_weights()`` of a sequence of
layers and of ``keras.layers.RNN([cell, cell])`` alike. PyTorch names them by the layer, from 0: ``weight_ih_l0``.
"""

from lstmbook.layouts import keras, pytorch
from lstmbook.layouts.book_form import checked_params

KERAS = ("kernel", "recurrent_kernel", "bias")
PYTORCH = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def lstms_from_keras(arrays):
    """The book's form of a stack of LSTMs from the list of arrays of all layers.

    Raises:
        ValueError: there are not three arrays for each layer, a shape is wrong, or a layer does not fit the one below.
    """
    arrays = list(arrays)
    if not arrays or len(arrays) % len(KERAS):
        raise ValueError(f"arrays: expected {', '.join(KERAS)} for each layer, got {len(arrays)} arrays")
    blocks = [arrays[place : place + len(KERAS)] for place in range(0, len(arrays), len(KERAS))]
    return _fitting({f"layer_{number}": keras.lstm_from_keras(*own) for number, own in enumerate(blocks, 1)})


def lstms_to_keras(params):
    """The list of arrays of all layers, the lowest first.

    Raises:
        ValueError: the layers are not ``layer_1``, ``layer_2``, ..., a key or a shape is wrong, or a layer does
            not fit the one below.
    """
    return [array for own in _fitting(_layers(params)).values() for array in keras.lstm_to_keras(own)]


def lstms_from_pytorch(state):
    """The book's form of a stack of LSTMs from PyTorch's ``state_dict()`` of a ``torch.nn.LSTM``, as arrays.

    Raises:
        ValueError: a name is missing or unknown, a shape is wrong, or a layer does not fit the one below.
    """
    state = dict(state)
    layers = max(len(state) // len(PYTORCH), 1)
    names = [[f"{name}_l{layer}" for name in PYTORCH] for layer in range(layers)]
    expected = {one for own in names for one in own}
    if missing := sorted(expected - set(state)):
        raise ValueError(f"state: missing {missing}")
    if unknown := sorted(set(state) - expected):
        raise ValueError(f"state: unknown {unknown}")
    layered = ([state[one] for one in own] for own in names)
    return _fitting({f"layer_{number}": pytorch.lstm_from_pytorch(*own) for number, own in enumerate(layered, 1)})


def lstms_to_pytorch(params):
    """A dict by PyTorch's names, ``weight_ih_l0`` (4n, d) and so on, layer by layer; the second bias is zero.

    Raises:
        ValueError: as ``lstms_to_keras``.
    """
    layers = _fitting(_layers(params)).values()
    return {
        f"{name}_l{layer}": array
        for layer, own in enumerate(layers)
        for name, array in zip(PYTORCH, pytorch.lstm_to_pytorch(own), strict=True)
    }


def _layers(params):
    """The layers in order. ValueError where they are not layer_1, layer_2, ..."""
    names = [f"layer_{number}" for number in range(1, len(params) + 1)]
    if not params or set(params) != set(names):
        raise ValueError(f"params: expected layer_1, layer_2, ..., got {list(params)}")
    return {name: checked_params("lstm", params[name]) for name in names}


def _fitting(layers):
    """The layers, if each hears as many numbers as the one below shows. ValueError, naming the layer, otherwise."""
    below = None
    for name, own in layers.items():
        heard, units = own["W_i"].shape
        if below not in (None, heard):
            raise ValueError(f"{name}: W_i must have {below} rows, as many as the layer below has units, got {heard}")
        below = units
    return layers
