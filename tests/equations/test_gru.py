"""The GRU in both conventions: equal to Keras, and where the two meet."""

import keras
import numpy as np
import pytest
import sympy as sp
from equations.cases import BATCH, FEATURES, INPUTS, RNG, TOLERANCE, UNITS, chain, random_parameters
from lstmbook import layouts
from lstmbook.equations.definition import Definition
from lstmbook.equations.gru import GRU, GRU_RESET_AFTER
from lstmbook.equations.sequence import Scan
from lstmbook.notation.core import index
from lstmbook.notation.gru import bU_of, r, z
from lstmbook.notation.recurrent import g, h
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved

j, k, l = (index(name) for name in "jkl")


@pytest.mark.parametrize(("model", "after"), [(GRU, False), (GRU_RESET_AFTER, True)])
def test_gru_equals_keras(model, after):
    weights = random_parameters(model, d=FEATURES, n=UNITS)
    layer = keras.layers.GRU(UNITS, reset_after=after, return_sequences=True, dtype="float64")
    layer.build(INPUTS.shape)
    layer.set_weights(list(layouts.gru_to_keras(weights)))
    start = RNG.normal(size=(BATCH, UNITS))
    ours = Scan(model)(INPUTS, weights, start={"h": start})["h"]
    assert np.abs(ours - layer(INPUTS, initial_state=start)).max() < TOLERANCE


def test_the_two_conventions_are_two():
    before, after = GRU, GRU_RESET_AFTER
    assert before.latex("g").source != after.latex("g").source
    assert after.changes.changed == ("z", "r", "g") and after.changes.new == ("bU_z", "bU_r", "bU_g")
    weights = random_parameters(after, d=FEATURES, n=UNITS)
    weights |= {name: np.zeros(UNITS) for name in after.changes.new}
    same = {name: array for name, array in weights.items() if name in before.parameters}
    assert np.abs(Scan(after)(INPUTS, weights)["h"] - Scan(before)(INPUTS, same)["h"]).max() > 1e-3


def test_the_two_conventions_meet_where_the_reset_gate_is_open():
    open_gate = [Definition(r.entry(j), sp.Integer(1), (j,)), Definition(bU_of["g"].entry(j), sp.Integer(0), (j,))]
    one, other = GRU_RESET_AFTER.entry("g", j), GRU.entry("g", j)
    assert chain(one, other, given=open_gate).scope == FOR_ALL_SIZES
    with pytest.raises(NotProved):
        chain(one, other, given=open_gate[1:])


@pytest.mark.parametrize("model", [GRU, GRU_RESET_AFTER])
def test_the_new_state_lies_between_the_old_one_and_the_candidate(model):
    new, old, candidate, kept = h.entry(j), h.prev.entry(j), g.entry(j), z.entry(j)
    given = [model.definition("h", j), model.definition("z", j)]
    derivation = Derivation((new - candidate) * (old - new), claim="h lies between", given=given)
    certificate = kept * (1 - kept) * (old - candidate) ** 2
    derivation.at_least(0, certificate=certificate, because="a gate lies between zero and one")
    assert derivation.conclude(0).scope == FOR_ALL_SIZES
