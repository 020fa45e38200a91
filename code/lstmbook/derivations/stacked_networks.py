"""What follows for a stack of layers from who hears whom: the paths through it, what they carry, residual connections.

A path leads from an input at one step to the hidden state of layer l, t steps later, by arrows forwards in time, which
stay in their layer, and upwards, which stay in their step. The first arrow leads from the input into layer 1.
"""

import sympy as sp

from lstmbook.derivations.step_backward import StepBackward
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm_backward import GATES, LSTM_BACKWARD
from lstmbook.equations.residual import RESIDUAL_LSTM, resized
from lstmbook.notation.core import d, index, n, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

l, m, j, k = (index(name) for name in "lmjk")
s = sp.Symbol("s", integer=True, nonnegative=True)
# How many paths lead to layer l in t steps; the binomial coefficient of t + l - 1 over t; what all paths carry
# together if an arrow in time carries a and an arrow upwards w.
paths, binomial, carried = (sp.IndexedBase(name) for name in "NBq")
a, w = sp.Symbol("a", real=True), sp.Symbol("w", real=True)
L = sp.Symbol("L", integer=True, positive=True)

PATHS = Definition(paths[t, l + 1], paths[t - 1, l + 1] + paths[t, l])
CARRIED = Definition(carried[t, l + 1], a * carried[t - 1, l + 1] + w * carried[t, l])

_BACKWARD = resized(LSTM_BACKWARD, d, n)


def number_of_paths():
    """N_{t,l+1} = B_{t,l+1} at every t, if it is so in layer l: the step of an induction over the layers.

    The rules of B are those of the binomial coefficient (t + l)! / (t! l!).
    """
    given = [
        Definition(paths[0, l + 1], sp.Integer(1)),
        Definition(paths[s, l], binomial[s, l], (s,)),
        Definition(binomial[0, l + 1], sp.Integer(1)),
        Definition(binomial[m, l + 1], binomial[m - 1, l + 1] * (m + l) / m, (m,)),
        Definition(binomial[m, l], binomial[m - 1, l + 1] * l / m, (m,)),
    ]
    derivation = Derivation(paths[t, l + 1], claim="From layer $l$ to layer $l + 1$", given=given)
    derivation.by_induction(on=t, recurrence=PATHS, formula=binomial[t, l + 1])
    return derivation.conclude(binomial[t, l + 1])


def what_they_carry():
    """q_{t,l+1} = N_{t,l+1} w^(l+1) a^t, if it is so in layer l: every path carries the same."""
    given = [
        Definition(carried[0, l + 1], w ** (l + 1)),
        Definition(carried[s, l], paths[s, l] * w**l * a**s, (s,)),
        Definition(paths[0, l + 1], sp.Integer(1)),
        Definition(paths[m, l + 1], paths[m - 1, l + 1] + paths[m, l], (m,)),
    ]
    derivation = Derivation(carried[t, l + 1], claim="What all paths carry together", given=given)
    result = paths[t, l + 1] * w ** (l + 1) * a**t
    derivation.by_induction(on=t, recurrence=CARRIED, formula=result)
    return derivation.conclude(result)


def growth():
    """q_{t+1,L} less q_{t,L}, in units of w^L a^t B_{t,L}/(t + 1): a L - 1 - t (1 - a), positive up to the peak."""
    number = binomial[t, L]
    given = [Definition(binomial[t + 1, L], number * (t + L) / (t + 1))]
    derivation = Derivation(
        a * binomial[t + 1, L] - number, claim="Whether one step further back counts more", given=given
    )
    derivation.step(
        number * (a * (t + L) / (t + 1) - 1), because="the rule of the binomial coefficients from one step to the next"
    )
    result = number * (a * L - 1 - t * (1 - a)) / (t + 1)
    derivation.step(result, because="brought to one denominator")
    return derivation.conclude(result)


def shown_by_heard():
    """d y_{t,j} / d x_{t,k} = delta_jk + d h_{t,j} / d x_{t,k}: one arrow upwards costs nothing."""
    entry = {name: RESIDUAL_LSTM.quantities[name].entry for name in ("x", "y", "h", "h_prev", "c_prev")}
    given = [RESIDUAL_LSTM.definition(name, j) for name, _ in RESIDUAL_LSTM.equations]
    given += [Fixed(entry[name](j), (j,)) for name in ("h_prev", "c_prev")] + [Range(k, 1, n)]
    by = entry["x"](k)
    derivation = Derivation(sp.Derivative(entry["y"](j), by), claim="What the shown owes to the heard", given=given)
    result = sp.KroneckerDelta(j, k) + sp.Derivative(entry["h"](j), by)
    derivation.step(result, because="the derivative of a sum, and that of $x_{t,j}$ in $x_{t,k}$ is one or zero")
    return derivation.conclude(result)


def handed_down():
    """What a residual layer hands down to x_t: x_bar_t, as without the connection, and what it is itself told.

    The loss sees y_t, with the gradient l_bar_t; the next step hears h_t, and hands back h_bar_plus_t.
    """
    step = StepBackward(RESIDUAL_LSTM, _BACKWARD, GATES)
    told = {name: step.entry(name, j) for name in ("loss_bar", "h_bar_plus", "c_bar_plus", "h_bar")}
    given = [one for one in step.given(Range(k, 1, n), but="x") if getattr(one, "left", None) != told["h_bar"]]
    given += [_BACKWARD.definition("h_bar", j), *(Fixed(told[name], (j,)) for name in ("loss_bar", "h_bar_plus"))]
    shown = told["loss_bar"] * step.entry("y", j)
    kept = told["h_bar_plus"] * step.entry("h", j) + told["c_bar_plus"] * step.entry("c", j)
    derivation = Derivation(
        sp.Derivative(sp.Sum(shown + kept, (j, 1, n)), step.entry("x", k)),
        claim="What a residual layer hands down",
        given=given,
    )
    result = step.entry("loss_bar", k) + _BACKWARD.entry("x_bar", k)
    derivation.step(result, because="$x_t$ stands in $y_t$ itself, beside one, and in the four blocks as in every LSTM")
    return derivation.conclude(result)
