"""What is left of one input after t more steps, in a linear network, in its independent directions, and with tanh.

The input enters at step 0 and nothing comes in after it. ``w`` is the state that it makes, one number for each unit.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import sigma
from lstmbook.notation import recurrent
from lstmbook.notation.core import index, n, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Orthonormal, Range

i, j, k, l, m = (index(name) for name in "ijklm")
# A step on the way, where k is a direction.
tau = index("tau")
# The recurrent weight of a single unit, and what an input makes of it.
a, w = sp.Symbol("a", real=True), sp.Symbol("w", real=True)
# By unit or direction; P_t is the t-th power of U, e_t how far a small change is felt after t steps.
row, powers, shares, Q, v, z, e = (sp.IndexedBase(name) for name in ("w", "P", "a", "Q", "v", "z", "e"))
one_state = sp.IndexedBase("h")

h, U = recurrent.h.entry, recurrent.U.entry
LINEAR_STEP = Definition(h(j), sp.Sum(h(m, step=t - 1) * U(m, j), (m, 1, n)), over=(j,))
SYMMETRIC = Definition(U(m, j), sp.Sum(Q[m, i] * shares[i] * Q[j, i], (i, 1, n)), over=(m, j))


def one_unit():
    """h_t = w a^t: at every step the same share is kept."""
    state = Definition(one_state[0], w)
    derivation = Derivation(one_state[t], claim="The impulse response of one linear unit", given=[state])
    result = w * a**t
    derivation.by_induction(on=t, recurrence=Definition(one_state[t], a * one_state[t - 1]), formula=result)
    return derivation.conclude(result)


def many_units():
    """h_{t,j} = sum_m w_m P_{t,mj}: row w times the t-th power of U, entry by entry, from the first step on."""
    first = Definition(h(j, step=sp.Integer(1)), sp.Sum(row[m] * U(m, j), (m, 1, n)), over=(j,))
    power = [
        Definition(powers[1, m, j], U(m, j), over=(m, j)),
        Definition(powers[t + 1, m, j], sp.Sum(powers[t, m, l] * U(l, j), (l, 1, n)), over=(m, j)),
    ]
    derivation = Derivation(h(j), claim="The impulse response of many linear units", given=[first, *power, Range(t, 1)])
    result = sp.Sum(row[m] * powers[t, m, j], (m, 1, n))
    derivation.by_induction(on=t, recurrence=LINEAR_STEP, formula=result, start=1)
    return derivation.conclude(result)


def one_direction():
    """For a symmetric U the part of the state along direction k is multiplied by one number, a_k, at each step."""
    derivation = Derivation(
        sp.Sum(h(j) * Q[j, k], (j, 1, n)),
        claim="In a symmetric network each direction is a unit of its own",
        given=[LINEAR_STEP, SYMMETRIC, Orthonormal(Q, n), Range(k, 1, n)],
    )
    result = shares[k] * sp.Sum(h(m, step=t - 1) * Q[m, k], (m, 1, n))
    derivation.step(
        result, because="the columns of $Q$ are orthonormal, so that of the sum over $i$ only $i = k$ is left"
    )
    return derivation.conclude(result)


def length():
    """The squared length of a state whose part along direction k is v_k a_k^t: sum_k v_k^2 a_k^(2t)."""
    derivation = Derivation(
        sp.Sum(sp.Sum(v[k] * shares[k] ** t * Q[j, k], (k, 1, n)) ** 2, (j, 1, n)),
        claim="The squared length of what is left",
        given=[Orthonormal(Q, n)],
    )
    result = sp.Sum(v[k] ** 2 * shares[k] ** (2 * t), (k, 1, n))
    derivation.step(result, because="the columns of $Q$ are orthonormal: directions do not mix")
    return derivation.conclude(result)


def fading(step):
    """sum_k v_k^2 sigma(z_k)^step: traces that fade, each by a share of its own between zero and one."""
    return sp.Sum(v[k] ** 2 * sigma(z[k]) ** step, (k, 1, n))


def never_faster():
    """s_t s_{t+2} >= s_{t+1}^2 for a sum s of fading traces: the share kept of the sum never falls."""
    derivation = Derivation(fading(t) * fading(t + 2), claim="A sum of fading traces never fades faster than before")
    bound = fading(t + 1) ** 2
    pair = v[i] ** 2 * v[k] ** 2 * sigma(z[i]) ** t * sigma(z[k]) ** t
    derivation.at_least(
        bound,
        certificate=sp.Sum(pair * (sigma(z[i]) - sigma(z[k])) ** 2, (i, 1, n), (k, 1, n)) / 2,
        because="the difference is half the sum, over all pairs of traces, of $v_i^2\\, v_k^2\\, \\sigma^t(z_i)\\, "
        "\\sigma^t(z_k)\\, (\\sigma(z_i) - \\sigma(z_k))^2$, and no factor of it is negative",
    )
    return derivation.conclude(bound)


def with_tanh():
    """One unit with tanh: a small change at step 0 is felt after t steps by a times the slope, for each step."""
    derivation = Derivation(e[t], claim="With $\\tanh$ every step takes its slope")
    result = e[0] * sp.Product(a * (1 - one_state[tau] ** 2), (tau, 1, t))
    recurrence = Definition(e[t], a * (1 - one_state[t] ** 2) * e[t - 1])
    derivation.by_induction(on=t, recurrence=recurrence, formula=result)
    return derivation.conclude(result)
