"""What a map of attention says: of several heads that share their values, and of a row that gets no weight any more."""

import sympy as sp

from lstmbook.equations.attention_scores import DOT
from lstmbook.equations.definition import Definition
from lstmbook.equations.interpretable_attention import INTERPRETABLE_ATTENTION
from lstmbook.notation.attention import H, T_k, d_v, mean_weights, without_one
from lstmbook.notation.core import index
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Between, Distribution, Range

i, s, a, e, j, l = (index(name) for name in "isaejl")


def _entry(name, *places, head=e):
    return INTERPRETABLE_ATTENTION.quantities[name].entry(*places, head=head)


def _value(place):
    return INTERPRETABLE_ATTENTION.quantities["v"].entry(place, a)


def _mean():
    """The mean map's definition: A~[i, s] is the mean over the heads of A[i, s]."""
    whole = sp.Sum(_entry("weights", i, s), (e, 1, H)) / H
    return Definition(mean_weights.entry(i, s), whole, over=(i, s))


def one_map_for_all_heads():
    """The sum of the contexts of all heads is H times what the mean of their maps reads of the shared values."""
    given = [INTERPRETABLE_ATTENTION.definition("context", i, a, head=e), _mean()]
    start = sp.Sum(_entry("context", i, a), (e, 1, H))
    derivation = Derivation(start, claim="Heads that share their values have one map", given=given)
    derivation.step(
        sp.Sum(sp.Sum(_entry("weights", i, s), (e, 1, H)) * _value(s), (s, 1, T_k)),
        because="the value of a key is the same for all heads: it comes before the sum over them",
    )
    result = H * sp.Sum(mean_weights.entry(i, s) * _value(s), (s, 1, T_k))
    derivation.step(result, because="the sum of the maps is $H$ times their mean")
    return derivation.conclude(result)


def the_mean_is_a_map():
    """The weights of the mean map add up to one for each query."""
    given = [_mean(), Distribution(_entry("weights", i, s).base, T_k, given=2)]
    start = sp.Sum(mean_weights.entry(i, s), (s, 1, T_k))
    derivation = Derivation(start, claim="The mean of maps is a map", given=given)
    derivation.step(
        sp.Sum(sp.Sum(_entry("weights", i, s), (s, 1, T_k)), (e, 1, H)) / H, because="the two sums change places"
    )
    derivation.step(sp.Integer(1), because="the weights of each head add up to one, and there are $H$ heads")
    return derivation.conclude(sp.Integer(1))


def row_left_out():
    """By how much the context moves if row j gets no weight and the others share what is left in proportion."""
    weight, own = (DOT.quantities["weights"].entry(place, query=i) for place in (s, j))
    read, row = DOT.quantities["context"].entry(l, query=i), DOT.quantities["v"].entry
    others, kept = without_one.entry(j, l, query=i), (1 - sp.KroneckerDelta(s, j)) * weight / (1 - own)
    given = [
        DOT.definition("context", l, query=i),
        Definition(others, sp.Sum(kept * row(s, l), (s, 1, T_k))),
        *(Between(own, 0, 1), Range(j, 1, T_k), Range(l, 1, d_v)),
    ]
    derivation = Derivation(others - read, claim="A row of the memory that is left out", given=given)
    shared = own * row(j, l) + (1 - own) * others
    derivation.step(others - shared, because="what is read is row $j$ by its weight and the others by what is left")
    result = own * (others - row(j, l))
    derivation.step(result, because="multiplied out, and what cancels is taken away")
    return derivation.conclude(result)
