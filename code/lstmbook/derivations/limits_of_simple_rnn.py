"""What no memory earns: the loss of the answer that is best for who knows nothing of the sequence, for three tasks.

``a`` is the number that is always answered; ``q[k, j]`` the probability that is always given to symbol j, at
place k where several are asked for.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.nodes import gap
from lstmbook.notation.core import index, size
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Distribution, Range

i, j, k = (index(name) for name in "ijk")
N = size("N", "marked numbers", "i")
S = size("S", "symbols that may be asked for", "j")
K = size("K", "symbols to be copied", "k")
T = size("T", "steps of delay")
a = sp.Symbol("a", real=True)
m, s, q = (sp.IndexedBase(name) for name in ("m", "s", "q"))

# The mean of a number that is uniform between zero and one, and that of its square.
MEANS = [Definition(m[i], sp.Rational(1, 2), over=(i,)), Definition(s[i], sp.Rational(1, 3), over=(i,))]
# The mean of the squared difference of a and a sum of N independent numbers: their variances, which add up, and the
# squared distance of the means.
SQUARED_ERROR = sp.Sum(s[i] - m[i] ** 2, (i, 1, N)) + (sp.Sum(m[i], (i, 1, N)) - a) ** 2
CROSS_ENTROPY = -sp.Sum(sp.log(q[j]), (j, 1, S)) / S
COPY_LOSS = -sp.Sum(sp.log(q[k, j]), (j, 1, S), (k, 1, K)) / (S * (T + 2 * K))


def adding():
    """Answering a to every sum of N numbers has the squared error N/12 + (N/2 - a)^2, which is at least N/12."""
    derivation = Derivation(SQUARED_ERROR, claim="Adding: the error of always answering $a$", given=MEANS)
    derivation.step(
        N / sp.Integer(12) + (N / sp.Integer(2) - a) ** 2,
        because="each number has the variance $1/3 - 1/4$ and the mean $1/2$",
    )
    derivation.at_least(
        N / sp.Integer(12),
        certificate=(N / sp.Integer(2) - a) ** 2,
        because="a square is not negative, and it is zero for $a = N/2$",
    )
    return derivation.conclude(N / sp.Integer(12))


def recall():
    """Whatever probabilities are always given to S equally likely symbols, the cross-entropy is at least ln S."""
    derivation = Derivation(
        CROSS_ENTROPY, claim="Recall: the loss of always giving the same probabilities", given=[Distribution(q, S)]
    )
    derivation.at_least(
        sp.log(S),
        certificate=sp.Sum(gap(S * q[j]) / S, (j, 1, S)),
        because="what is more than $\\ln S$ is the mean of $x - 1 - \\ln x$ at $x = S q_j$, which is never negative, "
        "and zero where all $q_j$ are $1/S$",
    )
    return derivation.conclude(sp.log(S))


def copy():
    """Whatever probabilities are always given at each of K places among T + 2K steps, the mean loss is at least
    K ln S / (T + 2K); at the other steps nothing is lost."""
    derivation = Derivation(
        COPY_LOSS,
        claim="Copying: the loss of always giving the same probabilities",
        given=[Distribution(q, S, given=1), Range(K, 1)],
    )
    result = K * sp.log(S) / (T + 2 * K)
    derivation.at_least(
        result,
        certificate=sp.Sum(gap(S * q[k, j]) / S, (j, 1, S), (k, 1, K)) / (T + 2 * K),
        because="the bound above, at each of the $K$ places",
    )
    return derivation.conclude(result)
