"""The gradients of scaled dot-product attention, proved for all sizes, for one sequence.

The chain rule is used in one form. Let a loss hear of something only through the matrix M, and let a bar denote its
gradient. With the gradient at M held fixed, the scalar

    J = sum over all entries of M_bar times M

has the same derivative with respect to it as the loss has. Values, weights and scores are heard through the context,
queries and keys through the scores.
"""

import sympy as sp

from lstmbook.equations.attention_backward import ATTENTION_BACKWARD
from lstmbook.equations.scaled_dot_product import SCALED_DOT_PRODUCT
from lstmbook.notation.attention import T_k, T_q, d_k, d_v
from lstmbook.notation.core import index
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

i, s, a, j, l, b = (index(name) for name in "isajlb")
QUANTITIES = {**SCALED_DOT_PRODUCT.quantities, **ATTENTION_BACKWARD.quantities}
_PLACES = {"context": (i, a), "context_bar": (i, a), "q": (i, a), "k": (s, a), "v": (s, a)}
_SIZES = {"context": (T_q, d_v), "scores": (T_q, T_k), "weights": (T_q, T_k)}
_SIZES |= {"q": (T_q, d_k), "k": (T_k, d_k), "v": (T_k, d_v)}


def entry(name, *places):
    """An entry of a quantity of attention or of its gradients, by its name; at its own letters where none are given."""
    return QUANTITIES[name].entry(*(places or places_of(name)))


def places_of(name):
    """The index symbols of an entry: i for a query, s for a key, a for a feature."""
    return _PLACES.get(name, (i, s))


def objective(through):
    """J, cut at "context" or at "scores"."""
    rows, columns = _SIZES[through]
    column = b if through == "context" else l
    product = entry(f"{through}_bar", j, column) * entry(through, j, column)
    return sp.Sum(product, (column, 1, columns), (j, 1, rows))


def gradient(name, claim, through, *steps, forward=(), backward=(), fixed=()):
    """dJ / d entry(name): ``steps`` are pairs of a line and its reason, before the last, of which only the reason.

    ``forward`` and ``backward`` are the equations that are put in, ``fixed`` what the derivative leaves alone.
    """
    *steps, last = steps
    at = [Range(one, 1, size) for one, size in zip(places_of(name), _SIZES[name], strict=True)]
    equations = [SCALED_DOT_PRODUCT.definition(one, *places_of(one)) for one in (through, *forward)]
    bars = [ATTENTION_BACKWARD.definition(one, i, s) for one in backward]
    held = [Fixed(entry(one), places_of(one)) for one in (f"{through}_bar", *fixed)]
    start = sp.Derivative(objective(through), entry(name))
    derivation = Derivation(start, claim=claim, given=[*equations, *bars, *held, *at])
    for line, because in steps:
        derivation.step(line, because=because)
    result = ATTENTION_BACKWARD.entry(f"{name}_bar", *places_of(name))
    return derivation.step(result, because=last).conclude(result)


def at_values():
    """dJ / dv[s, a]: what the context gets from value s, it gets by the weights of key s."""
    because = "$v_{sa}$ stands in $C_{ia}$ of every query $i$, beside $A_{is}$"
    return gradient("v", "The gradient at the values", "context", because, fixed=["weights"])


def at_weights():
    """dJ / dA[i, s]: how far the value of key s points along the gradient at the context of query i."""
    because = "$A_{is}$ stands in row $i$ of the context alone, beside value $s$"
    return gradient("weights", "The gradient at the weights", "context", because, fixed=["v"])


def at_scores():
    """dJ / dS[i, s]: through all weights of row i, by the Jacobian of the softmax."""
    jacobian = entry("weights", i, l) * (sp.KroneckerDelta(l, s) - entry("weights"))
    ways = sp.Derivative(entry("weights", i, l), entry("scores"))
    return gradient(
        "scores",
        "The gradient at the scores",
        "context",
        (
            sp.Sum(entry("weights_bar", i, l) * ways, (l, 1, T_k)),
            "$S_{is}$ moves the weights of row $i$ and no others; what stands before each is its $\\bar{A}_{il}$",
        ),
        (sp.Sum(entry("weights_bar", i, l) * jacobian, (l, 1, T_k)), "the Jacobian of the softmax"),
        "of the delta only $l = s$ is left; the rest is a sum over the row",
        forward=["weights"],
        backward=["weights_bar"],
        fixed=["v"],
    )


def at_queries():
    """dJ / dq[i, a]: through the scores of row i."""
    because = "$q_{ia}$ stands in the scores of row $i$, beside $k_{sa}$, and the sum is over $\\sqrt{d_k}$"
    return gradient("q", "The gradient at the queries", "scores", because, fixed=["k"])


def at_keys():
    """dJ / dk[s, a]: through the scores of column s."""
    because = "$k_{sa}$ stands in the scores of column $s$, beside $q_{ia}$, and the sum is over $\\sqrt{d_k}$"
    return gradient("k", "The gradient at the keys", "scores", because, fixed=["q"])
