"""Two LSTMs over one sequence: their gradients, which meet at the input alone, and what reading backwards is worth.

The gradients of one direction are those of ``step_backward``, with letters of the direction; that which reads backwards
has step t + 1 where the other has t - 1. ``e`` is by how much the probability of the likelier label, given all that a
network has read, exceeds one half; ``m`` is the probability with which the network says the other.
"""

from dataclasses import replace

import sympy as sp

from lstmbook.derivations.lstm_backward import STEP
from lstmbook.equations.placed import Place
from lstmbook.notation.core import Quantity, d, index, letter_of, n, t
from lstmbook.notation.recurrent import x
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Range

k, place = index("k"), index("p")
e, m = (sp.Symbol(name, nonnegative=True) for name in "em")
DIRECTIONS = ("forward", "backward")


def moved(expression, direction):
    """The expression of one LSTM's step as that of the direction writes it: the input is the same, all else its own."""
    at = Place((direction,), direction=direction)

    def entry(one):
        letter = letter_of(one)
        if letter == x.letter:
            return one
        (first, *others), base = one.indices, at.of(Quantity(letter, *letter.shape)).letter.base
        turned = letter.timed and direction == "backward"
        return base[(2 * t - first if turned else first, *others)]

    return expression.replace(lambda one: isinstance(one, sp.Indexed), entry)


def _given(*ranges, but=None):
    """What the steps of both directions assume; the input is one and the same for both."""
    found = []
    for direction in DIRECTIONS:
        for one in STEP.given(but=but):
            changed = {name: moved(getattr(one, name), direction) for name in ("left", "right") if hasattr(one, name)}
            found.append(replace(one, **changed))
    return [*dict.fromkeys(found), *ranges]


OBJECTIVE = sp.Add(*(moved(STEP.objective, direction) for direction in DIRECTIONS))


def input_before():
    """dJ / dx_{t,k}: what the two directions hand back, added."""
    by = STEP.entry("x", k)
    derivation = Derivation(
        sp.Derivative(OBJECTIVE, by),
        claim="What both directions hand back to $x_t$",
        given=_given(Range(k, 1, d), but="x"),
    )
    parts = [moved(STEP.objective, direction) for direction in DIRECTIONS]
    derivation.step(
        sp.Add(*(sp.Derivative(part, by) for part in parts)),
        because="the derivative of a sum is the sum of the derivatives",
    )
    result = sp.Add(*(moved(STEP.backward.entry("x_bar", k), direction) for direction in DIRECTIONS))
    derivation.step(result, because="each direction by its own backward step")
    return derivation.conclude(result)


def input_weights(direction, gate):
    """dJ / dW[k, p] of a gate of one direction: as if the other were not there. KeyError for an unknown gate."""
    other = {"forward": "backward", "backward": "forward"}[direction]
    by = moved(STEP.entry(f"W_{gate}", k, place), direction)
    derivation = Derivation(
        sp.Derivative(OBJECTIVE, by),
        claim=f"What step $t$ adds to the gradient at $W_{gate}$ of the {direction} direction",
        given=_given(Range(k, 1, d), Range(place, 1, n)),
    )
    derivation.step(
        sp.Derivative(moved(STEP.objective, direction), by),
        because=f"nothing in the {other} direction depends on these weights",
    )
    result = moved(STEP.backward.entry(f"W_bar_{gate}", k, place), direction)
    derivation.step(result, because="the backward step of this direction")
    return derivation.conclude(result)


def best_guess():
    """Whoever says the less likely label with a probability m is right with a probability of at most 1/2 + e."""
    half = sp.Rational(1, 2)
    derivation = Derivation((1 - m) * (half + e) + m * (half - e), claim="The likelier label is the best guess")
    derivation.at_most(
        half + e,
        certificate=2 * m * e,
        because="what is missing is a product of two numbers that are not negative, and it is zero for $m = 0$",
    )
    return derivation.conclude(half + e)
