"""A sum of products of keys and values, step by step and all at once: recurrent is parallel, without decay and with."""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.matrix_memory import GATED_MEMORY, MATRIX_MEMORY
from lstmbook.notation.attention import d_k
from lstmbook.notation.core import index, size, t
from lstmbook.notation.matrix_memory import C, f, i, k, q, r, v
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Orthonormal, Range

a, j, p, s, u = (index(name) for name in "ajpsu")
EMPTY = Definition(C.entry(a, j, step=sp.Integer(0)), sp.Integer(0), (a, j))
P = size("P", "pairs of a key and a value")
family, value = sp.IndexedBase("K"), sp.IndexedBase("V")


def at(quantity, *places, step=t):
    return quantity.entry(*places, step=step)


def written(step, row=a, column=j):
    """What a step adds to the memory, at a row and a column."""
    return at(k, row, step=step) * at(v, column, step=step)


def score(step):
    """The query of step t times the key of another step."""
    return sp.Sum(at(q, a) * at(k, a, step=step), (a, 1, d_k))


def weight(step):
    """What the gates leave at step t of what a step wrote: its input gate, times all forget gates after it."""
    return sp.Product(at(f, step=u), (u, step + 1, t)) * at(i, step=step)


def memory():
    """C_t from an empty memory is the sum of all keys times values."""
    formula = sp.Sum(written(s), (s, 1, t))
    derivation = Derivation(at(C, a, j), claim="What the memory holds", given=[EMPTY])
    recurrence = MATRIX_MEMORY.definition("C", a, j)
    return derivation.by_induction(on=t, recurrence=recurrence, formula=formula).conclude(formula)


def _read(model, holds, weight, claim):
    given = [model.definition("r", j), Definition(at(C, a, j), holds, (a, j))]
    derivation = Derivation(at(r, j), claim=claim, given=given)
    derivation.step(
        sp.Sum(at(q, a) * holds, (a, 1, d_k)) / sp.sqrt(d_k), because="what the memory holds, put into what is read"
    )
    result = sp.Sum(weight(s) * score(s) / sp.sqrt(d_k) * at(v, j, step=s), (s, 1, t))
    derivation.step(result, because="the finite sums exchanged: first over the features of the key")
    return derivation.conclude(result)


def read():
    """r_t of the recurrence is that of attention without its softmax."""
    return _read(MATRIX_MEMORY, memory().last, lambda step: sp.Integer(1), "Recurrent is parallel")


def gated_memory():
    """C_t from an empty memory, each product weighed by its input gate and all forget gates since."""
    formula = sp.Sum(weight(s) * written(s), (s, 1, t))
    derivation = Derivation(at(C, a, j), claim="What a memory that forgets holds", given=[EMPTY])
    recurrence = GATED_MEMORY.definition("C", a, j)
    return derivation.by_induction(on=t, recurrence=recurrence, formula=formula).conclude(formula)


def gated_read():
    """r_t of the recurrence with gates is a sum over the past with weights that no memory is needed for."""
    return _read(GATED_MEMORY, gated_memory().last, weight, "Recurrent is parallel, with decay")


def orthonormal_read():
    """With orthonormal keys, the columns of K, a query that is one of them reads its value and nothing else."""
    stored = sp.Sum(family[a, s] * value[s, j], (s, 1, P))
    start = sp.Sum(family[a, p] * stored, (a, 1, d_k))
    given = [Orthonormal(family, d_k, P), Range(p, 1, P)]
    derivation = Derivation(start, claim="Orthonormal keys do not disturb each other", given=given)
    derivation.step(value[p, j], because="two columns of $K$ have the product one if they are the same, and else zero")
    return derivation.conclude(value[p, j])
