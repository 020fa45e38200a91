"""Models that the book has no page for yet, each written in one file beside this one: that they can be written down,
printed, run and proved about shows that the next page needs nothing new. Where Keras has them, they equal Keras."""

import importlib.util
from pathlib import Path

import keras
import numpy as np
import pytest
import sympy as sp
from equations.cases import BATCH, FEATURES, INPUTS, RNG, STEPS, TOLERANCE, UNITS, chain, random_parameters
from lstmbook import layouts
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import index, n, t
from lstmbook.notation.recurrent import c, f, h, i
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.hypotheses import Fixed, Range

MASK = RNG.random((BATCH, STEPS)) < 0.6
MASK[1] = False
j, k, l, m, s = (index(name) for name in "jklms")


def written(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


additive, bidirectional = map(written, ("additive", "bidirectional"))


# -- additive attention ---------------------------------------------------------------------------------------


def test_additive_attention_equals_keras():
    sizes = {"d_m": 4, "d_q": 3, "u": 6, "n": 3}
    weights = random_parameters(additive.ADDITIVE, **sizes)
    memory, query = RNG.normal(size=(BATCH, STEPS, 4)), RNG.normal(size=(BATCH, 2, 3))
    mask = MASK.copy()
    mask[1, 2] = True  # of a row without any, Keras makes a mean
    found = additive.ADDITIVE.numpy()(query=query, memory=memory, mask=mask, **weights)
    layer = keras.layers.AdditiveAttention(dtype="float64")
    arguments = [query @ weights["W_query"], memory, memory @ weights["W_memory"]]
    layer.build([one.shape for one in arguments])
    layer.set_weights([weights["v"]])
    theirs, shares = layer(arguments, mask=[None, mask], return_attention_scores=True)
    assert np.abs(found["context"] - theirs).max() < TOLERANCE
    assert np.abs(found["weights"] - shares).max() < TOLERANCE
    for place in range(2):  # one query is the hidden state of a decoder's step
        given = {"h": query[:, place], "memory": memory, "mask": mask}
        one = additive.ADDITIVE_OVER_STATES.numpy()(**given, **weights)
        assert np.abs(one["context"] - found["context"][:, place]).max() < TOLERANCE


def test_a_sequence_without_states_gives_zeros():
    weights = random_parameters(additive.ADDITIVE_OVER_STATES, d_m=4, n=3, u=6)
    given = {"h": RNG.normal(size=(BATCH, 3)), "memory": RNG.normal(size=(BATCH, STEPS, 4)), "mask": MASK}
    found = additive.ADDITIVE_OVER_STATES.numpy()(**given, **weights)
    assert not found["weights"][1].any() and not found["context"][1].any()
    assert np.allclose(found["weights"].sum(axis=1), [1, 0, 1])


def test_the_gradient_of_an_additive_score():
    """d s_j / d h_l = sum over a of v_a (1 - tanh^2) W_q[l, a], for all sizes."""
    model, W = additive.ADDITIVE_OVER_STATES, additive.ADDITIVE_OVER_STATES.quantities["W_query"]
    key = additive.keys
    given = [model.definition("scores", j), Fixed(key.entry(j, k), (j, k)), Range(m, 1, n)]
    a = index("a")
    heard = sp.Sum(h.entry(l) * W.entry(l, a), (l, 1, n)) + key.entry(j, a)

    def result(*places):
        return sp.Sum(additive.v.entry(a) * (1 - sp.tanh(heard) ** 2) * W.entry(*places), (a, 1, additive.u))

    start = sp.Derivative(model.quantities["scores"].entry(j), h.entry(m))
    assert chain(start, result(m, a), given=given).scope == FOR_ALL_SIZES
    with pytest.raises(NotProved):
        chain(start, result(a, m), given=given)


def test_with_no_padding_the_masked_softmax_is_the_softmax():
    model = additive.ADDITIVE_OVER_STATES
    score, seen = model.quantities["scores"], Definition(additive.mask.entry(j), sp.Integer(1), (j,))
    softmax = sp.exp(score.entry(j)) / sp.Sum(sp.exp(score.entry(s)), (s, 1, additive.T_k))
    given = [seen, Range(j, 1, additive.T_k)]
    assert chain(model.entry("weights", j), softmax, given=given).scope == FOR_ALL_SIZES
    with pytest.raises(ValueError, match="may have no value"):
        chain(model.entry("weights", j), softmax, given=given[1:])


def test_additive_attention_reads_as_written():
    latex = additive.ADDITIVE_OVER_STATES.latex("scores", "weights").source
    assert r"\mathbf{1}\,\textcolor{#b02a6f}{h_t}\,W_q" in latex and r"\operatorname{softmax}_{m}" in latex
    assert "batch" not in latex


# -- two bidirectional layers ---------------------------------------------------------------------------------


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
    stack = bidirectional.BIDIRECTIONAL_STACK
    results = stack(INPUTS, weights, mask=mask)
    ours, seen = stack.output(results), np.ones((BATCH, STEPS), bool) if mask is None else mask
    # Keras's Bidirectional puts zeros where the mask does; ours hands the states on.
    assert np.abs(ours[seen] - np.asarray(theirs)[seen]).max() < TOLERANCE
    assert results["layer_1"]["backward"]["c"].shape == (BATCH, STEPS, UNITS)


def test_a_stack_is_written_with_the_letters_of_its_layers():
    stack = bidirectional.BIDIRECTIONAL_STACK
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
    model = bidirectional.BIDIRECTIONAL_STACK.models["layer_2", "forward"]
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
        bidirectional.BIDIRECTIONAL_STACK(INPUTS, weights)
    with pytest.raises(ValueError, match="have unknown .'layer_3'."):
        bidirectional.BIDIRECTIONAL_STACK(INPUTS, {**weights, "layer_3": {}})
