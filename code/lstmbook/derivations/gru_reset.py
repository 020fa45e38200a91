"""Where the reset gate of a GRU stands, and what follows: the two candidates differ unless U_g is diagonal.

And what keeps a GRU's state small in either convention: the new state is a mean of the old one and the candidate.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.gru import GRU
from lstmbook.equations.printers import to_entry
from lstmbook.notation.core import index, n, t
from lstmbook.notation.gru import U_of, bU_of, r, z
from lstmbook.notation.recurrent import g, h
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Range
from lstmbook.proof.induction import SLACK

j, l, m = (index(name) for name in "jlm")
_times = sp.HadamardProduct
BEFORE = _times(r, h.prev) * U_of["g"]
AFTER = _times(r, h.prev * U_of["g"])
WITH_BIAS = _times(r, h.prev * U_of["g"] + bU_of["g"])
PLACES = [Range(j, 1, n), Range(m, 1, n)]

_reset, _old = r.entry, h.prev.entry


def _entry(expression):
    return to_entry(expression, 1, j, t)


def difference():
    """Entry j of (r * h) U - r * (h U) is the sum over l of (r_l - r_j) h_l U_lj."""
    derivation = Derivation(_entry(BEFORE) - _entry(AFTER), claim="How far the two candidates' sums are apart")
    result = sp.Sum((_reset(l) - _reset(j)) * _old(l) * U_of["g"].entry(l, j), (l, 1, n))
    derivation.step(result, because="both are sums over the same products $h_{t-1,l}\\,U_{g,lj}$")
    return derivation.conclude(result)


def same_where_diagonal():
    """With U_lj = u_j for l = j and zero elsewhere, (r * h) U is r * (h U), whatever r and h."""
    diagonal = Definition(U_of["g"].entry(l, j), sp.KroneckerDelta(l, j) * sp.IndexedBase("u")[j], (l, j))
    given = [diagonal, Range(j, 1, n)]
    derivation = Derivation(_entry(BEFORE), claim="With a diagonal matrix it does not matter where", given=given)
    result = _entry(AFTER)
    derivation.step(result, because="of each sum only the term $l = j$ is left, $r_{t,j}\\,h_{t-1,j}\\,u_j$ in both")
    return derivation.conclude(result)


def difference_at_unit_vector():
    """Where h is one at unit m and zero elsewhere the difference is (r_m - r_j) U_mj."""
    one_unit = Definition(_old(l), sp.KroneckerDelta(l, m), (l,))
    derivation = Derivation(
        _entry(BEFORE) - _entry(AFTER),
        claim="The difference where only unit $m$ holds something",
        given=[one_unit, *PLACES],
    )
    result = (_reset(m) - _reset(j)) * U_of["g"].entry(m, j)
    derivation.step(result, because="of each sum only the term $l = m$ is left")
    return derivation.conclude(result)


def second_bias_at_zero():
    """With h = 0, r * (h U + bU) is r_j bU_j: it changes with the reset gate unless bU_j is zero."""
    derivation = Derivation(
        _entry(WITH_BIAS),
        claim="The second bias where the state is zero",
        given=[Definition(_old(l), sp.Integer(0), (l,))],
    )
    result = _reset(j) * bU_of["g"].entry(j)
    derivation.step(result, because="every term of the product with $U_g$ is zero")
    return derivation.conclude(result)


def between(model=GRU):
    """(h_t - g_t) (h_{t-1} - h_t) >= 0: the new state of either model lies between the old one and the candidate."""
    new, old, candidate, kept = h.entry(j), _old(j), g.entry(j), z.entry(j)
    derivation = Derivation(
        (new - candidate) * (old - new),
        claim="The new state lies between the old one and the candidate",
        given=[model.definition("h", j), model.definition("z", j)],
    )
    product = kept * (1 - kept) * (old - candidate) ** 2
    derivation.step(
        product, because="$h_t - g_t = z_t\\,(h_{t-1} - g_t)$ and $h_{t-1} - h_t = (1 - z_t)\\,(h_{t-1} - g_t)$"
    )
    derivation.at_least(0, certificate=product, because="a gate lies between zero and one, and no square is below zero")
    return derivation.conclude(0)


def _from_zero(sign, model):
    """h_{t,j} <= 1, or >= -1, for every t if h_0 is zero."""
    later = {name: model.quantities[name].entry(j, step=t + 1) for name in "zg"}
    kept, candidate = later["z"], later["g"]
    given = [model.definition(name, j, step=t + 1) for name in "zg"]
    given.append(Definition(h.entry(j, step=sp.Integer(0)), sp.Integer(0), (j,)))
    what = "is at most one" if sign > 0 else "is at least minus one"
    derivation = Derivation(h.entry(j), claim=f"From $h_0 = 0$ the state {what}, at every step", given=given)
    prove = derivation.at_most_by_induction if sign > 0 else derivation.at_least_by_induction
    prove(
        on=t,
        recurrence=model.definition("h", j),
        bound=sp.Integer(sign),
        certificate=kept * SLACK + (1 - kept) * (1 - sign * candidate),
        because="no term is negative: $0 < z < 1$ and $-1 < g < 1$",
    )
    return derivation.conclude(sp.Integer(sign))


def at_most_one(model=GRU):
    """h_{t,j} <= 1 for every t if h_0 is zero, in either model."""
    return _from_zero(1, model)


def at_least_minus_one(model=GRU):
    """h_{t,j} >= -1 for every t if h_0 is zero, in either model."""
    return _from_zero(-1, model)
