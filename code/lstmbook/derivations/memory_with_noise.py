"""What noise in every step leaves of a linear memory: how much the best readout hears, what is shared, who gets it.

The units are mixed so that the noise in each mixture is independent with variance one. ``v`` is then the row that is
left of an input, and row m of ``Q`` what is left of the m-th number of noise that ever came in.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.notation import recurrent
from lstmbook.notation.core import index, n, size, t
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Between, Orthonormal, Range

i, j, k, l, m = (index(name) for name in "ijklm")
K = size("K", "numbers of noise that came in", "m")
P, Q, V, a, c, e, s, u, v, w = (sp.IndexedBase(name) for name in ("P", "Q", "V", "a", "c", "e", "s", "u", "v", "w"))
alpha, b = sp.Symbol(r"\alpha", positive=True), sp.Symbol("b", positive=True)

U = recurrent.U.entry
# A symmetric matrix by its eigenvalues a_i and its eigenvectors, the columns of P: the spectral theorem.
SYMMETRIC = Definition(U(m, j), sp.Sum(P[m, i] * a[i] * P[j, i], (i, 1, n)), over=(m, j))
DIRECTIONS = Orthonormal(P, n)
# The input weights by their parts along the eigenvectors.
PARTS = Definition(w[m], sp.Sum(s[i] * P[m, i], (i, 1, n)), over=(m,))
QUIET = Definition(V[0], sp.Integer(0))


def best_readout():
    """The square of what a readout u makes of a row v is at most its noise, sum u^2, times J, sum v^2."""
    derivation = Derivation(sp.Sum(u[i] * v[i], (i, 1, n)) ** 2, claim="What a readout can hear above the noise")
    bound = sp.Sum(u[i] ** 2, (i, 1, n)) * sp.Sum(v[i] ** 2, (i, 1, n))
    derivation.at_most(
        bound,
        certificate=sp.Sum((u[i] * v[k] - u[k] * v[i]) ** 2, (i, 1, n), (k, 1, n)) / 2,
        because="what is missing is half the sum of all $(u_i v_k - u_k v_i)^2$, and it is zero for $u = v$",
    )
    return derivation.conclude(bound)


def shared():
    """What the state's n directions hold of all the noise that ever came in adds up to n."""
    derivation = Derivation(
        sp.Sum(Q[m, i] ** 2, (i, 1, n), (m, 1, K)),
        claim="All that comes in shares what the units can hold",
        given=[Orthonormal(Q, K, n)],
    )
    derivation.step(n, because="each of the $n$ columns has length one")
    return derivation.conclude(n)


def one_direction():
    """The part of v U along an eigenvector is that of v times the eigenvalue: every direction minds its own."""
    part = sp.Sum(sp.Sum(v[m] * U(m, j), (m, 1, n)) * P[j, l], (j, 1, n))
    derivation = Derivation(part, claim="Every direction minds its own", given=[SYMMETRIC, DIRECTIONS, Range(l, 1, n)])
    result = a[l] * sp.Sum(v[m] * P[m, l], (m, 1, n))
    derivation.step(result, because="of the sum over the eigenvectors one term is left, that of direction $l$ itself")
    return derivation.conclude(result)


def noise_along():
    """The noise along one direction after t steps: V_t = (1 - a^2t) / ((1 - a) (1 + a))."""
    recurrence = Definition(V[t], a[i] ** 2 * V[t - 1] + 1)
    derivation = Derivation(V[t], claim="The noise along one direction", given=[QUIET, Between(a[i], -1, 1)])
    result = (1 - a[i] ** (2 * t)) / ((1 - a[i]) * (1 + a[i]))
    derivation.by_induction(on=t, recurrence=recurrence, formula=result)
    return derivation.conclude(result)


def all_directions():
    """The first t lags hold the sum over the directions of s_i^2 (1 - a_i^2t)."""
    newest = sp.Sum(s[i] ** 2 * (1 - a[i] ** 2) * a[i] ** (2 * (t - 1)), (i, 1, n))
    derivation = Derivation(c[t], claim="What $t$ lags hold", given=[Definition(c[0], sp.Integer(0))])
    result = sp.Sum(s[i] ** 2 * (1 - a[i] ** (2 * t)), (i, 1, n))
    derivation.by_induction(on=t, recurrence=Definition(c[t], c[t - 1] + newest), formula=result)
    return derivation.conclude(result)


def whole_length():
    """The squares of the parts of w along the eigenvectors add up to its squared length."""
    derivation = Derivation(
        sp.Sum(w[m] ** 2, (m, 1, n)), claim="The parts of the input weights", given=[PARTS, DIRECTIONS]
    )
    result = sp.Sum(s[i] ** 2, (i, 1, n))
    derivation.step(result, because="the columns of $P$ are orthonormal")
    return derivation.conclude(result)


def telescope():
    """If lag k holds what a squared length e loses with the next step, t lags hold e_0 - e_t."""
    derivation = Derivation(
        c[t], claim="What $t$ lags hold, without eigenvectors", given=[Definition(c[0], sp.Integer(0))]
    )
    result = e[0] - e[t]
    derivation.by_induction(on=t, recurrence=Definition(c[t], c[t - 1] + e[t - 1] - e[t]), formula=result)
    return derivation.conclude(result)


def chain_noise():
    """Unit t of a chain with squared weights alpha has a noise of variance alpha^(t-1) + ... + alpha + 1."""
    derivation = Derivation(V[t], claim="The noise at unit $t$ of a chain", given=[QUIET])
    result = sp.Sum(alpha ** (t - i), (i, 1, t))
    derivation.by_induction(on=t, recurrence=Definition(V[t], alpha * V[t - 1] + 1), formula=result)
    return derivation.conclude(result)


def chain_that_amplifies():
    """With alpha = 1 + b the noise at unit t is less than alpha^t / b: it grows no faster than the signal."""
    gain = 1 + b
    derivation = Derivation(V[t], claim="The noise of a chain that amplifies", given=[QUIET])
    derivation.by_induction(on=t, recurrence=Definition(V[t], gain * V[t - 1] + 1), formula=(gain**t - 1) / b)
    derivation.less_than(gain**t / b, certificate=1 / b, because="what is missing is $1/b$")
    return derivation.conclude(gain**t / b)
