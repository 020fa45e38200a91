"""The cell with gates that stand still: the leaky integrator, its memory and what it averages away.

The forget gate of unit j stands at f_j and the input gate at 1 - f_j, so that the cell is a running average of what
it is offered. ``f_j`` without a step is that constant; ``f_{t,j}`` is the gate as the model computes it.
"""

import sympy as sp

from lstmbook.derivations import cell_as_sum
from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import LSTM
from lstmbook.equations.nodes import sigma
from lstmbook.notation import recurrent
from lstmbook.notation.core import index, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Between

j, m, s = index("j"), index("m"), index("s")
# The constants at which the gate and the candidate of unit j stand.
f, g = recurrent.f.letter.base[j], recurrent.g.letter.base[j]
# A forget gate as a plain number, for statements about numbers only.
share = sp.Symbol("f", positive=True)
# In this many steps a memory is halved, for a gate strictly between zero and one; at one the logarithm is zero.
# Kept as it is said: SymPy would write ln(1/2) as -ln 2.
HALF_LIFE = sp.log(sp.Rational(1, 2), evaluate=False) / sp.log(share)
b = sp.Symbol("b", real=True)


def _at(name, step):
    return LSTM.quantities[name].entry(j, step=step)


FORGET_STANDS = Definition(_at("f", s), f, over=(s,))
INPUT_STANDS = Definition(_at("i", s), 1 - f, over=(s,))
CANDIDATE_STANDS = Definition(_at("g", s), g, over=(s,))


def geometric_weights():
    """The weighted sum over the past with gates that stand still: the weights are powers of f_j."""
    derivation = Derivation(
        cell_as_sum.weighted_past().last,
        claim="With gates that stand still, the weights of the past are powers",
        given=[FORGET_STANDS, INPUT_STANDS],
    )
    result = f**t * _at("c", 0) + sp.Sum((1 - f) * f ** (t - m) * _at("g", m), (m, 1, t))
    derivation.step(result, because="a product of equal gates is a power: $t - m$ of them stand after step $m$")
    return derivation.conclude(result)


def approach():
    """c_{t,j} = g_j + f_j^t (c_{0,j} - g_j): the distance to a constant candidate shrinks by f_j at every step."""
    derivation = Derivation(
        _at("c", t),
        claim="A leaky integrator approaches what it is offered",
        given=[FORGET_STANDS, INPUT_STANDS, CANDIDATE_STANDS],
    )
    result = g + f**t * (_at("c", 0) - g)
    derivation.by_induction(on=t, recurrence=LSTM.definition("c", j), formula=result)
    return derivation.conclude(result)


def half_life():
    """f^(t + ln(1/2)/ln f) = f^t / 2 for 0 < f < 1: so many steps later, half is left, whatever was left before."""
    derivation = Derivation(
        share ** (t + HALF_LIFE.doit()), claim="The half-life of a memory", given=[Between(share, 0, 1)]
    )
    result = share**t / 2
    derivation.step(
        result,
        because="$f$ to the power of $\\ln\\tfrac12 / \\ln f$ is $\\tfrac12$, since $\\ln f$ is not zero between "
        "zero and one; and $\\ln\\tfrac12$ is $-\\ln 2$",
    )
    return derivation.conclude(result)


def time_constant():
    """1 / (1 - sigma(b)) = 1 + e^b: each unit of forget bias makes the memory about e times as long."""
    gate = Definition(f, 1 / (1 + sp.exp(-b)), over=(j,))
    derivation = Derivation(1 / (1 - f), claim="The time constant from the forget bias", given=[gate])
    derivation.step(
        (1 + sp.exp(-b)) / sp.exp(-b),
        because="the gate is $\\sigma(b) = 1/(1 + e^{-b})$, and the fraction is expanded by $1 + e^{-b}$",
    )
    derivation.step(1 + sp.exp(b), because="the division carried out")
    return derivation.conclude(1 + sp.exp(b))


def log_gate_is_concave():
    """The second derivative of ln sigma(z) is never positive: a gate that wavers forgets faster."""
    z = sp.Symbol("z", real=True)
    gate = sigma(z)
    derivation = Derivation(
        sp.Derivative(sp.log(gate), z, z), claim="The logarithm of a gate bends downwards everywhere"
    )
    derivation.step(
        -gate * (1 - gate), because="the first derivative of $\\ln\\sigma(z)$ is $1 - \\sigma(z)$, by the chain rule"
    )
    derivation.at_most(0, certificate=gate * (1 - gate), because="both factors of $\\sigma(1-\\sigma)$ are positive")
    return derivation.conclude(0)


def noise_left():
    """The variance of the cell when every candidate is independent noise of variance one.

    The weights of independent noise add up as squares, which gives the recurrence V_t = f^2 V_{t-1} + (1 - f)^2.
    The variance is a capital V, since v is the value vector of the notation and would be shown as that.
    """
    variance = sp.IndexedBase("V")
    empty = Definition(variance[0, j], sp.Integer(0), over=(j,))
    recurrence = Definition(variance[t, j], f**2 * variance[t - 1, j] + (1 - f) ** 2, over=(j,))
    derivation = Derivation(
        variance[t, j], claim="How much noise a leaky integrator lets through", given=[empty, Between(f, 0, 1)]
    )
    result = (1 - f ** (2 * t)) * (1 - f) / (1 + f)
    derivation.by_induction(on=t, recurrence=recurrence, formula=result)
    return derivation.conclude(result)


def mean_age():
    """Sum of k (1 - f) f^(k-1) for k = 1, ..., t: the first t terms of the mean age of a leaky average.

    The newest write has age 1. The weights of t writes add up to 1 - f^t only, so that this is a mean age in the
    limit of large t and not before.
    """
    a = sp.IndexedBase("a")
    empty = Definition(a[0, j], sp.Integer(0), over=(j,))
    recurrence = Definition(a[t, j], a[t - 1, j] + t * (1 - f) * f ** (t - 1), over=(j,))
    derivation = Derivation(a[t, j], claim="The first $t$ terms of the mean age", given=[empty, Between(f, 0, 1)])
    result = (1 - f**t) / (1 - f) - t * f**t
    derivation.by_induction(on=t, recurrence=recurrence, formula=result)
    return derivation.conclude(result)
