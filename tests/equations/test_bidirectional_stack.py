"""A stack of two bidirectional LSTMs: equal to Keras, written with letters of its own, and proved about."""

import keras
import numpy as np
import pytest
import sympy as sp
from equations.cases import BATCH, FEATURES, INPUTS, RNG, STEPS, TOLERANCE, UNITS, chain, random_parameters
from lstmbook import layouts
from lstmbook.equations.bidirectional import BIDIRECTIONAL_LSTM
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan, Stack
from lstmbook.notation.core import index, t
from lstmbook.notation.recurrent import c, f, i
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Fixed, Range

STACK = Stack(BIDIRECTIONAL_LSTM, BIDIRECTIONAL_LSTM)
MASK = RNG.random((BATCH, STEPS)) < 0.6
MASK[1] = False
j, k, m = (index(name) for name in "jkm")


def two_layers():
    """Two bidirectional layers of Keras and their weights by name."""
    shapes, layers, weights = [FEATURES, 2 * UNITS], [], {}
    for number, features in enumerate(shapes, 1):
        one = keras.layers.LSTM(UNITS, return_sequences=True, use_cudnn=False, dtype="float64")
        layer = keras.layers.Bidirectional(one, dtype="float64")
        layer.build((BATCH, STEPS, features))
        layers.append(layer)
        weights[f"layer_{number}"] = {
            name: random_parameters(LSTM, d=features, n=UNITS) for name in ("forward", "backward")
        }
        directions = zip((layer.forward_layer, layer.backward_layer), weights[f"layer_{number}"].values(), strict=True)
        for direction, array in directions:
            direction.set_weights(list(layouts.lstm_to_keras(array)))
    return layers, weights


@pytest.mark.parametrize("mask", [None, MASK])
def test_a_bidirectional_stack_equals_keras(mask):
    layers, weights = two_layers()
    theirs = INPUTS
    for layer in layers:
        theirs = layer(theirs, mask=None if mask is None else keras.ops.convert_to_tensor(mask))
    stack = STACK
    results = stack(INPUTS, weights, mask=mask)
    ours, seen = stack.output(results), np.ones((BATCH, STEPS), bool) if mask is None else mask
    # Keras's Bidirectional puts zeros where the mask does; ours hands the states on.
    assert np.abs(ours[seen] - np.asarray(theirs)[seen]).max() < TOLERANCE
    assert results["layer_1"]["backward"]["c"].shape == (BATCH, STEPS, UNITS)


def test_a_stack_is_written_with_the_letters_of_its_layers():
    stack = STACK
    assert list(stack.models)[1] == ("layer_1", "backward")
    latex = stack.latex("f").source
    for part in (r"\overleftarrow{h}^{(1)}_{t+1}", r"\overrightarrow{h}^{(2)}_{t-1}", r"W^{(2)\leftarrow}_f"):
        assert part in latex.replace(r"\overrightarrow{W}", "W")
    assert latex.count(r" \\") == 3


def test_a_cell_that_keeps_is_constant_as_the_backward_direction_reads():
    """The constant error carousel by induction over the steps in the order of reading, from an empty cell."""
    backward = Scan(LSTM, reverse=True)
    ends = [
        Definition(f.entry(j, step=t + 1), sp.Integer(1), (j,)),
        Definition(i.entry(j, step=t + 1), sp.Integer(0), (j,)),
    ]
    derivation = Derivation(c.entry(j), claim="A cell that keeps is constant", given=[*ends, backward.first("c", j)])
    derivation.by_induction(on=t, recurrence=backward.definition("c", j), formula=sp.Integer(0))
    assert derivation.conclude(sp.Integer(0)).scope == FOR_ALL_SIZES


def test_the_second_layer_hears_both_directions_of_the_first():
    model = STACK.models["layer_2", "forward"]
    gate, heard = model.quantities["layer_2_forward_i"], model.quantities["layer_1_backward_h"]
    weight, other = (model.quantities[f"layer_2_forward_W_i_{way}"] for way in ("backward", "forward"))
    names = [heard.name, "layer_1_forward_h", "layer_2_forward_h_prev"]
    given = [model.definition(gate.name, j), Range(m, 1, heard.shape[1])]
    given += [Fixed(model.quantities[name].entry(k), (k,)) for name in names[1:]]
    start = sp.Derivative(gate.entry(j), heard.entry(m))
    result = gate.entry(j) * (1 - gate.entry(j)) * weight.entry(m, j)
    assert chain(start, result, given=given).scope == FOR_ALL_SIZES
    with pytest.raises(NotProved):
        chain(
            start,
            result.subs(weight.entry(m, j), model.quantities["layer_2_forward_W_i_forward"].entry(m, j)),
            given=given,
        )


def test_what_is_missing_or_too_much_is_named():
    _, weights = two_layers()
    del weights["layer_2"]["forward"]
    with pytest.raises(ValueError, match="the parameters miss .'forward'. and have unknown"):
        STACK(INPUTS, weights)
    with pytest.raises(ValueError, match="have unknown .'layer_3'."):
        STACK(INPUTS, {**weights, "layer_3": {}})
