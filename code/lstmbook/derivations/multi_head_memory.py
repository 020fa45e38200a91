"""What follows when heads read an LSTM's states: a learned query is one vector a head, and an answer is a mean of
votes.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.multi_head_memory import POOLING
from lstmbook.notation.attention import T_k, d_k, d_v
from lstmbook.notation.core import index
from lstmbook.notation.decoder import d_m
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Distribution

i, s, a, b, e, j, l = (index(name) for name in "isabejl")
u, shift, vote = (sp.IndexedBase(name) for name in ("u", r"\beta", r"\ell"))


def _entry(name, *places, head=True):
    return POOLING.quantities[name].entry(*places, **({"head": e} if head else {}))


def _softmax(score):
    return sp.exp(score(s)) / sp.Sum(sp.exp(score(l)), (l, 1, T_k))


def _filtered(place):
    """What a vector u of the query's own makes of the memory's row: one score."""
    return sp.Sum(_entry("memory", place, b, head=False) * u[e, i, b], (b, 1, d_m))


U = Definition(
    u[e, i, b],
    sp.Sum(_entry("W_k", b, a) * _entry("q", i, a), (a, 1, d_k)) / sp.sqrt(d_k),
    over=(e, i, b),
)
BETA = Definition(shift[e, i], sp.Sum(_entry("q", i, a) * _entry("b_k", a), (a, 1, d_k)) / sp.sqrt(d_k), over=(e, i))


def folded():
    """A[i, s] of a head is softmax over the rows of M u^T, with u = q W_k^T / sqrt(d_k)."""
    given = [POOLING.definition(name, *at, head=e) for name, at in (("k", (s, a)), ("scores", (i, s)))]
    weights = POOLING.definition("weights", i, s, head=e)
    derivation = Derivation(
        weights.left, claim="A query that does not change is one vector a head", given=[weights, *given, U, BETA]
    )
    derivation.step(
        _softmax(lambda place: _filtered(place) + shift[e, i]),
        because="the key is put in: beside $M_{sb}$ stands $u_b$, and the rest, $\\beta$, is the same for all $s$",
    )
    result = _softmax(_filtered)
    derivation.step(result, because="a number added to all scores, which the softmax does not see")
    return derivation.conclude(result)


def evenly():
    """With u = 0 every weight is 1 / T_k."""
    derivation = Derivation(_softmax(lambda place: sp.Integer(0)), claim="A vector of zeros")
    derivation.step(1 / T_k, because="$e^0$ is one, and there are $T_k$ of them")
    return derivation.conclude(1 / T_k)


def votes():
    """C W_O + b_O of a head that is the only one is the mean, by the weights, of what each state says alone."""
    context = POOLING.definition("context", i, a, head=e)
    alone = sp.Sum(_entry("v", s, a) * _entry("W_out", a, j), (a, 1, d_v)) + _entry("b_out", j, head=False)
    said = Definition(vote[e, s, j], alone, over=(e, s, j))
    shares = Distribution(_entry("weights", i, s).base, T_k, given=2)
    start = sp.Sum(_entry("context", i, a) * _entry("W_out", a, j), (a, 1, d_v)) + _entry("b_out", j, head=False)
    derivation = Derivation(start, claim="One head says the mean of what the states say", given=[context, said, shares])
    derivation.step(
        sp.Sum(_entry("weights", i, s) * (alone - _entry("b_out", j, head=False)), (s, 1, T_k))
        + _entry("b_out", j, head=False),
        because="the context is put in, and the sums change places",
    )
    result = sp.Sum(_entry("weights", i, s) * vote[e, s, j], (s, 1, T_k))
    derivation.step(result, because="the weights add up to one, so that the bias may go under the sum")
    return derivation.conclude(result)
