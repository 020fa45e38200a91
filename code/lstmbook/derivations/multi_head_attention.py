"""What follows from the equations of multi-head attention.

The sum over the heads is a concatenation times one matrix; a context is a mean of the values; the bias of the keys does
nothing; and H heads pass on at most H of P numbers. For this last bound each place holds one number, its content, and
an answer asks for the contents of some. The contents are independent, with mean zero and variance one, and no weight
depends on them, so that an answer is a sum over places of a factor times a content, and the mean of the square of such
a sum is the sum of the squares of its factors.
"""

import sympy as sp

from lstmbook.derivations.attention_backward import entry
from lstmbook.equations.attention_backward import ATTENTION_BACKWARD
from lstmbook.equations.definition import Definition
from lstmbook.equations.multi_head_attention import W_out, context
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT
from lstmbook.notation.attention import HEAD, H, T_k, T_q, W_whole, beside, block, d_heads, d_k, d_v
from lstmbook.notation.core import index, size
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Distribution, Orthonormal, Range

i, s, a, e, m, j, l, p = (index(name) for name in "isaemjlp")
P = size("P", "places that one answer asks for", "p")
N, Q, R = (sp.IndexedBase(name) for name in "NQR")
w, b, shift, plain = (sp.IndexedBase(name) for name in ("w", "b", r"\beta", r"\tilde{k}"))
c, first, second, one, two = sp.symbols("c u_1 u_2 a_1 a_2", real=True)
rest = sp.Symbol("r", nonnegative=True)


def _weights_are_shares():
    return Distribution(entry("weights").base, T_k, given=1)


def side_by_side():
    """(Z W)[i, j], with the contexts of all heads side by side in Z, is the sum over the heads of C W_O.

    E[a, m] of head e is one where feature a of that head stands in column m of Z, else zero.
    """
    read, back = context.entry(i, a, head=e), W_out.entry(a, j, head=e)
    column, row, place = beside.entry(i, m), W_whole.entry(m, j), block.along(HEAD).entry(a, m, head=e)
    placed = sp.Sum(read * place, (a, 1, d_v), (e, 1, H))
    rows = sp.Sum(place * row, (m, 1, d_heads))
    given = [Definition(column, placed, over=(i, m)), Definition(back, rows, over=(e, a, j))]
    whole = sp.Sum(column * row, (m, 1, d_heads))
    derivation = Derivation(whole, claim="One matrix for all heads is a sum over heads", given=given)
    derivation.step(
        sp.Sum(read * rows, (a, 1, d_v), (e, 1, H)), because="what $Z$ is made of is put in, and the sums change places"
    )
    result = sp.Sum(read * back, (a, 1, d_v), (e, 1, H))
    derivation.step(result, because="the inner sum is what $E^{(e)}$ takes out of $W$: the rows of head $e$")
    return derivation.conclude(result)


def adds_up_to_one():
    """The weights of one query add up to one."""
    defined = SCALED_DOT_PRODUCT.definition("weights", i, s)
    derivation = Derivation(sp.Sum(defined.left, (s, 1, T_k)), claim="The weights of a query", given=[defined])
    derivation.step(
        sp.Sum(sp.exp(entry("scores")), (s, 1, T_k)) / sp.Sum(sp.exp(entry("scores", i, l)), (l, 1, T_k)),
        because="every weight is over the same sum, the one of its row",
    )
    derivation.step(sp.Integer(1), because="above and below stands the same, and it is not zero")
    return derivation.conclude(sp.Integer(1))


def beyond_no_value():
    """c less a context, read along any direction w, is the mean of c less the values, read along it."""
    along = sp.Sum(w[a] * entry("v", s, a), (a, 1, d_v))
    given = [SCALED_DOT_PRODUCT.definition("context", i, a), _weights_are_shares()]
    start = c - sp.Sum(w[a] * entry("context", i, a), (a, 1, d_v))
    derivation = Derivation(start, claim="A context gets beyond no value", given=given)
    derivation.step(
        c - sp.Sum(entry("weights") * along, (s, 1, T_k)), because="the context is put in, and the sums change places"
    )
    result = sp.Sum(entry("weights") * (c - along), (s, 1, T_k))
    derivation.step(result, because="the weights add up to one, so that $c$ is the mean of $c$")
    return derivation.conclude(result)


def one_head_for_two():
    """The squared errors of two numbers, asked of one head, add up to at least one.

    The head reads the places that are asked for with the weights a_1 and a_2, the squares of its other weights add up
    to r, and the answers are u_1 and u_2 times what it reads.
    """
    start = (1 - first * one) ** 2 + first**2 * (two**2 + rest)
    start += (1 - second * two) ** 2 + second**2 * (one**2 + rest)
    derivation = Derivation(start, claim="One head, asked for two contents")
    squares = (1 - first * one - second * two) ** 2 + (first * two - second * one) ** 2
    squares += (first**2 + second**2) * rest
    derivation.step(1 + squares, because="multiplied out, both sides are the same")
    derivation.at_least(1, certificate=squares, because="no square is negative, and $r$ is a sum of squares")
    return derivation.conclude(sp.Integer(1))


def heads_for_places():
    """The squared errors of P numbers, asked of H heads, add up to at least P - H.

    The answer p is asked to be the sum over the places of R[s, p] times the content of place s, and is that of
    (Q N)[s, p] times it. The H rows of weights span what the columns of Q span, so that Q N may be any answers.
    """
    given = [Orthonormal(R, T_k, P), Orthonormal(Q, T_k, H)]
    start = sp.Sum((R[s, p] - sp.Sum(Q[s, e] * N[e, p], (e, 1, H))) ** 2, (s, 1, T_k), (p, 1, P))
    derivation = Derivation(start, claim="Several heads, asked for several contents", given=given)
    both = (e, 1, H), (p, 1, P)
    shared = sp.Sum(R[l, p] * Q[l, e], (l, 1, T_k))
    derivation.step(
        P - 2 * sp.Sum(N[e, p] * shared, *both) + sp.Sum(N[e, p] ** 2, *both),
        because="multiplied out; the columns of $R$ and those of $Q$ are orthonormal",
    )
    derivation.at_least(
        P - sp.Sum(shared**2, *both),
        certificate=sp.Sum((N[e, p] - shared) ** 2, *both),
        because="what is taken away is a sum of squares, zero for $N_{ep} = \\sum_l R_{lp} Q_{le}$",
    )
    left = Q[s, e] - sp.Sum(R[s, p] * shared, (p, 1, P))
    derivation.at_least(
        P - H,
        certificate=sp.Sum(left**2, (s, 1, T_k), (e, 1, H)),
        because="a column of $Q$ has length one, and so has at most one in common with all columns of $R$",
    )
    return derivation.conclude(P - H)


def keys_with_a_bias():
    """A bias b that is added to every key changes no weight; k~ are the keys without it."""

    def scores_of(place, bias):
        return sp.Sum(entry("q") * (plain[place, a] + bias), (a, 1, d_k)) / sp.sqrt(d_k)

    def weights_of(scores):
        return sp.exp(scores(s)) / sp.Sum(sp.exp(scores(l)), (l, 1, T_k))

    beta = Definition(shift[i], sp.Sum(entry("q") * b[a], (a, 1, d_k)) / sp.sqrt(d_k), over=(i,))
    bare = Definition(entry("scores"), scores_of(s, 0), over=(i, s))
    derivation = Derivation(
        weights_of(lambda place: scores_of(place, b[a])),
        claim="What the softmax sees of a bias of the keys",
        given=[beta, bare],
    )
    derivation.step(
        weights_of(lambda place: entry("scores", i, place) + shift[i]),
        because="the bias adds $\\beta_i$ to all scores of query $i$, whatever the key",
    )
    result = weights_of(lambda place: entry("scores", i, place))
    derivation.step(result, because="the shift, which the softmax does not see")
    return derivation.conclude(result)


def bias_of_the_keys():
    """The gradient at the bias of the keys, the sum of those at all keys, is zero."""
    given = [ATTENTION_BACKWARD.definition(name, *places) for name, *places in (("k_bar", s, a), ("scores_bar", i, s))]
    start = sp.Sum(entry("k_bar", s, a), (s, 1, T_k))
    derivation = Derivation(
        start, claim="The gradient at the bias of the keys", given=[*given, _weights_are_shares(), Range(a, 1, d_k)]
    )
    derivation.step(
        sp.Sum(entry("q") * sp.Sum(entry("scores_bar"), (s, 1, T_k)), (i, 1, T_q)) / sp.sqrt(d_k),
        because="the gradients at the keys are put in, and the sums change places",
    )
    derivation.step(
        sp.Integer(0),
        because="a row of $\\bar{S}$ adds up to zero: the mean of $\\bar{A}$ is taken from it in every place",
    )
    return derivation.conclude(sp.Integer(0))
