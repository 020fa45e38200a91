"""The stabiliser of the mLSTM changes nothing, whatever it is; and the mLSTM read all at once.

Plain are the memory and the normaliser from whose gates nothing is taken out, as on the page on the sLSTM.
"""

import sympy as sp

from lstmbook.derivations.matrix_memory import a, at, j, s, score, u
from lstmbook.equations.definition import Definition
from lstmbook.equations.mlstm import MLSTM
from lstmbook.notation.attention import d_k
from lstmbook.notation.core import t
from lstmbook.notation.matrix_memory import C, h, k, log_f, log_i, m, norm, o, q, v
from lstmbook.proof.derivation import Derivation

plain_C, plain_norm = sp.IndexedBase(r"\tilde{C}"), sp.IndexedBase(r"\tilde{\nu}")
exponent, product = sp.IndexedBase(r"\ell"), sp.IndexedBase("S")


def recurrence(family, written, *places, step=t):
    """The plain memory or normaliser: its gates are the exponentials of their logarithms."""
    kept = sp.exp(at(log_f, step=step)) * family[step - 1, *places]
    return Definition(family[step, *places], kept + sp.exp(at(log_i, step=step)) * written(step), places)


def _scaled(state, family, written, places, name):
    given = [recurrence(family, written, *places, step=t + 1)]
    given += [MLSTM.definition(gate, step=t + 1) for gate in "if"]
    start = sp.exp(-at(m, step=sp.Integer(0))) * family[0, *places]
    given.append(Definition(at(state, *places, step=sp.Integer(0)), start, places))
    derivation = Derivation(at(state, *places), claim=f"The stabilised {name} is the plain one, scaled", given=given)
    formula = sp.exp(-at(m)) * family[t, *places]
    own = MLSTM.definition(state.name, *places)
    own = Definition(own.left, own.right, places)
    return derivation.by_induction(on=t, recurrence=own, formula=formula).conclude(formula)


def _product(step):
    return at(k, a, step=step) * at(v, j, step=step)


def scaled_memory():
    """C_t = exp(-m_t) times the plain memory, if it is so at the start."""
    return _scaled(C, plain_C, _product, (a, j), "memory")


def scaled_normaliser():
    """n_t = exp(-m_t) times the plain normaliser, if it is so at the start."""
    return _scaled(norm, plain_norm, lambda step: at(k, a, step=step), (a,), "normaliser")


def _asked(family, *places, scale=1):
    return sp.Sum(scale * at(q, a) * family[t, a, *places], (a, 1, d_k))


def hidden():
    """h_t without a stabiliser: where it has exp(-m), the plain layer has one."""
    given = [
        MLSTM.definition("h", j),
        Definition(at(C, a, j), scaled_memory().last, (a, j)),
        Definition(at(norm, a), scaled_normaliser().last, (a,)),
    ]
    derivation = Derivation(at(h, j), claim="The stabiliser falls out of the hidden state", given=given)
    scale = sp.exp(-at(m))
    derivation.step(
        at(o, j) * _asked(plain_C, j, scale=scale) / sp.Max(sp.Abs(_asked(plain_norm, scale=scale)), scale),
        because="memory and normaliser are the plain ones, scaled",
    )
    result = at(o, j) * _asked(plain_C, j) / sp.Max(sp.Abs(_asked(plain_norm)), 1)
    derivation.step(result, because="$e^{-\\mu_t}$ is positive, so that it comes out of $\\max$ and falls out")
    return derivation.conclude(result)


# -- all at once ----------------------------------------------------------------------------------------------


def logarithm(step):
    """ln of the weight at t of what a step wrote: the sum of the logarithms of all forget gates after it, and its own
    input gate's. The sum is inclusive: it has the forget gate of step t."""
    return sp.Sum(at(log_f, step=u), (u, step + 1, t)) + at(log_i, step=step)


def _sum_over_past(family, written, places, claim):
    formula = sp.Sum(sp.exp(logarithm(s)) * written(s), (s, 1, t))
    given = [Definition(family[0, *places], sp.Integer(0), places)]
    derivation = Derivation(family[t, *places], claim=claim, given=given)
    own = recurrence(family, written, *places)
    return derivation.by_induction(on=t, recurrence=own, formula=formula).conclude(formula)


def plain_memory():
    """The plain memory, from nothing, as a sum over the past."""
    return _sum_over_past(plain_C, _product, (a, j), "What the memory of an mLSTM holds")


def plain_normaliser():
    """The plain normaliser, from nothing, as a sum over the past."""
    return _sum_over_past(plain_norm, lambda step: at(k, a, step=step), (a,), "What the normaliser holds")


def parallel():
    """h_t from queries, keys, values and gates alone, with any number m_t taken out of the exponents."""
    given = [
        Definition(plain_C[t, a, j], plain_memory().last, (a, j)),
        Definition(plain_norm[t, a], plain_normaliser().last, (a,)),
        Definition(exponent[t, s], logarithm(s), (s,)),
        Definition(product[t, s], score(s), (s,)),
    ]
    plain = hidden().last
    derivation = Derivation(plain, claim="The parallel form of the mLSTM", given=given)

    def read(taken_out):
        weight = sp.exp(exponent[t, s] - taken_out) * product[t, s]
        above, below = (sp.Sum(weight * one, (s, 1, t)) for one in (at(v, j, step=s), 1))
        return at(o, j) * above / sp.Max(sp.Abs(below), sp.exp(-taken_out))

    derivation.step(read(0), because="the sums over the past put in, and the sums exchanged")
    derivation.step(read(at(m)), because="above and below times $e^{-\\mu_t}$, for any number $\\mu_t$")
    return derivation.conclude(read(at(m)))
