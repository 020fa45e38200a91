"""The gradients of one step of any recurrent model, proved for all sizes against the equations of its backward step.

The chain rule is used in one form. Let a loss depend on step t only through the states that the step hands on, and let
a bar denote its gradient. With the gradients at these held fixed, the scalar

    J = sum_j h_bar[t, j] h[t, j] + c_bar_plus[t, j] c[t, j]

(its second term only where there is a cell) has the same derivative with respect to anything that enters step t as the
loss has through that step. ``h_bar`` is the gradient at h_t from everywhere; ``c_bar_plus`` is what reaches c_t from
step t + 1, and so not by way of h_t.
"""

from dataclasses import dataclass

import sympy as sp

from lstmbook.equations.definition import Definition
from lstmbook.equations.model import Model
from lstmbook.notation.core import d, index, n
from lstmbook.notation.recurrent import z_of
from lstmbook.proof.derivation import Derivation
from lstmbook.proof.hypotheses import Fixed, Range

j, k, m, p = (index(name) for name in "jkmp")


@dataclass(frozen=True)
class StepBackward:
    """A model of one step and the model of its backward step.

    ``gates`` are the letters of what has a preactivation; ``preactivations`` their quantities, where they are not those
    of an LSTM. The backward model calls the gradient before gate i ``z_bar_i``, those at its weights ``W_bar_i`` and so
    on, and what it hands back to a state ``h_bar_plus_prev``. A gradient on the way is ``c_bar`` or ``s_bar``.
    """

    model: Model
    backward: Model
    gates: str
    preactivations: dict | None = None

    @property
    def quantities(self):
        before = self.preactivations or z_of
        return {**self.model.quantities, **self.backward.quantities, **{f"z_{one}": before[one] for one in self.gates}}

    def entry(self, name, *indices):
        """An entry of a quantity of either model, or of a preactivation, ``z_i``, by its name."""
        return self.quantities[name].entry(*indices)

    @property
    def objective(self):
        """J: what the rest of the computation makes of the states that the step hands on."""
        entry = self.entry
        heard = entry("h_bar", j) * entry("h", j)
        if "c_bar_plus" in self.quantities:
            heard += entry("c_bar_plus", j) * entry("c", j)
        return sp.Sum(heard, (j, 1, n))

    def given(self, *ranges, but=None):
        """The step's equations, what its gradients stand for, and what a derivative leaves alone, ``but`` for one."""
        gates = self.gates
        forward = [self.model.definition(name, j) for name, _ in self.model.equations]
        forward += [Definition(self.entry(f"z_{one}", j), self.model.entry(one, j).args[0], over=(j,)) for one in gates]
        defined = dict(self.backward.equations)
        told = ("c_bar", "s_bar", *(f"z_bar_{one}" for one in gates))
        backward = [self.backward.definition(name, j) for name in told if name in defined]
        at = {"x": k}  # all others have an entry for each unit
        held = ("h_bar", "c_bar_plus", "x", "h_prev", "c_prev")
        held = [name for name in held if name != but and name in self.quantities]
        fixed = [Fixed(self.entry(name, at.get(name, j)), (at.get(name, j),)) for name in held]
        return [*forward, *backward, *fixed, *ranges]

    def gradient(self, claim, by, result, *ranges, but=None):
        """dJ / d ``by`` is ``result``: proved in one line, for where nobody reads the way."""
        given = self.given(*ranges, but=but)
        derivation = Derivation(sp.Derivative(self.objective, by), claim=claim, given=given)
        return derivation.step(result, because="all derivatives carried out").conclude(result)

    def at_weights(self, kind, gate):
        """The gradient at all weights of a gate: "W", "U", a bias "b", or another kind of which there is one a unit.

        KeyError for an unknown gate or kind.
        """
        places = {"W": (k, p), "U": (m, p), "p": (m,)}.get(kind, (p,))  # of a peephole p, not its p-th
        ranges = {k: Range(k, 1, d), m: Range(m, 1, n), p: Range(p, 1, n)}
        defined, name = dict(self.backward.equations), f"{kind}_bar_{gate}"
        result = self.backward.entry(name, *places) if name in defined else None
        if kind == "b" and result is None:
            result = self.entry(f"z_bar_{gate}", p)
        if result is None:
            raise KeyError(f"{self.backward.name} has no equation {name!r}")
        what = {"W": "input weights", "U": "recurrent weights", "b": "bias", "bU": "second bias"}.get(kind, "weights")
        claim = f"What step $t$ adds to the gradient at the {what} ${kind.replace('bU', 'b^U')}_{gate}$"
        return self.gradient(claim, self.entry(f"{kind}_{gate}", *places), result, *(ranges[one] for one in places))

    def handed_back(self, name):
        """What the step hands back to its input "x", to "h" or to "c" of the step before."""
        if name == "x":
            return self.gradient(
                "What step $t$ hands back to $x_t$",
                self.entry("x", k),
                self.backward.entry("x_bar", k),
                Range(k, 1, d),
                but="x",
            )
        return self.gradient(
            f"What step $t$ hands back to ${name}_{{t-1}}$",
            self.entry(f"{name}_prev", m),
            self.backward.entry(f"{name}_bar_plus_prev", m),
            Range(m, 1, n),
            but=f"{name}_prev",
        )
