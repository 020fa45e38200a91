"""How long the longest way through a network over chunks is, and the length of chunks at which it is shortest.

T steps in chunks of k: the first input passes the k steps of its chunk, then the T/k steps over chunks. Both are taken
as real numbers here; whole ones with k dividing T are among them.
"""

import sympy as sp

from lstmbook.proof.derivation import Derivation

T, k = (sp.Symbol(name, positive=True) for name in "Tk")
LONGEST = T / k + k


def least_path():
    """T/k + k >= 2 sqrt(T) for all T, k > 0: the difference is (sqrt(T) - k)^2 / k."""
    derivation = Derivation(LONGEST, claim="$T/k + k$ is never less than $2\\sqrt{T}$")
    derivation.at_least(
        2 * sp.sqrt(T),
        certificate=(sp.sqrt(T) - k) ** 2 / k,
        because="a square over a positive number, and zero for $k = \\sqrt{T}$ alone",
    )
    return derivation.conclude(2 * sp.sqrt(T))


def least_of_three_levels():
    """u^3 + v^3 + w^3 >= 3 u v w for u, v, w > 0: chunks of chunks, with T = (u v w)^3, have at least 3 T^(1/3) steps.

    u^3 steps a chunk, v^3 chunks a chunk of chunks, and w^3 of these.
    """
    u, v, w = (sp.Symbol(name, positive=True) for name in "uvw")
    derivation = Derivation(u**3 + v**3 + w**3, claim="With three levels the way has at least $3uvw$ steps")
    half = sp.Rational(1, 2)
    derivation.at_least(
        3 * u * v * w,
        certificate=half * (u + v + w) * ((u - v) ** 2 + (v - w) ** 2 + (w - u) ** 2),
        because="half of $u + v + w$ times $(u-v)^2 + (v-w)^2 + (w-u)^2$, which is zero where all three are equal",
    )
    return derivation.conclude(3 * u * v * w)
