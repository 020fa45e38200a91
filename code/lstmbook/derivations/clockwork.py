"""What follows from the clock: the plain network as a special case, and the gradients of one step."""

import sympy as sp

from lstmbook.derivations.step_backward import StepBackward, j, k, m, p
from lstmbook.equations.clockwork import CLOCKWORK, CLOCKWORK_BACKWARD
from lstmbook.equations.definition import Definition
from lstmbook.equations.simple_rnn import SIMPLE_RNN
from lstmbook.notation import clockwork
from lstmbook.notation.core import d, index, n
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

l = index("l")

STEP = StepBackward(CLOCKWORK, CLOCKWORK_BACKWARD, "g")
entry = STEP.entry
HELD = Fixed(clockwork.a.entry(j), (j,)), Fixed(clockwork.M.entry(l, j), (l, j))
_WAYS = {
    "W": ("the input weights $W$", (k, p), (Range(k, 1, d), Range(p, 1, n))),
    "U": ("the recurrent weights $U$", (m, p), (Range(m, 1, n), Range(p, 1, n))),
    "b": ("the bias", (p,), (Range(p, 1, n),)),
}


def one_module():
    """With a_{t,j} = 1 and M_{l,j} = 1 for all units, h_t is that of the simple recurrent network."""
    given = [
        CLOCKWORK.definition("g", j),
        Definition(clockwork.a.entry(j), sp.Integer(1), (j,)),
        Definition(clockwork.M.entry(l, j), sp.Integer(1), (l, j)),
    ]
    derivation = Derivation(
        CLOCKWORK.entry("h", j), claim="One module with period one is the simple recurrent network", given=given
    )
    derivation.step(entry("g", j), because="every unit is due, so that nothing is kept")
    derivation.step(SIMPLE_RNN.entry("h", j), because="every unit hears every other")
    return derivation.conclude(SIMPLE_RNN.entry("h", j))


def waiting():
    """Where a_{t,p} = 0 the unit hands on what it holds."""
    given = [Definition(clockwork.a.entry(p), sp.Integer(0))]
    derivation = Derivation(CLOCKWORK.entry("h", p), claim="A unit that waits keeps what it holds", given=given)
    derivation.step(entry("h_prev", p), because="what it would have computed is multiplied by zero")
    return derivation.conclude(entry("h_prev", p))


def hidden_by_hidden():
    """d h_{t,p} / d h_{t-1,m} = a_{t,p} (1 - g^2) U_{mp} M_{mp} + delta_{mp} (1 - a_{t,p})."""
    derivation = Derivation(
        sp.Derivative(entry("h", p), entry("h_prev", m)),
        claim="What a unit owes to the units of the step before",
        given=[
            *(CLOCKWORK.definition(name, j) for name in "gh"),
            Fixed(entry("x", k), (k,)),
            *HELD,
            Range(m, 1, n),
        ],
    )
    clock, g = entry("a", p), entry("g", p)
    result = clock * (1 - g**2) * entry("U", m, p) * entry("M", m, p) + sp.KroneckerDelta(m, p) * (1 - clock)
    derivation.step(result, because="the chain rule; of the sum over $l$ only $l = m$ remains")
    return derivation.conclude(result)


def gradient(kind):
    """dJ at the weights "W", "U" or "b", one step's part. KeyError for another kind."""
    what, places, ranges = _WAYS[kind]
    result = entry("z_bar_g", p) if kind == "b" else CLOCKWORK_BACKWARD.entry(f"{kind}_bar", *places)
    return STEP.gradient(f"The gradient at {what}", entry(kind, *places), result, *ranges, *HELD)


def handed_back(name):
    """What the step hands back to its input "x" or to "h" of the step before. KeyError for another name."""
    which, result, at, size = {"x": ("x", "x_bar", k, d), "h": ("h_prev", "h_bar_plus_prev", m, n)}[name]
    claim = f"What step $t$ hands back to ${'x_t' if name == 'x' else 'h_{t-1}'}$"
    given = Range(at, 1, size), *HELD
    return STEP.gradient(claim, entry(which, at), CLOCKWORK_BACKWARD.entry(result, at), *given, but=which)
