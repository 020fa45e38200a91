"""The linear memory capacity: what a linear network's state says about an input k steps back, and what that adds up to.

The last K inputs are independent, of mean zero and variance one, and the state is a linear function of them with r
independent directions. Row k of the K x r matrix Q says how they hold the input of k - 1 steps back; a readout is a row
u of r weights. Directions can always be chosen so that the columns of Q are orthonormal.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation.core import index, size, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Between, Orthonormal, Range

i, k, m = (index(name) for name in "ikm")
K = size("K", "inputs looked back at", "m")
r = size("r", "independent directions of the state", "i")
Q, u, c = (sp.IndexedBase(name) for name in ("Q", "u", "c"))
a = sp.Symbol("a", real=True)

COLUMNS, LAG = Orthonormal(Q, K, r), Range(k, 1, K)
# The mean squared error of a readout that is to say input k: each input is heard by what it should not be.
ERROR = sp.Sum((sp.KroneckerDelta(m, k) - sp.Sum(u[i] * Q[m, i], (i, 1, r))) ** 2, (m, 1, K))
HELD = sp.Sum(Q[k, i] ** 2, (i, 1, r))


def error():
    """The error of any readout is 1 - sum_i Q_ki^2, and the squared distance of its weights from row k of Q."""
    derivation = Derivation(ERROR, claim="The error of a readout", given=[COLUMNS, LAG])
    result = 1 - HELD + sp.Sum((u[i] - Q[k, i]) ** 2, (i, 1, r))
    derivation.step(
        result,
        because="multiplied out: the columns of $Q$ are orthonormal, and of the sum over $m$ one term has $m = k$",
    )
    return derivation.conclude(result)


def best():
    """No readout has an error below 1 - sum_i Q_ki^2."""
    derivation = Derivation(error().last, claim="The best readout", given=[COLUMNS, LAG])
    derivation.at_least(
        1 - HELD,
        certificate=sp.Sum((u[i] - Q[k, i]) ** 2, (i, 1, r)),
        because="a sum of squares is not negative, and it is zero for the weights $u_i = Q_{k,i}$",
    )
    return derivation.conclude(1 - HELD)


def total():
    """The sum over all lags of what is held is r."""
    derivation = Derivation(sp.Sum(Q[k, i] ** 2, (i, 1, r), (k, 1, K)), claim="All lags together", given=[COLUMNS])
    derivation.step(r, because="each of the $r$ columns has length one")
    return derivation.conclude(r)


def at_most_one():
    """No input is held to more than one."""
    derivation = Derivation(HELD, claim="No input is held more than wholly", given=[COLUMNS, LAG])
    rest = sp.KroneckerDelta(m, k) - sp.Sum(Q[k, i] * Q[m, i], (i, 1, r))
    derivation.at_most(
        1,
        certificate=sp.Sum(rest**2, (m, 1, K)),
        because="what is missing from one is the error of the best readout, a sum of squares",
    )
    return derivation.conclude(1)


def one_unit():
    """One unit with recurrent weight a: the shares (1 - a^2) a^(2k) of t lags add up to 1 - a^(2t)."""
    shares = sp.IndexedBase("c")
    empty = Definition(shares[0], sp.Integer(0))
    recurrence = Definition(shares[t], shares[t - 1] + (1 - a**2) * a ** (2 * (t - 1)))
    derivation = Derivation(shares[t], claim="One unit holds one input in all", given=[empty, Between(a, 0, 1)])
    result = 1 - a ** (2 * t)
    derivation.by_induction(on=t, recurrence=recurrence, formula=result)
    return derivation.conclude(result)
