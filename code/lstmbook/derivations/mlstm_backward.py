"""Gradients of what a step of the mLSTM writes, proved for all sizes, with the stabiliser held fixed.

The chain rule as in ``step_backward``: with the complete gradients at memory and normaliser held fixed, their products
with what is written have the derivatives that the loss has by way of it. What is read goes through a maximum, for whose
derivative the prover has no rule; there the tests compare with automatic differentiation.
"""

import sympy as sp

from lstmbook.derivations.matrix_memory import a, at, j, p
from lstmbook.equations.mlstm import MLSTM
from lstmbook.equations.mlstm_backward import MLSTM_BACKWARD
from lstmbook.notation.attention import d_k, d_v
from lstmbook.notation.core import index
from lstmbook.notation.matrix_memory import C, C_bar, k, log_f, log_i, m, norm, norm_bar, v
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

b = index("b")
PLACES = {"k": (p,), "v": (p,), "C_prev": (p, b), "n_prev": (p,), "log_i": (), "log_f": ()}
"""What the gradient is taken at, and its indices."""
_SIZES = {"k": (d_k,), "v": (d_v,), "C_prev": (d_k, d_v), "n_prev": (d_k,)}
_HELD = {"k": (k, a), "v": (v, j), "C_prev": (C.prev, a, j), "n_prev": (norm.prev, a), "log_i": (log_i,)}
_HELD |= {"log_f": (log_f,), "m": (m,), "m_prev": (m.prev,), "C_bar": (C_bar, a, j), "n_bar": (norm_bar, a)}


def _result(what, places):
    """The gradient, from the equations of the backward step."""
    if what == "k":  # before it is divided by the root
        return MLSTM_BACKWARD.entry("z_bar_k", p) * sp.sqrt(d_k)
    if what == "log_i":
        return MLSTM_BACKWARD.entry("z_bar_i")
    name = {"v": "z_bar_v", "C_prev": "C_bar_plus_prev", "n_prev": "n_bar_plus_prev", "log_f": "log_f_bar"}[what]
    return MLSTM_BACKWARD.entry(name, *places)


def written(what):
    """The gradient at one of ``PLACES``. KeyError for another name."""
    places = PLACES[what]
    objective = sp.Sum(at(C_bar, a, j) * at(C, a, j), (j, 1, d_v), (a, 1, d_k))
    objective += sp.Sum(at(norm_bar, a) * at(norm, a), (a, 1, d_k))
    given = [MLSTM.definition("C", a, j), MLSTM.definition("n", a)]
    given += [MLSTM.definition(gate) for gate in "if"]
    given += [Fixed(at(quantity, *over), tuple(over)) for name, (quantity, *over) in _HELD.items() if name != what]
    given += [Range(place, 1, size) for place, size in zip(places, _SIZES.get(what, ()), strict=True)]
    by = at(_HELD[what][0], *places)
    derivation = Derivation(sp.Derivative(objective, by), claim=f"The gradient at {what}", given=given)
    result = _result(what, places)
    return derivation.step(result, because="all derivatives carried out").conclude(result)
