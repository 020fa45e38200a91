"""The linear memory capacity: what a linear network's state says about an input k steps back, and what that adds up to.

The last K inputs are independent, of mean zero and variance one, and the state is a linear function of them with r
independent directions. Inputs are counted from one, the newest first: row k of the K x r matrix Q says how the
directions hold input k, which came in k - 1 steps ago. A readout is a column v of r weights. Directions can always be
chosen so that the columns of Q are orthonormal.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation.core import index, size
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Between, Orthonormal, Range

i, k, m = (index(name) for name in "ikm")
K = size("K", "inputs looked back at", "m")
r = size("r", "independent directions of the state", "i")
Q, v, c, s, p = (sp.IndexedBase(name) for name in ("Q", "v", "c", "s", "p"))
a = sp.Symbol("a", real=True)
noise = sp.Symbol("varepsilon", positive=True)
newest = sp.Symbol("k", integer=True, nonnegative=True)  # so many of the newest inputs, perhaps none

COLUMNS, INPUT = Orthonormal(Q, K, r), Range(k, 1, K)
# The mean squared error of a readout that is to say input k: each input is heard by what it should not be.
ERROR = sp.Sum((sp.KroneckerDelta(m, k) - sp.Sum(v[i] * Q[m, i], (i, 1, r))) ** 2, (m, 1, K))
HELD = sp.Sum(Q[k, i] ** 2, (i, 1, r))
# The same where direction i has the size s_i and noise of its own: what is heard of it has the variance p_i.
HEARD = Definition(p[i], s[i] ** 2 + noise**2, over=(i,))
NOISY = sp.Sum(
    (sp.KroneckerDelta(m, k) - sp.Sum(Q[m, i] * s[i] * v[i], (i, 1, r))) ** 2, (m, 1, K)
) + noise**2 * sp.Sum(v[i] ** 2, (i, 1, r))
HELD_IN_NOISE = sp.Sum(Q[k, i] ** 2 * s[i] ** 2 / p[i], (i, 1, r))


def error():
    """The error of any readout is 1 - sum_i Q_ki^2, and the squared distance of its weights from row k of Q."""
    derivation = Derivation(ERROR, claim="The error of a readout", given=[COLUMNS, INPUT])
    result = 1 - HELD + sp.Sum((v[i] - Q[k, i]) ** 2, (i, 1, r))
    derivation.step(
        result,
        because="multiplied out: the columns of $Q$ are orthonormal, and of the sum over $m$ one term has $m = k$",
    )
    return derivation.conclude(result)


def best():
    """No readout has an error below 1 - sum_i Q_ki^2."""
    derivation = Derivation(error().last, claim="The best readout", given=[COLUMNS, INPUT])
    derivation.at_least(
        1 - HELD,
        certificate=sp.Sum((v[i] - Q[k, i]) ** 2, (i, 1, r)),
        because="a sum of squares is not negative, and it is zero for the weights $v_i = Q_{k,i}$",
    )
    return derivation.conclude(1 - HELD)


def total():
    """The sum over all inputs of what is held is r."""
    derivation = Derivation(sp.Sum(Q[k, i] ** 2, (i, 1, r), (k, 1, K)), claim="All inputs together", given=[COLUMNS])
    derivation.step(r, because="each of the $r$ columns has length one")
    return derivation.conclude(r)


def at_most_one():
    """No input is held to more than one."""
    derivation = Derivation(HELD, claim="No input is held more than wholly", given=[COLUMNS, INPUT])
    rest = sp.KroneckerDelta(m, k) - sp.Sum(Q[k, i] * Q[m, i], (i, 1, r))
    derivation.at_most(
        1,
        certificate=sp.Sum(rest**2, (m, 1, K)),
        because="what is missing from one is the error of the best readout, a sum of squares",
    )
    return derivation.conclude(1)


def best_in_noise():
    """With noise of variance noise^2 in every direction no readout has an error below 1 - sum_i Q_ki^2 s_i^2 / p_i."""
    derivation = Derivation(NOISY, claim="The best readout in noise", given=[COLUMNS, INPUT, HEARD])
    derivation.step(
        1 - 2 * sp.Sum(Q[k, i] * s[i] * v[i], (i, 1, r)) + sp.Sum(p[i] * v[i] ** 2, (i, 1, r)),
        because="multiplied out: the columns of $Q$ are orthonormal, and of the sum over $m$ one term has $m = k$",
    )
    distance = sp.Sum(p[i] * (v[i] - Q[k, i] * s[i] / p[i]) ** 2, (i, 1, r))
    derivation.step(1 - HELD_IN_NOISE + distance, because="the square completed, in each direction by itself")
    derivation.at_least(
        1 - HELD_IN_NOISE,
        certificate=distance,
        because="a sum of squares is not negative, and it is zero for the weights $v_i = Q_{k,i} s_i / p_i$",
    )
    return derivation.conclude(1 - HELD_IN_NOISE)


def total_in_noise():
    """With noise the sum over all inputs of what is held is sum_i s_i^2 / (s_i^2 + noise^2)."""
    start = sp.Sum(Q[k, i] ** 2 * s[i] ** 2 / p[i], (i, 1, r), (k, 1, K))
    derivation = Derivation(start, claim="All inputs together, in noise", given=[COLUMNS, HEARD])
    derivation.step(sp.Sum(s[i] ** 2 / p[i], (i, 1, r)), because="each of the $r$ columns of $Q$ has length one")
    result = sp.Sum(s[i] ** 2 / (s[i] ** 2 + noise**2), (i, 1, r))
    derivation.step(result, because="the definition of $p_i$")
    return derivation.conclude(result)


def one_unit():
    """One unit with recurrent weight a: the shares (1 - a^2) a^(2 (k - 1)) of the newest k inputs are 1 - a^(2k)."""
    empty = Definition(c[0], sp.Integer(0))
    recurrence = Definition(c[newest], c[newest - 1] + (1 - a**2) * a ** (2 * (newest - 1)))
    derivation = Derivation(c[newest], claim="One unit holds one input in all", given=[empty, Between(a, 0, 1)])
    result = 1 - a ** (2 * newest)
    derivation.by_induction(on=newest, recurrence=recurrence, formula=result)
    return derivation.conclude(result)
