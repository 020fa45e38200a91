"""Coupled gates: the derivations hold for all sizes, and their wrong variants are not proved."""

import pytest
import sympy as sp
from lstmbook.derivations import coupled
from lstmbook.derivations.coupled import STEP, c, c_prev, f, g, i, j, r
from lstmbook.derivations.step_backward import StepBackward
from lstmbook.equations.coupled import COUPLED_LSTM
from lstmbook.equations.coupled_backward import COUPLED_LSTM_BACKWARD
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.notation.core import n, t
from lstmbook.notation.gradients import c_bar
from lstmbook.notation.recurrent import c as cell
from lstmbook.notation.recurrent import g as candidate
from lstmbook.notation.recurrent import i as gate
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved
from lstmbook.proof.induction import SLACK

NAMES = ["is_an_lstm", "told_to_the_gate", "ceiling", "floor", "never_attained", "held", "shares_add_up"]


@pytest.mark.parametrize("name", NAMES)
def test_is_proved_for_all_sizes(name):
    derivation = getattr(coupled, name)()
    assert derivation.closed and derivation.scope == FOR_ALL_SIZES


@pytest.mark.parametrize("wrong", [lambda one: -one, lambda one: one, lambda one: 1 + one], ids=["-i", "i", "1 + i"])
def test_the_forget_gate_of_the_negative_block_is_nothing_else(wrong):
    given = coupled.is_an_lstm().given
    with pytest.raises(NotProved, match="counterexample"):
        Derivation(LSTM.quantities["f"].entry(j), claim="wrong", given=given).step(
            wrong(LSTM.entry("i", j)), because="no identity of the logistic function"
        )


@pytest.mark.parametrize("left_out", range(3))
def test_each_part_of_the_block_has_to_be_negated(left_out):
    blocks = [one for place, one in enumerate(coupled.negative_block()) if place != left_out]
    given = [*blocks, LSTM.definition("f", j), LSTM.definition("i", j)]
    with pytest.raises(NotProved):
        Derivation(LSTM.quantities["f"].entry(j), claim="wrong", given=given).step(1 - i, because="two of three")


@pytest.mark.parametrize("wrong", [g, -c_prev, g + c_prev, c_prev - g])
def test_a_gate_that_is_told_something_else(wrong):
    told = coupled.told_to_the_gate()
    with pytest.raises(NotProved, match="counterexample"):
        Derivation(told.start, claim="wrong", given=told.given).step(wrong, because="one of its two effects")


def test_the_ceiling_is_not_one_for_a_cell_that_starts_above_it():
    given = coupled.ceiling().given
    new_i, new_g = (COUPLED_LSTM.quantities[name].entry(j, step=t + 1) for name in "ig")
    with pytest.raises(NotProved):
        Derivation(c, claim="wrong", given=given).at_most_by_induction(
            on=t,
            recurrence=COUPLED_LSTM.definition("c", j),
            bound=sp.Integer(1),
            certificate=(1 - new_i) * SLACK + new_i * (1 - new_g),
            because="the start may be above one",
        )


def test_an_lstm_with_free_gates_may_pass_the_ceiling():
    given = [LSTM.definition(name, j) for name in "figc"] + [Definition(c_prev, 1 + r - SLACK)]
    with pytest.raises(NotProved):
        Derivation(c, claim="wrong", given=given).less_than(
            1 + r, certificate=f * SLACK + (1 - f) * (1 + r) - i * g, because="no mean"
        )


def test_a_level_below_one_is_no_ceiling():
    given = [*(COUPLED_LSTM.definition(name, j) for name in "figc"), Definition(c_prev, sp.Rational(1, 2) - SLACK)]
    with pytest.raises(NotProved):
        certificate = (1 - i) * SLACK + i * (sp.Rational(1, 2) - g)
        Derivation(c, claim="wrong", given=given).less_than(sp.Rational(1, 2), certificate, because="g may be larger")


WRONG = {
    "without the old cell": sp.HadamardProduct(c_bar, candidate, gate, sp.OneMatrix(1, n) - gate),
    "with the sum": sp.HadamardProduct(c_bar, candidate + cell.prev, gate, sp.OneMatrix(1, n) - gate),
    "with the new cell": sp.HadamardProduct(c_bar, candidate - cell, gate, sp.OneMatrix(1, n) - gate),
    "without the slope": sp.HadamardProduct(c_bar, candidate - cell.prev),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_backward_step_is_rejected(name):
    wrong = StepBackward(COUPLED_LSTM, COUPLED_LSTM_BACKWARD.but("wrong", z_bar_i=WRONG[name]), "igo")
    with pytest.raises(NotProved):
        wrong.at_weights("U", "i")


def test_the_backward_step_has_no_forget_block():
    assert not [name for name, _ in COUPLED_LSTM_BACKWARD.equations if name.endswith("bar_f")]
    with pytest.raises(KeyError):
        STEP.at_weights("U", "f")
