"""What is proved about two directions, and that a false version is not."""

import pytest
import sympy as sp
from lstmbook.derivations import bidirectional
from lstmbook.derivations.bidirectional import moved
from lstmbook.derivations.lstm_backward import STEP
from lstmbook.equations.bidirectional import BIDIRECTIONAL_LSTM
from lstmbook.notation.core import d, index
from lstmbook.proof.derivation import Derivation, NotProved
from lstmbook.proof.hypotheses import Range

j, k = index("j"), index("k")


@pytest.mark.parametrize("direction", bidirectional.DIRECTIONS)
def test_moved_definitions_are_those_of_the_object(direction):
    """The letters and steps that the derivation gives a direction are those which the object writes."""
    model = BIDIRECTIONAL_LSTM.models[direction,]
    for name in "ifgoch":
        ours = moved(STEP.model.definition(name, j).left, direction), moved(STEP.model.entry(name, j), direction)
        theirs = model.definition(f"{direction}_{name}", j)
        assert ours == (theirs.left, theirs.right)


def test_one_direction_alone_is_not_the_gradient_at_the_input():
    """The page proves that both together are."""
    given = bidirectional._given(Range(k, 1, d), but="x")
    derivation = Derivation(sp.Derivative(bidirectional.OBJECTIVE, STEP.entry("x", k)), claim="half", given=given)
    with pytest.raises(NotProved):
        derivation.step(moved(STEP.backward.entry("x_bar", k), "forward"), because="the other forgotten")


def test_the_likelier_label_is_the_best_guess_and_no_better_bound_holds():
    bidirectional.best_guess()
    derivation = Derivation(bidirectional.best_guess().lines[0].expression, claim="too good")
    with pytest.raises(NotProved):
        derivation.at_most(sp.Rational(1, 2), certificate=2 * bidirectional.m * bidirectional.e, because="it is not")
