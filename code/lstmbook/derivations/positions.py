"""Positions as turns: a shift of sinusoids, what is left of two turns in a product, and what the key's bias does then.

Each pair j of features is a point in the plane, with coordinates x and y. ``N`` pairs make up d features. Addition
theorems of sine and cosine are taken as known.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.positions import j, omega, p
from lstmbook.notation.attention import T_k, d_k
from lstmbook.notation.core import index, size
from lstmbook.proof.derivation import Derivation

pairs = size("N", "pairs of features", "j")
m = sp.Symbol("m", integer=True)
i, s, a, l = (index(name) for name in "isal")
# The sine of a position stands to the right, its cosine up, as the tip of a clock's hand does.
E_sin, E_cos = (sp.IndexedBase(f"E^{axis}") for axis in "xy")
q_x, q_y, k_x, k_y, b_x, b_y = (sp.IndexedBase(f"{letter}^{axis}") for letter in "qkb" for axis in "xy")
turned = {f"{letter}{axis}": sp.IndexedBase(rf"\hat{{{letter}}}^{axis}") for letter in "qkb" for axis in "xy"}
# By what angle two steps are apart, how far query and key point the same way, and how far one across the other.
angle, along, across = (sp.IndexedBase(rf"\{name}") for name in ("Delta", "alpha", "beta"))


_ENCODED = [
    Definition(E_sin[p, j], sp.sin(p * omega[j]), (p, j)),
    Definition(E_cos[p, j], sp.cos(p * omega[j]), (p, j)),
]


def shift(function):
    """The sine or cosine of pair j at p + m from the pair at p: turned by m omega_j, whatever p is."""
    name = {sp.sin: "sine", sp.cos: "cosine"}[function]
    family = E_sin if function == sp.sin else E_cos
    derivation = Derivation(family[p + m, j], claim=f"The {name} after a shift", given=_ENCODED)
    cos, sin = sp.cos(m * omega[j]), sp.sin(m * omega[j])
    derivation.step(function((p + m) * omega[j]), because="the definition at position $p + m$")
    here, other = (E_sin, E_cos) if function == sp.sin else (E_cos, E_sin)
    sign = 1 if function == sp.sin else -1
    result = here[p, j] * cos + sign * other[p, j] * sin
    derivation.step(result, because=f"the addition theorem of the {name}, and the pair at position $p$")
    return derivation.conclude(result)


def only_the_distance():
    """E_p . E_{p+m} = sum over the pairs of cos(m omega_j): a function of the distance alone."""
    product = E_sin[p, j] * E_sin[p + m, j] + E_cos[p, j] * E_cos[p + m, j]
    start = sp.Sum(product, (j, 1, pairs))
    derivation = Derivation(start, claim="Only the distance is left", given=_ENCODED)
    result = sp.Sum(sp.cos(m * omega[j]), (j, 1, pairs))
    because = r"$\sin^2 + \cos^2 = 1$ at the angle $p\,\omega_j$; the terms beside $\sin(m\,\omega_j)$ cancel"
    derivation.step(result, because=because)
    return derivation.conclude(result)


def _turned(letter, at, x, y):
    cos, sin = sp.cos(at * omega[j]), sp.sin(at * omega[j])
    return [
        Definition(turned[f"{letter}x"][at, j], x * cos - y * sin, (j,)),
        Definition(turned[f"{letter}y"][at, j], x * sin + y * cos, (j,)),
    ]


def _multiplied(letter, x, y, claim, because):
    """The score of query i and a point (x, y) that is turned by s: of their distance, and of how they lie."""
    given = [
        *_turned("q", i, q_x[i, j], q_y[i, j]),
        *_turned(letter, s, x, y),
        Definition(angle[j], (i - s) * omega[j], (j,)),
        Definition(along[j], q_x[i, j] * x + q_y[i, j] * y, (j,)),
        Definition(across[j], q_x[i, j] * y - q_y[i, j] * x, (j,)),
    ]
    product = sp.Add(*(turned[f"q{axis}"][i, j] * turned[f"{letter}{axis}"][s, j] for axis in "xy"))
    derivation = Derivation(sp.Sum(product, (j, 1, pairs)), claim=claim, given=given)
    result = sp.Sum(along[j] * sp.cos(angle[j]) + across[j] * sp.sin(angle[j]), (j, 1, pairs))
    derivation.step(result, because=because)
    return derivation.conclude(result)


def rotary_score():
    """q_i turned by i and k_s turned by s, multiplied: a function of q_i, k_s and i - s."""
    because = "multiplied out, with the addition theorems for the difference of two angles"
    return _multiplied("k", k_x[s, j], k_y[s, j], "Two turns leave their difference", because)


def turned_bias():
    """What a bias of the keys adds to the score of query i and key s when it is turned with them."""
    because = "as before, with the bias in the place of the key"
    return _multiplied("b", b_x[j], b_y[j], "What a turned bias adds to a score", because)


def bias_unseen():
    """A bias b of the keys changes no weight, also where keys get a vector of their distance: A'_{is} = A_{is}."""
    q, k, b, r = (sp.IndexedBase(name) for name in ("q", "k", "b", r"\rho"))
    scores, biased = sp.IndexedBase("S"), sp.IndexedBase("S'")
    old, new = sp.IndexedBase("A"), sp.IndexedBase("A'")

    def score(key):
        return sp.Sum(q[i, a] * key, (a, 1, d_k)) / sp.sqrt(d_k)

    def softmax(family, right):
        total = sp.Sum(sp.exp(family[i, l]), (l, 1, T_k))
        return Definition(right[i, s], sp.exp(family[i, s]) / total, (i, s))

    given = [
        Definition(scores[i, s], score(k[s, a] + r[i, s, a]), (i, s)),
        Definition(biased[i, s], score(k[s, a] + r[i, s, a] + b[a]), (i, s)),
        softmax(scores, old),
        softmax(biased, new),
    ]
    derivation = Derivation(new[i, s], claim="A bias of the keys that nobody sees", given=given)
    both = score(b[a])
    derivation.step(
        sp.exp(scores[i, s] + both) / sp.Sum(sp.exp(scores[i, l] + both), (l, 1, T_k)),
        because="the bias adds $q_i \\cdot b / \\sqrt{d_k}$ to every score of the row, the same for every key",
    )
    derivation.step(old[i, s], because="$e^{x+y} = e^x e^y$, and the factor of the bias cancels")
    return derivation.conclude(old[i, s])
