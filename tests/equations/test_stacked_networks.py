"""A stack of LSTMs equals Keras's, as layers and as one layer of cells, with masks and first states; wrong ones do not.
A layer with a residual connection equals Keras's layer and its sum."""

import keras
import numpy as np
import pytest
from lstmbook import layouts
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.residual import RESIDUAL_LSTM, Residual
from lstmbook.equations.sequence import Scan, Stack

TOLERANCE = 1e-10
B, T, D, UNITS = 4, 6, 3, (5, 4, 6)
RNG = np.random.default_rng(0)
INPUTS = RNG.normal(size=(B, T, D))
LENGTHS = np.array([[T], [4], [1], [0]])
MASKS = {"none": None, "right": np.arange(T) < LENGTHS, "holes": RNG.random((B, T)) < 0.6}


def parameters(d, n):
    sizes = {"d": d, "n": n}
    return {name: RNG.normal(size=[sizes[str(one)] for one in LSTM.shape_of(name)]) for name in LSTM.parameters}


WEIGHTS = {f"layer_{k}": parameters(d, n) for k, (d, n) in enumerate(zip((D, *UNITS[:-1]), UNITS, strict=True), 1)}
START = {f"layer_{k}": {one: RNG.normal(size=(B, n)) for one in "hc"} for k, n in enumerate(UNITS, 1)}
STACK = Stack(*[Scan(LSTM)] * len(UNITS))


def by_layers(inputs, mask):
    """Hidden states of the top layer and the last states of all, by stock layers one after the other."""
    tensor, hidden, ends = None if mask is None else keras.ops.convert_to_tensor(mask), inputs, []
    for name, start in START.items():
        n = start["h"].shape[1]
        layer = keras.layers.LSTM(n, return_sequences=True, return_state=True, use_cudnn=False, dtype="float64")
        layer.build(hidden.shape)
        layer.set_weights(layouts.lstm_to_keras(WEIGHTS[name]))
        hidden, *states = layer(hidden, mask=tensor, initial_state=[start["h"], start["c"]])
        ends.append(states)
    return np.asarray(hidden), ends


@pytest.fixture(scope="module", params=MASKS)
def case(request):
    mask = MASKS[request.param]
    return mask, by_layers(INPUTS, mask)


def difference(results, theirs):
    """The largest between a stack's results and Keras's, over all last states and the top layer's last step."""
    _, ends = theirs
    return max(
        np.abs(results[name][state][:, -1] - np.asarray(end)).max()
        for name, pair in zip(START, ends, strict=True)
        for state, end in zip("hc", pair, strict=True)
    )


def test_a_stack_equals_layers_one_after_the_other(case):
    mask, theirs = case
    results = STACK(INPUTS, WEIGHTS, mask=mask, start=START)
    seen = np.ones((B, T), bool) if mask is None else mask
    assert difference(results, theirs) < TOLERANCE
    assert np.abs(STACK.output(results) - theirs[0])[seen].max() < TOLERANCE


def test_a_stack_equals_one_layer_of_cells(case):
    mask, _ = case
    cells = [keras.layers.LSTMCell(n, dtype="float64") for n in UNITS]
    layer = keras.layers.RNN(keras.layers.StackedRNNCells(cells, dtype="float64"), dtype="float64")
    layer.build(INPUTS.shape)
    layer.set_weights(layouts.lstms_to_keras(WEIGHTS))
    first = [[one["h"], one["c"]] for one in START.values()]
    tensor = None if mask is None else keras.ops.convert_to_tensor(mask)
    ours = STACK.output(STACK(INPUTS, WEIGHTS, mask=mask, start=START))[:, -1]
    theirs = np.asarray(layer(INPUTS, mask=tensor, initial_state=first))
    seen = np.ones(B, bool) if mask is None else mask.any(axis=1)  # a sequence without steps gives zeros there
    assert np.abs(ours - theirs)[seen].max() < TOLERANCE


def run_wrongly(heard, start, names=None):
    """The layers one after the other, each hearing ``heard`` of the results below."""
    x, results = INPUTS, {}
    for name in START:
        own = WEIGHTS[(names or {}).get(name, name)]
        results[name] = Scan(LSTM)(x, own, start=start[name])
        x = heard(results[name], start[name])
    return results


def of_the_step_before(results, start):
    return np.concatenate([start["h"][:, None], results["h"][:, :-1]], axis=1)


def test_wrong_stacks_are_not_the_layers():
    theirs = by_layers(INPUTS, None)
    assert difference(run_wrongly(lambda results, _: results["h"], START), theirs) < TOLERANCE
    assert difference(run_wrongly(lambda results, _: results["c"], START), theirs) > 1e-3
    assert difference(run_wrongly(of_the_step_before, START), theirs) > 1e-3
    without = {name: {state: 0 * array for state, array in one.items()} for name, one in START.items()}
    only_first = without | {"layer_1": START["layer_1"]}
    assert difference(STACK(INPUTS, WEIGHTS, start=only_first), theirs) > 1e-3
    assert difference(STACK(INPUTS, WEIGHTS), theirs) > 1e-3


def test_the_first_states_and_the_weights_of_one_layer_are_not_those_of_another():
    """Three layers of equal width hear as many features as they have units, so that no shape tells them apart."""
    weights = {f"layer_{k}": parameters(D, D) for k in (1, 2)}
    start = {name: {one: RNG.normal(size=(B, D)) for one in "hc"} for name in weights}
    pair = Stack(Scan(LSTM), Scan(LSTM))
    right = pair.output(pair(INPUTS, weights, start=start))
    same = {name: start["layer_1"] for name in start}
    exchanged = dict(zip(weights, reversed(weights.values()), strict=True))
    for wrong in (pair(INPUTS, weights, start=same), pair(INPUTS, exchanged, start=start)):
        assert np.abs(pair.output(wrong) - right).max() > 1e-3


def test_a_start_for_a_layer_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no part is called layer_4"):
        STACK(INPUTS, WEIGHTS, start={"layer_4": {}})
    with pytest.raises(ValueError, match="'c_prev' must have shape .B, n."):
        STACK(INPUTS, WEIGHTS, start={"layer_2": {"h": np.zeros((B, 9))}})


# -- residual connections -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MASKS)
def test_a_residual_layer_is_keras_and_a_sum(name):
    mask, weights = MASKS[name], parameters(D, D)
    layer = keras.layers.LSTM(D, return_sequences=True, use_cudnn=False, dtype="float64")
    layer.build(INPUTS.shape)
    layer.set_weights(layouts.lstm_to_keras(weights))
    tensor = None if mask is None else keras.ops.convert_to_tensor(mask)
    theirs = np.asarray(keras.layers.Add(dtype="float64")([layer(INPUTS, mask=tensor), INPUTS]))
    part = Residual(RESIDUAL_LSTM)
    results = part(INPUTS, weights, mask=mask)
    seen = np.ones((B, T), bool) if mask is None else mask
    assert np.abs(part.output(results) - theirs)[seen].max() < TOLERANCE
    assert np.array_equal(part.output(results), results["h"] + INPUTS)
    assert np.abs(results["h"] - theirs)[seen].max() > 0.1


def test_the_equation_of_a_residual_layer_is_the_lstms_and_one_more():
    assert RESIDUAL_LSTM.changes.added == ("y",) and not RESIDUAL_LSTM.changes.changed
    weights, states = parameters(D, D), {f"{one}_prev": RNG.normal(size=(B, D)) for one in "hc"}
    ours = RESIDUAL_LSTM.numpy()(x=INPUTS[:, 0], **states, **weights)
    plain = LSTM.numpy()(x=INPUTS[:, 0], **states, **weights)
    assert all(np.array_equal(ours[name], plain[name]) for name in plain)
    assert np.array_equal(ours["y"], plain["h"] + INPUTS[:, 0])


def test_a_residual_layer_needs_as_many_features_as_units():
    with pytest.raises(ValueError, match="residual_lstm.*must have shape"):
        Residual(RESIDUAL_LSTM)(INPUTS, parameters(D, 5))
