"""What attention knows of order: nothing. A memory in another order gives the same context, and a sequence that reads
itself in another order gives the same contexts in that order.

A prime marks what belongs to the sequence in another order, whose step s is step pi(s) of the old one.
"""

import sympy as sp

from lstmbook.equations.cross_attention import CROSS_ATTENTION, SELF_ATTENTION
from lstmbook.equations.definition import Definition
from lstmbook.notation.attention import T_k
from lstmbook.notation.core import Quantity, T, index, letter_of
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Permutation, permutation

a, b, c, i, j, s = (index(name) for name in "abcijs")
k = index("k")  # of the equations' sums; a proof that shows keys and their weights calls it j
pi = permutation("pi")
_PLACES = {"q": (i, a), "k": (s, a), "v": (s, b), "scores": (i, s), "weights": (i, s), "context": (i, b)}


def _primed(quantity):
    letter = quantity.letter
    stem, _, below = letter.tex.partition("_")
    tex = f"{stem}'_{below}" if below else f"{stem}'"
    return Quantity(letter.but(name=f"{letter.name}'", tex=tex), *quantity.shape)


class _Reordered:
    """A model, and the same model of a ``source`` in another order: definitions and entries of both."""

    def __init__(self, model, source, kept=()):
        self.model, self.source = model, model.quantities[source]
        moved = [name for name, _ in model.equations if name not in kept]
        self.primed = {name: _primed(model.quantities[name]) for name in (*moved, source)}

    def given(self, without=()):
        """The hypotheses of a proof, without the equations of the quantities that it does not speak of."""
        names = [name for name, _ in self.model.equations if name not in without]
        old = [self.model.definition(name, *_PLACES[name]) for name in names]
        swap = {self.model.quantities[name].letter: one.letter for name, one in self.primed.items()}
        new = [
            Definition(_in(swap, one.left), _in(swap, one.right).xreplace({k: j}), one.over)
            for one in old
            if letter_of(one.left) in swap
        ]
        there = Definition(self.primed[self.source.name].entry(s, c), self.source.entry(pi(s), c), (s, c))
        return [there, *old, *new, Permutation(pi, self.source.shape[0])]

    def entry(self, name, *places):
        return self.model.quantities[name].entry(*places)


def _in(swap, expression):
    """The expression with other letters for those in ``swap``."""
    return expression.replace(
        lambda one: isinstance(one, sp.Indexed) and letter_of(one) in swap,
        lambda one: swap[letter_of(one)].base[one.indices],
    )


CROSS = _Reordered(CROSS_ATTENTION, "key", kept=("q",))
SELF = _Reordered(SELF_ATTENTION, "x")


def _softmax(scores, places, place, size):
    """exp(S) at ``place`` over the sum of all along ``places``."""
    return sp.exp(scores(place)) / sp.Sum(sp.exp(scores(places)), (places, 1, size))


def memory_order():
    """Of a memory in another order a query reads the same: C'_{ib} = C_{ib}, for every permutation of the T_k steps."""
    claim = "Cross-attention does not see the order of its memory"
    derivation = Derivation(CROSS.primed["context"].entry(i, b), claim=claim, given=CROSS.given())
    other = index("s'")

    def total(at):
        score = lambda place: CROSS.entry("scores", i, at(place))  # noqa: E731
        above = sp.Sum(sp.exp(score(s)) * CROSS.entry("v", at(s), b), (s, 1, T_k))
        return above / sp.Sum(sp.exp(score(other)), (other, 1, T_k))

    derivation.step(
        total(pi),
        because="the key of step $s$ is now that of step $\\pi(s)$, and so are its score and its value",
    )
    derivation.step(
        total(lambda place: place),
        because="both sums run over all steps and take each of them once, in whatever order",
    )
    result = CROSS.entry("context", i, b)
    derivation.step(result, because="the weights and the context of the memory as it was")
    return derivation.conclude(result)


def self_weights():
    """A'_{is} = A_{pi(i) pi(s)}: the map of a sequence in another order has its rows and its columns in that order."""
    claim = "The weights of a sequence in another order"
    derivation = Derivation(SELF.primed["weights"].entry(i, s), claim=claim, given=SELF.given(without=("v", "context")))
    other = index("s'")
    scores = SELF.model.quantities["scores"].entry
    derivation.step(
        _softmax(lambda place: scores(pi(i), pi(place)), other, s, T),
        because="query $i$ is now that of step $\\pi(i)$, and key $s$ that of step $\\pi(s)$",
    )
    result = SELF.entry("weights", pi(i), pi(s))
    derivation.step(result, because="the sum takes each step once, in whatever order")
    return derivation.conclude(result)


def self_context():
    """C'_{ib} = C_{pi(i) b}: self-attention commutes with every permutation of the T steps."""
    claim = "Self-attention commutes with permutations"
    derivation = Derivation(SELF.primed["context"].entry(i, b), claim=claim, given=SELF.given())
    derivation.step(
        sp.Sum(SELF.entry("weights", pi(i), pi(s)) * SELF.entry("v", pi(s), b), (s, 1, T)),
        because="the weights are those of $\\pi(i)$ and $\\pi(s)$, as just proved, and so are the values",
    )
    result = SELF.entry("context", pi(i), b)
    derivation.step(result, because="the sum takes each step once, in whatever order")
    return derivation.conclude(result)
