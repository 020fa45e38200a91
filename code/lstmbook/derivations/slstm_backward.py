"""The gradients of one step of the sLSTM, proved for all sizes in two stages, with the stabiliser held fixed.

Stage one goes from the states that the step hands on to the preactivations and to the old cell and normaliser, stage
two from the preactivations to the weights, to x and to the old hidden state. Both use the chain rule as
``step_backward`` states it. The old normaliser is written as a square, so that no denominator can be zero, and the
gradient at its root w is taken, which is 2 w times that at the normaliser.
"""

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.lstm import preactivation
from lstmbook.equations.lstm_backward import GATES
from lstmbook.equations.printers import to_entry
from lstmbook.equations.slstm import SLSTM, SLSTM_EXPONENTIAL
from lstmbook.equations.slstm_backward import SLSTM_BACKWARD, SLSTM_EXPONENTIAL_BACKWARD
from lstmbook.notation.core import d, index, n
from lstmbook.notation.recurrent import z_of
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

j, k, m, p = (index(name) for name in "jkmp")
root = sp.IndexedBase("w")
PAIRS = {"sigmoid": (SLSTM, SLSTM_BACKWARD), "exponential": (SLSTM_EXPONENTIAL, SLSTM_EXPONENTIAL_BACKWARD)}


def entry(name, *places):
    """An entry of a quantity of the sLSTM, of its backward step or of a preactivation, by its name."""
    before = {f"z_{gate}": z_of[gate] for gate in GATES}
    return {**SLSTM.quantities, **SLSTM_BACKWARD.quantities, **before}[name].entry(*places)


def _from_preactivations(model):
    """The equations of the step, with a letter for every preactivation."""
    named = {to_entry(preactivation(gate), 1, j): entry(f"z_{gate}", j) for gate in GATES}
    names = [name for name, _ in model.equations if name != "m"]
    return [Definition(entry(name, j), model.entry(name, j).xreplace(named), (j,)) for name in names]


def _proved(claim, objective, by, result, given):
    derivation = Derivation(sp.Derivative(sp.Sum(objective, (j, 1, n)), by), claim=claim, given=given)
    return derivation.step(result, because="all derivatives carried out").conclude(result)


def before(what, forget_gate="sigmoid"):
    """The gradient at a preactivation, "z_i", at the old cell, "c_prev", or at the root of the normaliser, "w"."""
    model, backward = PAIRS[forget_gate]
    bars = [backward.definition(f"{name}_bar", j) for name in "cn"]
    held = ["h_bar", "c_bar_plus", "n_bar_plus", "m", "m_prev", "c_prev", *(f"z_{gate}" for gate in GATES)]
    fixed = [Fixed(entry(name, j), (j,)) for name in held if name != what]
    fixed += [] if what == "w" else [Fixed(root[j], (j,))]
    square = Definition(entry("n_prev", j), root[j] ** 2, (j,))
    given = [*_from_preactivations(model), *bars, square, *fixed, Range(p, 1, n)]
    handed_on = {"h_bar": "h", "c_bar_plus": "c", "n_bar_plus": "n"}
    objective = sum(entry(bar, j) * entry(state, j) for bar, state in handed_on.items())
    results = {f"z_{gate}": backward.entry(f"z_bar_{gate}", p) for gate in GATES}
    results |= {"c_prev": backward.entry("c_bar_plus_prev", p), "w": 2 * root[p] * backward.entry("n_bar_plus_prev", p)}
    by = root[p] if what == "w" else entry(what, p)
    return _proved(f"The gradient at {what}", objective, by, results[what], given)


def through(what, gate=None):
    """The gradient at weights, "W", "U" or "b" of a gate, at "x" or at "h_prev", from those at the preactivations."""
    given = [Definition(entry(f"z_{one}", j), to_entry(preactivation(one), 1, j), (j,)) for one in GATES]
    given += [Fixed(entry(f"z_bar_{one}", j), (j,)) for one in GATES]
    given += [Fixed(entry(name, at), (at,)) for name, at in (("x", k), ("h_prev", j)) if name != what]
    given += [Range(k, 1, d), Range(m, 1, n), Range(p, 1, n)]
    objective = sum(entry(f"z_bar_{one}", j) * entry(f"z_{one}", j) for one in GATES)
    places = {"W": (k, p), "U": (m, p), "b": (p,), "x": (k,), "h_prev": (m,)}[what]
    name = f"{what}_{gate}" if gate else what
    result = {"W": f"W_bar_{gate}", "U": f"U_bar_{gate}", "x": "x_bar", "h_prev": "h_bar_plus_prev"}.get(what)
    result = SLSTM_BACKWARD.entry(result, *places) if result else entry(f"z_bar_{gate}", p)
    return _proved(f"The gradient at ${name}$", objective, entry(name, *places), result, given)


def gradients(forget_gate="sigmoid"):
    """The proofs of all gradients, by what they are the gradient at."""
    first = [f"z_{gate}" for gate in GATES] + ["c_prev", "w"]
    found = {what: before(what, forget_gate) for what in first}
    found |= {f"{kind}_{gate}": through(kind, gate) for kind in "WUb" for gate in GATES}
    return found | {what: through(what) for what in ("x", "h_prev")}
